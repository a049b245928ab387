"""The coordinator divides the clusters among the people of the secretariat."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from agencies.actors import ActorRequest
from agencies.errors import ConflictError
from agencies.idempotency import once
from agencies.models import User
from assessment import policies
from assessment.core.workflow import Status
from assessment.forms.reviewers import DivisionForm
from assessment.models import Cycle
from assessment.selectors.cycles import current_cycle
from assessment.selectors.instruments import instrument_of
from assessment.selectors.queue import QueueRow, all_rows
from assessment.selectors.reviewers import Desk, desk
from assessment.services.reviewers import set_reviewers

TEMPLATE = "assessment/secretariat/reviewer_assign.html"


@dataclass(frozen=True, slots=True)
class Load:
    """What waits in the clusters of a person; None stands for clusters that nobody has."""

    person: User | None
    clusters: int
    waiting: int
    at_risk: Decimal


@require_http_methods(["GET", "HEAD", "POST"])
def reviewer_assign(request: ActorRequest) -> HttpResponse:
    policies.check_assign(request.actor)
    cycle = current_cycle(request.actor)
    now = desk(request.actor, cycle)
    form = DivisionForm(instrument_of(cycle).clusters, now, request.POST or None)
    if request.method != "POST":
        return _page(request, cycle, now, form)
    if not form.is_valid():
        return _page(request, cycle, now, form, 422)
    try:
        return once(request, lambda: _save(request, cycle, form))
    except ValidationError as error:
        form.add_error(None, error)
        return _page(request, cycle, now, form, 422)
    except ConflictError as error:
        form.refuse(error.message, now)
        return _page(request, cycle, now, form, 409)


def _page(
    request: ActorRequest, cycle: Cycle, now: Desk, form: DivisionForm, status: int = 200
) -> HttpResponse:
    context = {
        "cycle": cycle,
        "form": form,
        "loads": _loads(now, list(all_rows(request.actor, cycle)), cycle),
        "has_errors": status != 200,
    }
    return render(request, TEMPLATE, context, status=status)


def _save(request: ActorRequest, cycle: Cycle, form: DivisionForm) -> tuple[str, str]:
    changed = set_reviewers(cycle=cycle, chosen=form.chosen, seen=form.seen, by=request.actor)
    words = f"Pembagian {changed} klaster disimpan." if changed else "Pembagian tidak berubah."
    return reverse("reviewer-assign"), words


def _loads(now: Desk, rows: list[QueueRow], cycle: Cycle) -> list[Load]:
    codes = frozenset(cluster.code for cluster in instrument_of(cycle).clusters)
    taken = frozenset(code for code, ids in now.by_cluster.items() if ids)
    loads = [_load(person, now.clusters_of(person.pk), rows) for person in now.people]
    return [*loads, _load(None, codes - taken, rows)]


def _load(person: User | None, clusters: frozenset[str], rows: list[QueueRow]) -> Load:
    waiting = [
        row
        for row in rows
        if row.cluster.code in clusters and row.submission.status == Status.SUBMITTED
    ]
    at_risk = sum((row.at_risk for row in waiting), Decimal(0))
    return Load(person, len(clusters), len(waiting), at_risk)
