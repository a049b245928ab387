"""Rencana poin: where points can be won back, and the cheapest path to a target."""

from __future__ import annotations

from django.core.exceptions import BadRequest
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.actors import ActorRequest
from agencies.errors import ConflictError
from agencies.idempotency import once
from agencies.query import choice_param, page_of, text_param
from agencies.views.editing import edit, managed, posted
from agencies.views.exporting import list_file, wants_file
from agencies.views.listing import filters_of
from assessment import format as human
from assessment import policies
from assessment.core.instrument import Instrument
from assessment.core.plan_steps import Gap
from assessment.exchange.list_secretariat import PLAN
from assessment.forms.plan import EstimateForm, PathForm, TasksForm
from assessment.models import Cycle
from assessment.selectors import plan as selectors
from assessment.selectors.cycles import current_cycle
from assessment.selectors.instruments import instrument_of, question_or_404
from assessment.selectors.plan_path import Path, PathTask, path_to
from assessment.services import plan as services
from assessment.views.addresses import query_without

FOLDER = "assessment/plan"
GAPS = [gap for gap in Gap if gap is not Gap.NONE]


@require_safe
@managed(policies.check_view_plan)
def plan_list(request: ActorRequest) -> HttpResponseBase:
    cycle = current_cycle(request.actor)
    wanted = _filter(request, instrument_of(cycle))
    board = selectors.plan_board(request.actor, cycle, wanted)
    if wants_file(request):
        return list_file(request, PLAN, board.rows, city=cycle.city, year=cycle.year)
    context = {
        "cycle": cycle,
        "board": board,
        "page": page_of(request, board.rows, 25),
        "wanted": wanted,
        "filters": filters_of(opd=wanted.agency, klaster=wanted.cluster, kurang=wanted.gap),
        "gaps": GAPS,
        "clusters": instrument_of(cycle).clusters,
        "sorts": selectors.SORTS.items(),
        "query": query_without(request, "page"),
        **_rights(request),
    }
    return render(request, f"{FOLDER}/plan_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@managed(policies.check_plan)
def plan_estimate(request: ActorRequest, code: str) -> HttpResponse:
    cycle = current_cycle(request.actor)
    question = question_or_404(instrument_of(cycle), code)
    board = selectors.plan_board(request.actor, cycle)
    row = next((row for row in board.rows if row.question == question), None)
    stored = board.estimates.get(code)
    form = EstimateForm(posted(request), initial=EstimateForm.initial_of(stored))
    if row is not None:
        form.show_defaults(row)
    template, context = f"{FOLDER}/estimate.html", {"question": question, "row": row}
    return edit(request, template, form, lambda: _estimate(request, cycle, code, form), **context)


@require_safe
@managed(policies.check_view_path)
def plan_path(request: ActorRequest) -> HttpResponse:
    cycle = current_cycle(request.actor)
    form = _path_form(request, cycle)
    return _path_page(request, cycle, form)


@require_POST
@managed(policies.check_plan)
def plan_tasks(request: ActorRequest) -> HttpResponse:
    """Make tasks of the ticked steps of the path that the address asks for."""
    cycle = current_cycle(request.actor)
    form, tasks = _path_form(request, cycle), TasksForm(request.POST)
    if not form.is_valid():
        raise BadRequest("Alamat rencana ini tidak dapat dibaca. Buka lagi halaman rencana.")
    if not tasks.is_valid():
        return _path_page(request, cycle, form, tasks)
    return once(request, lambda: _make_tasks(request, cycle, form, tasks))


def _path_page(
    request: ActorRequest, cycle: Cycle, form: PathForm, tasks: TasksForm | None = None
) -> HttpResponse:
    is_valid = form.is_valid()
    context = {
        "cycle": cycle,
        "form": form,
        "tasks": tasks or TasksForm(initial={"due_on": cycle.filling_closes_at.date()}),
        "path": _path(request, cycle, form) if is_valid else None,
        "query": request.GET.urlencode(),
        "days_left": selectors.workdays_left(cycle, request.actor.at),
        **_rights(request),
    }
    status = 200 if is_valid and tasks is None else 422
    return render(request, f"{FOLDER}/path.html", context, status=status)


def _path(request: ActorRequest, cycle: Cycle, form: PathForm) -> Path:
    board = selectors.plan_board(request.actor, cycle)
    return path_to(board, cycle, form.wish(), request.actor.at)


def _path_form(request: ActorRequest, cycle: Cycle) -> PathForm:
    """Without a target in the address it is the cycle's."""
    data = request.GET.copy()
    for name in data:
        text_param(request, name)
    data.setdefault("target", human.number(cycle.target_points))
    return PathForm(data, instrument=instrument_of(cycle))


def _filter(request: ActorRequest, instrument: Instrument) -> selectors.PlanFilter:
    return selectors.PlanFilter(
        agency=text_param(request, "opd"),
        cluster=choice_param(request, "klaster", [c.code for c in instrument.clusters]),
        gap=choice_param(request, "kurang", GAPS),
        sort=choice_param(request, "urut", list(selectors.SORTS), default="poin"),
    )


def _rights(request: ActorRequest) -> dict[str, bool]:
    return {
        "may_plan": request.actor.is_secretariat,
        "sees_city": request.actor.role in policies.CONTROL_ROOM_ROLES,
    }


def _estimate(
    request: ActorRequest, cycle: Cycle, code: str, form: EstimateForm
) -> tuple[str, str]:
    version = form.cleaned_data["version"]
    services.estimate(
        cycle=cycle, question_code=code, values=form.value(), version=version, by=request.actor
    )
    return reverse("plan-list"), f"Perkiraan untuk {code} disimpan."


def _make_tasks(
    request: ActorRequest, cycle: Cycle, form: PathForm, tasks: TasksForm
) -> tuple[str, str]:
    path = _path(request, cycle, form)
    planned = {task.step.question: task for task in path.tasks}
    if any(code not in planned for code in tasks.codes):
        raise ConflictError("Rencana berubah sejak Anda membukanya. Periksa lagi langkahnya.")
    if not tasks.codes:
        raise ConflictError("Belum ada langkah yang dipilih. Kembali, lalu centang langkahnya.")
    made, known = services.make_tasks(
        cycle=cycle,
        tasks=[_planned(planned[code], path) for code in tasks.codes],
        due_on=tasks.cleaned_data["due_on"],
        by=request.actor,
    )
    address = f"{reverse('plan-path')}?{request.GET.urlencode()}"
    return address, tasks_made(made, known)


def tasks_made(made: int, known: int) -> str:
    already = f" {known} langkah sudah menjadi tugas sebelumnya." if known else ""
    return f"{made} tugas dibuat; perangkat daerah melihatnya di Tugas saya.{already}"


def _planned(task: PathTask, path: Path) -> services.PlannedTask:
    row, target = task.opportunity, human.points(path.wish.target)
    lacking = ", ".join(row.score.missing_items)
    wanted = f"kategori {path.wish.band.name}" if path.wish.band else f"target {target} poin"
    detail = f"{row.question.text}\n\nUntuk {wanted}: {human.points(task.step.gain)}"
    detail += " poin." + (f" Bukti yang kurang: {lacking}." if lacking else "")
    title = f"{row.question.code}: {task.step.title}"[:200]
    return services.PlannedTask(row.question.code, row.agency, title, detail[:2000])
