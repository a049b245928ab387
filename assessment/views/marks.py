"""Marks of verification: by question, indicator or total, stage by stage, and from a workbook."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from agencies.actors import ActorRequest
from agencies.errors import ConflictError
from agencies.idempotency import once
from agencies.query import choice_param
from agencies.views.editing import edit, managed, posted
from assessment import policies
from assessment.exchange import mark_sheet
from assessment.exchange.sheets import SheetError
from assessment.forms.fields import add_service_error
from assessment.forms.marks import MarkFileForm, MarkForm
from assessment.models import Mark, Snapshot
from assessment.selectors import reports as selectors
from assessment.selectors.instruments import instrument_of
from assessment.selectors.snapshots import content_of, snapshot_by_pk_or_404
from assessment.services.marks import Place, give_mark, give_marks, mark_conflicts, maximum_of
from assessment.views.attachments import as_attachment
from assessment.views.bounded import bounded_upload
from assessment.views.governance import FOLDER, MIME


def stage_asked(request: ActorRequest) -> Mark.Stage:
    """The stage of `?tahap=`; VA without one."""
    return Mark.Stage(choice_param(request, "tahap", Mark.Stage.values, Mark.Stage.VA.value))


@require_http_methods(["GET", "HEAD", "POST"])
@managed(policies.check_mark)
def mark_edit(request: ActorRequest, pk: int, level: str, code: str = "") -> HttpResponse:
    snapshot = snapshot_by_pk_or_404(request.actor, pk)
    place = Place(code, Mark.Level(level), stage_asked(request))
    form = _form(request, snapshot, place)

    def act() -> tuple[str, str]:
        values = form.cleaned_data
        give_mark(cycle=snapshot.cycle, place=place, **values, by=request.actor)
        return _after(snapshot, place), f"{place.stage.label}: nilai disimpan."

    context = _frozen(snapshot, place) | {"place": place, "stages": Mark.Stage}
    return edit(request, f"{FOLDER}/mark_edit.html", form, act, **context)


@require_safe
@managed(policies.check_mark)
def mark_template(request: ActorRequest, pk: int) -> HttpResponse:
    """Every place of the instrument, with the marks that the stage has."""
    snapshot, stage = snapshot_by_pk_or_404(request.actor, pk), stage_asked(request)
    marks = Mark.objects.filter(cycle=snapshot.cycle, stage=stage)
    known = {(mark.level, mark.code): mark for mark in marks}
    content = mark_sheet.template(instrument_of(snapshot.cycle), known)
    response = HttpResponse(content, content_type=MIME["xlsx"])
    name = f"nilai-{stage}-{snapshot.cycle.city.code}-{snapshot.cycle.year}.xlsx"
    return as_attachment(response, name)


@bounded_upload
@require_http_methods(["GET", "HEAD", "POST"])
@managed(policies.check_mark)
def mark_upload(request: ActorRequest, pk: int) -> HttpResponse:
    """First what a file would do, then, when asked to, doing it."""
    snapshot, stage = snapshot_by_pk_or_404(request.actor, pk), stage_asked(request)
    is_post = request.method == "POST"
    form = MarkFileForm(posted(request), request.FILES if is_post else None)
    context: dict[str, Any] = {"form": form, "snapshot": snapshot, "stage": stage}
    context["stages"] = Mark.Stage
    if not is_post or not form.is_valid():
        status = 422 if is_post else 200
        return render(request, f"{FOLDER}/mark_upload.html", context, status=status)
    return _taken(request, snapshot, stage, form, context)


def _taken(
    request: ActorRequest, snapshot: Snapshot, stage: Mark.Stage, form: MarkFileForm, context: Any
) -> HttpResponse:
    status = 422
    try:
        context["found"] = found = _read(form.cleaned_data["file"], snapshot, stage)
        if form.cleaned_data["is_final"] and not found.refused:
            is_overwriting = form.cleaned_data["is_overwriting"]
            return once(request, lambda: _applied(request, snapshot, found, is_overwriting))
        context["conflicts"] = mark_conflicts(cycle=snapshot.cycle, rows=found.rows)
        status = 422 if found.refused else 200
    except SheetError as error:
        form.add_error("file", str(error))
    except ValidationError as error:
        add_service_error(form, error)
    except ConflictError as error:
        context["conflicts"] = getattr(error, "conflicts", ())
        form.add_error(None, error.message)
        status = 409
    return render(request, f"{FOLDER}/mark_upload.html", context, status=status)


def _read(
    upload: UploadedFile[bytes], snapshot: Snapshot, stage: Mark.Stage
) -> mark_sheet.MarkFile:
    folder = settings.FILE_UPLOAD_TEMP_DIR
    with tempfile.NamedTemporaryFile(dir=folder, suffix=".xlsx") as copy:
        for chunk in upload.chunks():
            copy.write(chunk)
        copy.flush()
        return mark_sheet.read(Path(copy.name), instrument_of(snapshot.cycle), stage)


def _applied(
    request: ActorRequest, snapshot: Snapshot, found: mark_sheet.MarkFile, is_overwriting: bool
) -> tuple[str, str]:
    count = give_marks(
        cycle=snapshot.cycle, rows=found.rows, by=request.actor, is_overwriting=is_overwriting
    )
    return reverse("verification-detail", args=[snapshot.pk]), f"{count} nilai disimpan."


def _form(request: ActorRequest, snapshot: Snapshot, place: Place) -> MarkForm:
    top = maximum_of(instrument_of(snapshot.cycle), place)
    if top is None:
        raise Http404
    rows = Mark.objects.filter(cycle=snapshot.cycle, stage=place.stage, level=place.level)
    initial = MarkForm.initial_of(rows.filter(code=place.code).first())
    label = f"Nilai {place.stage.label.lower()}".replace("Nilai nilai", "Nilai")
    return MarkForm(posted(request), initial=initial, maximum=top, label=label)


def _after(snapshot: Snapshot, place: Place) -> str:
    address = reverse("verification-detail", args=[snapshot.pk])
    if place.level == Mark.Level.TOTAL:
        return address
    indicator = place.code
    if place.level == Mark.Level.QUESTION:
        indicator = instrument_of(snapshot.cycle).indicator_of(place.code).code
    return f"{address}#indikator-{indicator}"


def _frozen(snapshot: Snapshot, place: Place) -> dict[str, object]:
    """The place as the snapshot froze it, with what it holds."""
    content = content_of(snapshot)
    if place.level == Mark.Level.TOTAL:
        points = selectors.points_of(content["totals"])
        return {"snapshot": snapshot, "name": "Nilai seluruhnya", "points": points}
    instrument = instrument_of(snapshot.cycle)
    is_question = place.level == Mark.Level.QUESTION
    code = instrument.indicator_of(place.code).code if is_question else place.code
    frozen = selectors.frozen_indicator(content, code)
    if frozen is None:
        raise Http404
    questions = selectors.frozen_questions(frozen)
    if is_question:
        questions = [q for q in questions if q.content["code"] == place.code]
    shown = questions[0].content if is_question and questions else frozen
    name = f"{place.code} {shown['text' if is_question else 'name']}"
    points = selectors.points_of(shown)
    return {"snapshot": snapshot, "name": name, "points": points, "questions": questions}
