"""Scenarios: trying answers out without touching any, side by side with what is."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.actors import ActorRequest
from agencies.errors import ConflictError
from agencies.idempotency import once
from agencies.query import int_param, text_param
from agencies.views.editing import edit, managed, posted
from assessment import policies
from assessment.core import answers
from assessment.core.instrument import Question
from assessment.forms.answers import AnswerForm, answer_form
from assessment.forms.plan import ScenarioForm, ScenarioSettingsForm, TasksForm
from assessment.models import Cycle, Scenario, ScenarioChange
from assessment.selectors import scenarios as selectors
from assessment.selectors.cycles import current_cycle
from assessment.selectors.instruments import instrument_of, question_or_404
from assessment.selectors.scores import CycleState, cycle_state
from assessment.services import plan as plan_services
from assessment.services import scenarios as services
from assessment.views.plan import FOLDER, tasks_made

GET_POST = ["GET", "HEAD", "POST"]
PROVEN = "bukti_lengkap"


@require_http_methods(GET_POST)
@managed(policies.check_view_path)
def scenario_list(request: ActorRequest) -> HttpResponse:
    cycle = current_cycle(request.actor)
    form = ScenarioForm(posted(request))

    def act() -> tuple[str, str]:
        name = form.cleaned_data["name"]
        row = services.create_scenario(cycle=cycle, name=name, by=request.actor)
        return reverse("scenario-detail", args=[row.pk]), f"Skenario “{row.name}” dibuat."

    if request.method == "POST":
        policies.check_plan(request.actor)
    context = {
        "cycle": cycle,
        "scenarios": selectors.scenarios(request.actor, cycle),
        "may_plan": request.actor.is_secretariat,
    }
    return edit(request, f"{FOLDER}/scenario_list.html", form, act, **context)


@require_safe
@managed(policies.check_view_path)
def scenario_detail(request: ActorRequest, pk: int) -> HttpResponse:
    scenario = selectors.scenario_or_404(request.actor, pk)
    code = text_param(request, "kode")
    if code:
        question_or_404(instrument_of(scenario.cycle), code)
        return HttpResponseRedirect(reverse("scenario-question", args=[pk, code]))
    return _detail(request, scenario)


@require_http_methods(GET_POST)
@managed(policies.check_plan)
def scenario_question(request: ActorRequest, pk: int, code: str) -> HttpResponse:
    """The same typed form as for answers; what is saved belongs to the scenario only."""
    scenario = selectors.scenario_or_404(request.actor, pk)
    question = question_or_404(instrument_of(scenario.cycle), code)
    policies.check_change_scenario(request.actor, scenario)
    state = cycle_state(scenario.cycle)
    change = scenario.changes.filter(question_code=code).first()
    present = answers.to_raw(selectors.present_answer(state, code))
    form = answer_form(question, posted(request), (change and change.answer) or present)
    context = {"scenario": scenario, "question": question, "change": change}
    context |= {"now": state.score.questions[code], "is_proven": _ticked(request, change)}

    def act() -> tuple[str, str]:
        return _try(request, scenario, question, form, state)

    return edit(request, f"{FOLDER}/scenario_question.html", form, act, **context)


@require_http_methods(GET_POST)
@managed(policies.check_plan)
def scenario_edit(request: ActorRequest, pk: int) -> HttpResponse:
    scenario = selectors.scenario_or_404(request.actor, pk)
    policies.check_change_scenario(request.actor, scenario)
    initial = ScenarioSettingsForm.initial_of(scenario)
    form = ScenarioSettingsForm(posted(request), initial=initial)

    def act() -> tuple[str, str]:
        services.rename_scenario(scenario=scenario, **form.cleaned_data, by=request.actor)
        return reverse("scenario-detail", args=[pk]), "Skenario disimpan."

    context = {"scenario": scenario, "version": initial["version"]}
    return edit(request, f"{FOLDER}/scenario_form.html", form, act, **context)


@require_POST
@managed(policies.check_plan)
def scenario_delete(request: ActorRequest, pk: int) -> HttpResponse:
    """The row is looked up inside the act: a repeat finds the first answer, not a missing row."""
    form = ScenarioSettingsForm(request.POST)
    form.is_valid()

    def act() -> tuple[str, str]:
        scenario = selectors.scenario_or_404(request.actor, pk)
        version = form.cleaned_data.get("version", 0)
        services.delete_scenario(scenario=scenario, version=version, by=request.actor)
        return reverse("scenario-list"), f"Skenario “{scenario.name}” dihapus."

    return once(request, act)


@require_POST
@managed(policies.check_plan)
def scenario_refresh(request: ActorRequest, pk: int) -> HttpResponse:
    scenario = selectors.scenario_or_404(request.actor, pk)

    def act() -> tuple[str, str]:
        services.refresh_scenario(scenario=scenario, by=request.actor)
        return reverse("scenario-detail", args=[pk]), "Skenario memakai keadaan sekarang."

    return once(request, act)


@require_POST
@managed(policies.check_plan)
def scenario_tasks(request: ActorRequest, pk: int) -> HttpResponse:
    scenario = selectors.scenario_or_404(request.actor, pk)
    form = TasksForm(request.POST)
    if not form.is_valid():
        return _detail(request, scenario, form, 422)
    return once(request, lambda: _make_tasks(request, scenario, form))


@require_safe
@managed(policies.check_view_path)
def scenario_compare(request: ActorRequest) -> HttpResponse:
    cycle = current_cycle(request.actor)
    chosen = [int_param(request, name) for name in ("a", "b")]
    pair = [selectors.scenario_or_404(request.actor, pk) for pk in chosen if pk]
    pair = [row for row in pair if row.cycle_id == cycle.pk]
    state = cycle_state(cycle)
    outcomes = [selectors.outcome(row, state) for row in pair if len(pair) == len(chosen)]
    context = {
        "cycle": cycle,
        "scenarios": selectors.scenarios(request.actor, cycle),
        "chosen": chosen,
        "state": state,
        "outcomes": outcomes,
        "contrasts": selectors.contrasts(*outcomes) if outcomes else (),
    }
    return render(request, f"{FOLDER}/scenario_compare.html", context)


def _detail(
    request: ActorRequest, scenario: Scenario, tasks: TasksForm | None = None, status: int = 200
) -> HttpResponse:
    state = cycle_state(scenario.cycle)
    cycle: Cycle = scenario.cycle
    context = {
        "cycle": cycle,
        "scenario": scenario,
        "outcome": selectors.outcome(scenario, state),
        "state": state,
        "clusters": state.instrument.clusters,
        "is_owner": scenario.owner_id == request.actor.user_id,
        "may_plan": request.actor.is_secretariat,
        "tasks": tasks or TasksForm(initial={"due_on": cycle.filling_closes_at.date()}),
    }
    return render(request, f"{FOLDER}/scenario_detail.html", context, status=status)


def _ticked(request: ActorRequest, change: ScenarioChange | None) -> bool:
    if request.method == "POST":
        return PROVEN in request.POST
    return change is not None and change.is_proven


def _try(
    request: ActorRequest,
    scenario: Scenario,
    question: Question,
    form: AnswerForm,
    state: CycleState,
) -> tuple[str, str]:
    """An answer equal to the present one is no change; `hapus` takes the question out."""
    address = reverse("scenario-detail", args=[scenario.pk])
    present = answers.to_raw(selectors.present_answer(state, question.code))
    is_removed = request.POST.get("tindakan") == "hapus"
    typed = form.raw and answers.to_raw(answers.validate(question, form.raw))
    raw = None if is_removed or typed == present else typed
    is_proven = not is_removed and PROVEN in request.POST
    tried: dict[str, Any] = {"question_code": question.code, "raw": raw, "is_proven": is_proven}
    services.try_answer(scenario=scenario, **tried, by=request.actor)
    if is_removed:
        return address, f"{question.code} tidak lagi diubah oleh skenario ini."
    return address, f"{question.code} disimpan dalam skenario; jawaban resmi tidak berubah."


def _make_tasks(request: ActorRequest, scenario: Scenario, form: TasksForm) -> tuple[str, str]:
    """One task for the lead agency of each question that the scenario changes."""
    state = cycle_state(scenario.cycle)
    lines = selectors.outcome(scenario, state).lines
    if not lines:
        raise ConflictError("Skenario ini belum mengubah pertanyaan apa pun.")
    made, known = plan_services.make_tasks(
        cycle=scenario.cycle,
        tasks=[_planned(line, scenario, state) for line in lines],
        due_on=form.cleaned_data["due_on"],
        by=request.actor,
    )
    return reverse("scenario-detail", args=[scenario.pk]), tasks_made(made, known)


def _planned(
    line: selectors.Line, scenario: Scenario, state: CycleState
) -> plan_services.PlannedTask:
    code = line.question.code
    agency = next(iter(state.assignments.agencies(code)), None)
    wish = f"Capai jawaban “{line.words_then}”" if line.change.answer else "Lengkapi bukti"
    detail = f"Skenario “{scenario.name}”.\n\n{line.question.text}"
    if line.change.is_proven:
        detail += f"\n\nBukti: {', '.join(line.question.evidence)}."
    return plan_services.PlannedTask(code, agency, f"{code}: {wish}"[:200], detail[:2000])
