"""Programmes: list, reading, form, deletion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from agencies.actors import ActorRequest
from agencies.errors import ConflictError, LateError, StaleVersionError
from agencies.idempotency import once
from agencies.models import Agency
from agencies.policies import visible_agencies
from agencies.query import choice_param, int_param, page_of, text_param
from agencies.views.exporting import list_file, wants_file
from assessment import policies
from assessment.core.instrument import Indicator, Instrument, Question
from assessment.exchange.list_filling import PROGRAM_PARTS, PROGRAMS
from assessment.forms.fields import add_service_error
from assessment.forms.program_rows import (
    PARTNER_LIST,
    AgreementFormSet,
    PartnerFormSet,
    agreements_of,
    partners_of,
)
from assessment.forms.programs import Choices, ProgramForm, initial_of
from assessment.models import Cycle, Program, ProgramTarget
from assessment.selectors import programs as selectors
from assessment.selectors.instruments import instrument_of
from assessment.selectors.partners import CityPartner, city_partners
from assessment.selectors.programs import ProgramQuery, ProgramSort
from assessment.services import programs as services
from assessment.services.guards import check_any_filling_open
from assessment.services.programs import ProgramFacts
from assessment.views.addresses import query_without
from assessment.views.differences import Difference, differences
from assessment.views.late_drafts import keep_if_late
from assessment.views.places import cycle_asked, own_agency, version_of, year_query

FORM = "assessment/filling/program_form.html"
UNLINKED = "belum"


@dataclass(frozen=True, slots=True)
class Forms:
    """The form of a programme with its rows."""

    form: ProgramForm
    partners: Any
    agreements: Any
    known: Sequence[CityPartner]

    @property
    def facts(self) -> ProgramFacts:
        return self.form.facts(self.partners.facts, self.agreements.facts)

    @property
    def context(self) -> dict[str, Any]:
        return {
            "form": self.form,
            "partners": self.partners,
            "agreements": self.agreements,
            "known_partners": self.known,
            "partner_list": PARTNER_LIST,
        }

    def is_valid(self) -> bool:
        return all([self.form.is_valid(), self.partners.is_valid(), self.agreements.is_valid()])


@require_safe
def program_list(request: ActorRequest) -> HttpResponseBase:
    policies.check_view_content(request.actor)
    cycle = cycle_asked(request)
    query = _query(request, instrument_of(cycle))
    rows = selectors.programs(request.actor, cycle, query)
    if wants_file(request):
        rows = rows.prefetch_related(*PROGRAM_PARTS)
        return list_file(request, PROGRAMS, rows, city=cycle.city, year=cycle.year)
    context = {
        "page": page_of(request, rows),
        "wanted": query,
        "indicators": instrument_of(cycle).indicators,
        "sorts": list(ProgramSort),
        "agencies": () if request.actor.is_agency else visible_agencies(request.actor),
        "can_write": policies.may_fill(request.actor),
        "cycle": cycle,
        "may_review": request.actor.is_secretariat,
        **_queries(request),
    }
    return render(request, "assessment/filling/program_list.html", context)


def _queries(request: ActorRequest) -> dict[str, object]:
    return {
        "query": query_without(request, "page"),
        "is_filtered": bool(query_without(request, "page", "urut", "tahun")),
        "year": text_param(request, "tahun"),
        "all_url": f"?{year_query(request)}",
    }


def _query(request: ActorRequest, instrument: Instrument) -> ProgramQuery:
    codes = [indicator.code for indicator in instrument.indicators]
    indicator = choice_param(request, "indikator", [UNLINKED, *codes])
    return ProgramQuery(
        text=text_param(request, "cari"),
        indicator="" if indicator == UNLINKED else indicator,
        is_unlinked=indicator == UNLINKED,
        question=choice_param(request, "pertanyaan", [q.code for q in instrument.questions]),
        agency_id=int_param(request, "opd"),
        sort=ProgramSort(choice_param(request, "urut", list(ProgramSort), "nama")),
    )


@require_safe
def program_detail(request: ActorRequest, pk: int) -> HttpResponse:
    policies.check_view_content(request.actor)
    program = selectors.program_or_404(request.actor, pk)
    visible = policies.visible_documents(request.actor)
    context = {
        "program": program,
        "targets": _served(program),
        "beneficiaries": [
            ("Anak perempuan", program.girls),
            ("Anak laki-laki", program.boys),
            ("Di antaranya penyandang disabilitas", program.disabled),
        ],
        "partners": program.partners.all(),
        "agreements": program.agreements.prefetch_related("agencies", "partners"),
        "joint_agencies": program.joint_agencies.all(),
        "documents": visible.filter(program=program),
        "can_write": policies.may_fill(request.actor),
        "is_overspent": _is_overspent(program.budget_planned, program.budget_realised),
    }
    return render(request, "assessment/filling/program_detail.html", context)


def _served(program: Program) -> list[tuple[ProgramTarget, Indicator | None, Question | None]]:
    instrument = instrument_of(program.cycle)
    return [
        (row, instrument.indicator(row.indicator_code), instrument.question(row.question_code))
        for row in program.targets.all()
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def program_create(request: ActorRequest) -> HttpResponse:
    agency, cycle = own_agency(request), cycle_asked(request)
    policies.check_fill(request.actor, agency)
    forms = _forms(request, cycle, agency, _blank(request, cycle))

    def act() -> tuple[str, str]:
        program = services.create_program(
            cycle=cycle, agency=agency, facts=forms.facts, by=request.actor
        )
        return _done(request, program)

    return _respond(request, forms, act, cycle, {"mode": "create"})


@require_http_methods(["GET", "HEAD", "POST"])
def program_edit(request: ActorRequest, pk: int) -> HttpResponse:
    program = _own(request, pk)
    forms = _forms(request, program.cycle, program.agency, services.facts_of(program))
    version = version_of(request) if request.method == "POST" else program.version

    def act() -> tuple[str, str]:
        saved = services.update_program(
            program=program, facts=forms.facts, version=version, by=request.actor
        )
        return _done(request, saved)

    context = {"mode": "edit", "program": program, "version": version}
    return _respond(request, forms, act, program.cycle, context)


@require_http_methods(["GET", "HEAD", "POST"])
def program_delete(request: ActorRequest, pk: int) -> HttpResponse:
    if request.method != "POST":
        program = _own(request, pk)
        return render(request, "assessment/filling/program_delete.html", {"program": program})

    def act() -> tuple[str, str]:
        program = _own(request, pk)
        services.delete_program(program=program, by=request.actor)
        return reverse("program-list"), f"Kegiatan “{program.title[:100]}” dihapus."

    return once(request, act)


def _respond(
    request: ActorRequest, forms: Forms, act: Any, cycle: Cycle, context: dict[str, Any]
) -> HttpResponse:
    context |= forms.context
    if request.method != "POST":
        return render(request, FORM, context)
    if not forms.is_valid():
        refusal = _refused_late(request, cycle)
        shown, status = context | {"refusal": refusal}, 409 if refusal else 422
        return render(request, FORM, shown, status=status)
    try:
        return once(request, act)
    except ValidationError as error:
        add_service_error(forms.form, error)
        return render(request, FORM, context, status=422)
    except StaleVersionError as error:
        return render(request, FORM, context | _stale(forms, error), status=409)
    except ConflictError as error:
        refusal = _kept(request, error, cycle)
        return render(request, FORM, context | {"refusal": refusal}, status=409)


def _kept(request: ActorRequest, error: ConflictError, cycle: Cycle) -> str:
    title = f"Kegiatan {request.POST.get('title', '').strip()}"
    return keep_if_late(request, error, cycle, request.get_full_path(), title)


def _refused_late(request: ActorRequest, cycle: Cycle) -> str:
    """What is late besides being wrong is kept as well; empty in time."""
    try:
        check_any_filling_open(cycle, own_agency(request), by=request.actor)
    except LateError as error:
        return _kept(request, error, cycle)
    return ""


def _stale(forms: Forms, error: StaleVersionError) -> dict[str, Any]:
    stored, typed = services.facts_of(error.current), forms.facts
    found = differences(forms.form, initial_of(stored))
    rows = (
        ("Mitra", [p.name for p in stored.partners], [p.name for p in typed.partners]),
        ("Perjanjian", [a.words for a in stored.agreements], [a.words for a in typed.agreements]),
    )
    for label, theirs, mine in rows:
        if theirs != mine:
            found.append(Difference(label, "; ".join(theirs) or "–", "; ".join(mine) or "–"))
    return {"stale": error.message, "version": error.current.version, "differences": found}


def _forms(
    request: ActorRequest, cycle: Cycle, agency: Agency, stored: ProgramFacts | None
) -> Forms:
    facts = stored or ProgramFacts("")
    chosen = {*facts.joint_agency_ids, *(pk for a in facts.agreements for pk in a.agency_ids)}
    agencies = list(selectors.other_agencies(request.actor, agency, chosen))
    documents = selectors.usable_documents(request.actor, agency, facts.document_ids)
    choices = Choices(instrument_of(cycle), agencies, documents)
    data = request.POST if request.method == "POST" else None
    return Forms(
        ProgramForm(choices, data, initial=initial_of(stored) if stored else None),
        PartnerFormSet(data, initial=partners_of(facts), prefix="mitra"),
        AgreementFormSet(
            data,
            initial=agreements_of(facts),
            prefix="perjanjian",
            form_kwargs={"agencies": agencies},
        ),
        city_partners(cycle.city_id),
    )


def _blank(request: ActorRequest, cycle: Cycle) -> ProgramFacts | None:
    """A new programme, with the question ticked from whose page the person came."""
    code = text_param(request, "pertanyaan")
    question = instrument_of(cycle).question(code)
    if question is None:
        return None
    indicator = instrument_of(cycle).indicator_of(code)
    return ProgramFacts("", targets=(services.Target(indicator.code, code),))


def _own(request: ActorRequest, pk: int) -> Program:
    program = selectors.program_or_404(request.actor, pk)
    policies.check_fill(request.actor, program.agency)
    return program


def _done(request: ActorRequest, program: Program) -> tuple[str, str]:
    """Where a saved programme leads: to itself, or to the next blank form."""
    message = f"Kegiatan “{program.title[:100]}” tersimpan."
    if _is_overspent(program.budget_planned, program.budget_realised):
        message += " Perhatikan: realisasi melebihi anggaran."
    if request.POST.get("lagi"):
        query = year_query(request)
        return reverse("program-create") + (f"?{query}" if query else ""), message
    return reverse("program-detail", args=[program.pk]), message


def _is_overspent(planned: int | None, realised: int | None) -> bool:
    return planned is not None and realised is not None and realised > planned
