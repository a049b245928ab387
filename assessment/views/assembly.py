"""The assembly board: from many answers to one official answer per question."""

from __future__ import annotations

from django.core.exceptions import BadRequest, ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.actors import ActorRequest
from agencies.errors import ConflictError
from agencies.idempotency import once
from agencies.query import choice_param, page_of
from assessment import policies
from assessment.core.instrument import Indicator, Instrument, Question
from assessment.forms.assembly import AgreedForm, DecisionForm, UndoForm
from assessment.forms.fields import add_service_error
from assessment.models import Cycle
from assessment.selectors import assembly as selectors
from assessment.selectors.cycles import current_cycle, review_of
from assessment.selectors.instruments import indicator_or_404, instrument_of, question_or_404
from assessment.services import agreed_answers, official_answers
from assessment.services.official_answers import Decision, Verdict
from assessment.views.addresses import query_without

FOLDER = "assessment/secretariat"


@require_safe
def assembly_list(request: ActorRequest) -> HttpResponse:
    policies.check_review(request.actor)
    cycle = current_cycle(request.actor)
    wanted = _filter(request, instrument_of(cycle))
    found = selectors.board(request.actor, cycle, wanted)
    context = {
        "cycle": cycle,
        "board": found,
        "may_decide": selectors.may_decide(request.actor),
        "wanted": wanted,
        "page": page_of(request, found.rows),
        "states": [(state, found.counts.get(state, 0)) for state in selectors.State],
        "clusters": instrument_of(cycle).clusters,
        "query": query_without(request, "page"),
        "query_of_state": query_without(request, "page", "keadaan"),
    }
    return render(request, f"{FOLDER}/assembly_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def assembly_detail(request: ActorRequest, code: str) -> HttpResponse:
    policies.check_review(request.actor)
    cycle = current_cycle(request.actor)
    question = question_or_404(instrument_of(cycle), code)
    if request.method != "POST":
        return _detail_page(request, cycle, question)
    policies.check_decide(request.actor)
    form = DecisionForm(question, request.POST)
    if not form.is_valid():
        return _detail_page(request, cycle, question, form, 422)
    try:
        return once(request, lambda: _decide(request, cycle, question, form))
    except ValidationError as error:
        add_service_error(form, error)
        return _detail_page(request, cycle, question, form, 422)
    except ConflictError as error:
        form.refuse(error)
        return _detail_page(request, cycle, question, form, 409)


@require_POST
def assembly_undo(request: ActorRequest, code: str) -> HttpResponse:
    policies.check_review(request.actor)
    policies.check_decide(request.actor)
    cycle = current_cycle(request.actor)
    question = question_or_404(instrument_of(cycle), code)
    form = UndoForm(request.POST)
    if not form.is_valid():
        raise BadRequest("Formulir pembatalan tidak lengkap.")
    version = form.cleaned_data["version"]
    return once(request, lambda: _undo(request, cycle, question, version))


@require_http_methods(["GET", "HEAD", "POST"])
def assembly_agreed(request: ActorRequest, code: str) -> HttpResponse:
    """The proposals of an indicator that agree: look, untick what needs thought, decide."""
    policies.check_review(request.actor)
    policies.check_decide(request.actor)
    cycle = current_cycle(request.actor)
    indicator = indicator_or_404(instrument_of(cycle), code)
    form = AgreedForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return once(request, lambda: _decide_agreed(request, cycle, indicator, form))
    context = {
        "cycle": cycle,
        "indicator": indicator,
        "agreed": selectors.agreed_questions(request.actor, cycle, indicator),
        "is_open": review_of(cycle, request.actor.at).is_open,
        "form": form,
    }
    status = 422 if form.is_bound else 200
    return render(request, f"{FOLDER}/assembly_agreed.html", context, status=status)


def _filter(request: ActorRequest, instrument: Instrument) -> selectors.BoardFilter:
    return selectors.BoardFilter(
        state=choice_param(request, "keadaan", list(selectors.State)),
        cluster=choice_param(request, "klaster", [c.code for c in instrument.clusters]),
        indicator=choice_param(request, "indikator", [i.code for i in instrument.indicators]),
    )


def _detail_page(
    request: ActorRequest,
    cycle: Cycle,
    question: Question,
    form: DecisionForm | None = None,
    status: int = 200,
) -> HttpResponse:
    found = selectors.question_board(request.actor, cycle, question)
    opening = review_of(cycle, request.actor.at)
    context = {
        "cycle": cycle,
        "board": found,
        "form": _blank(found) if form is None else _renewed(form, found),
        "may_decide": selectors.may_decide(request.actor) and opening.is_open,
        "closed_at": None if opening.is_open else opening.until,
    }
    return render(request, f"{FOLDER}/assembly_detail.html", context, status=status)


def _renewed(form: DecisionForm, found: selectors.QuestionBoard) -> DecisionForm:
    """A stale form keeps what was typed; its hidden fields now speak of the present state."""
    if form.is_stale:
        form.renew(seen=found.record.fingerprint, version=_version(found))
    return form


def _blank(found: selectors.QuestionBoard) -> DecisionForm:
    """The form as it opens: the standing decision, or the proposal ready to be taken."""
    record, official = found.record, found.record.official
    proposal = record.state.proposal.answer
    decision = official.decision if official else (Decision.TAKEN if proposal else "")
    return DecisionForm(
        record.question,
        answer=selectors.raw_to_adapt(record),
        can_take=proposal is not None,
        initial={
            "decision": decision,
            "reason": official.reason if official else "",
            "narrative": official.narrative if official else record.suggested_narrative,
            "seen": record.fingerprint,
            "version": _version(found),
        },
    )


def _version(found: selectors.QuestionBoard) -> int:
    official = found.record.official
    return official.version if official else official_answers.NEW


def _decide(
    request: ActorRequest, cycle: Cycle, question: Question, form: DecisionForm
) -> tuple[str, str]:
    values = form.cleaned_data
    official_answers.decide(
        cycle=cycle,
        question_code=question.code,
        verdict=Verdict(
            decision=Decision(values["decision"]),
            raw=form.raw,
            reason=values["reason"],
            narrative=values["narrative"],
            seen=values["seen"],
        ),
        version=values["version"],
        by=request.actor,
    )
    return reverse("assembly-detail", args=[question.code]), "Jawaban resmi disimpan."


def _undo(request: ActorRequest, cycle: Cycle, question: Question, version: int) -> tuple[str, str]:
    address = reverse("assembly-detail", args=[question.code])
    official = selectors.official_of(request.actor, cycle, question)
    if official is None:
        raise ConflictError("Keputusan ini sudah dibatalkan.")
    official_answers.undo(official=official, version=version, by=request.actor)
    return address, f"Keputusan atas pertanyaan {question.code} dibatalkan."


def _decide_agreed(
    request: ActorRequest, cycle: Cycle, indicator: Indicator, form: AgreedForm
) -> tuple[str, str]:
    result = agreed_answers.decide_agreed(
        cycle=cycle, indicator=indicator, seen=form.seen, by=request.actor
    )
    message = f"{len(result.decided)} pertanyaan diputuskan."
    if result.skipped:
        codes = ", ".join(code[:20] for code in result.skipped[:10])
        message += f" {len(result.skipped)} dilewati karena berubah sejak ditampilkan: {codes}."
    return f"{reverse('assembly-list')}?indikator={indicator.code}", message
