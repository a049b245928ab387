"""The assembly board: from many answers to one official answer per question."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import BadRequest, ValidationError
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.actors import ActorRequest
from agencies.errors import ConflictError
from agencies.idempotency import once
from agencies.query import choice_param, page_of
from agencies.views.exporting import list_file, wants_file
from assessment import policies
from assessment.core.calendar import Scope
from assessment.core.instrument import Indicator, Instrument, Question
from assessment.exchange.list_secretariat import ASSEMBLY
from assessment.forms.assembly import AgreedForm, DecisionForm, UndoForm
from assessment.forms.fields import add_service_error
from assessment.models import Cycle
from assessment.selectors import assembly as selectors
from assessment.selectors import assembly_board as boards
from assessment.selectors.badges import waiting_for_review
from assessment.selectors.cycles import current_cycle, regular_review_of, review_of
from assessment.selectors.instruments import indicator_or_404, instrument_of, question_or_404
from assessment.selectors.recaps import last_recap
from assessment.services import agreed_answers, official_answers
from assessment.views.addresses import query_without
from assessment.views.deciding import decision_form, offered

FOLDER = "assessment/secretariat"


@require_safe
def assembly_list(request: ActorRequest) -> HttpResponseBase:
    policies.check_review(request.actor)
    cycle = current_cycle(request.actor)
    wanted = _filter(request, instrument_of(cycle))
    found = boards.board(request.actor, cycle, wanted)
    if wants_file(request):
        return list_file(request, ASSEMBLY, found.rows, city=cycle.city, year=cycle.year)
    request.waiting = waiting_for_review(found.submitted)
    context = {
        "cycle": cycle,
        "board": found,
        "may_decide": selectors.may_decide(request.actor),
        "wanted": wanted,
        "page": page_of(request, found.rows),
        "clusters": instrument_of(cycle).clusters,
        **_filters(request, found, wanted),
    }
    return render(request, f"{FOLDER}/assembly_list.html", context)


@require_safe
def assembly_next(request: ActorRequest) -> HttpResponse:
    """To the question after `?sesudah=` in the filtered board, or back to the board."""
    policies.check_review(request.actor)
    cycle = current_cycle(request.actor)
    instrument = instrument_of(cycle)
    wanted = _filter(request, instrument)
    after = choice_param(request, "sesudah", [q.code for q in instrument.questions])
    found = boards.next_question(request.actor, cycle, wanted, after)
    query = _tail(wanted)
    if found is None:
        messages.info(request, "Tidak ada pertanyaan lain sesudahnya dalam saringan ini.")
        return HttpResponseRedirect(reverse("assembly-list") + query)
    return HttpResponseRedirect(reverse("assembly-detail", args=[found.code]) + query)


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
        "agreed": boards.agreed_questions(request.actor, cycle, indicator),
        "is_open": regular_review_of(cycle, request.actor.at).is_open,
        "form": form,
    }
    status = 422 if form.is_bound else 200
    return render(request, f"{FOLDER}/assembly_agreed.html", context, status=status)


def _filter(request: ActorRequest, instrument: Instrument) -> boards.BoardFilter:
    sort = choice_param(request, "urut", list(boards.Sort), boards.Sort.INSTRUMENT)
    return boards.BoardFilter(
        state=choice_param(request, "keadaan", list(selectors.State)),
        cluster=choice_param(request, "klaster", [c.code for c in instrument.clusters]),
        indicator=choice_param(request, "indikator", [i.code for i in instrument.indicators]),
        need=choice_param(request, "perlu", list(boards.Need)),
        sort=boards.Sort(sort),
    )


def _filters(
    request: ActorRequest, found: boards.Board, wanted: boards.BoardFilter
) -> dict[str, object]:
    return {
        "states": [(state, found.counts.get(state, 0)) for state in selectors.State],
        "needs": list(boards.Need),
        "sorts": list(boards.Sort),
        "filter_query": _query(wanted),
        "query": query_without(request, "page"),
        "query_of_state": query_without(request, "page", "keadaan"),
    }


def _query(wanted: boards.BoardFilter) -> str:
    """The filter as an address names it."""
    named = {
        "keadaan": wanted.state,
        "klaster": wanted.cluster,
        "indikator": wanted.indicator,
        "perlu": wanted.need,
        "urut": "" if wanted.sort is boards.Sort.INSTRUMENT else wanted.sort.value,
    }
    return urlencode({name: value for name, value in named.items() if value})


def _tail(wanted: boards.BoardFilter) -> str:
    query = _query(wanted)
    return f"?{query}" if query else ""


def _detail_page(
    request: ActorRequest,
    cycle: Cycle,
    question: Question,
    form: DecisionForm | None = None,
    status: int = 200,
) -> HttpResponse:
    found = selectors.question_board(request.actor, cycle, question)
    opening = review_of(cycle, request.actor.at, Scope(question_code=question.code))
    context = {
        "cycle": cycle,
        "board": found,
        "recap": last_recap(cycle, question.code),
        "form": decision_form(found) if form is None else offered(form, found),
        "may_decide": selectors.may_decide(request.actor) and opening.is_open,
        "closed_at": None if opening.is_open else opening.until,
        "query": _query(_filter(request, instrument_of(cycle))),
    }
    return render(request, f"{FOLDER}/assembly_detail.html", context, status=status)


def _decide(
    request: ActorRequest, cycle: Cycle, question: Question, form: DecisionForm
) -> tuple[str, str]:
    official_answers.decide(
        cycle=cycle,
        question_code=question.code,
        verdict=form.verdict,
        version=form.cleaned_data["version"],
        by=request.actor,
    )
    wanted = _filter(request, instrument_of(cycle))
    address = reverse("assembly-detail", args=[question.code]) + _tail(wanted)
    if "lanjut" in request.POST:
        after = urlencode({"sesudah": question.code})
        address = f"{reverse('assembly-next')}?{after}&{_query(wanted)}".rstrip("&")
    return address, f"Jawaban resmi {question.code} disimpan."


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
