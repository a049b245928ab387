"""Pages of acting heads (Plt./Plh.): for the city's admin, and for a head about the own agency."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies import selectors
from agencies.actors import ActorRequest
from agencies.forms import DelegationForm
from agencies.idempotency import once
from agencies.lists import DELEGATIONS
from agencies.models import Delegation, User, local_day
from agencies.policies import check_delegate, visible_delegations
from agencies.query import page_of
from agencies.roles import Role
from agencies.services import delegations
from agencies.views.editing import edit, managed, posted
from agencies.views.exporting import list_file, wants_file


@dataclass(frozen=True, slots=True)
class Row:
    """An acting head with its state in words; `is_open`: it can still be ended."""

    delegation: Delegation
    state: str
    is_open: bool


@require_safe
@managed(check_delegate)
def delegation_list(request: ActorRequest) -> HttpResponseBase:
    rows = selectors.delegations(request.actor)
    if wants_file(request):
        return list_file(request, DELEGATIONS, rows)
    page = page_of(request, rows, 50)
    page.object_list = [_row(request, delegation) for delegation in page.object_list]
    context = {"page": page, "is_head": request.actor.role is Role.HEAD}
    return render(request, "agencies/delegation_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@managed(check_delegate)
def delegation_create(request: ActorRequest) -> HttpResponse:
    form = DelegationForm(posted(request), actor=request.actor)

    def act() -> tuple[str, str]:
        row = delegations.grant_delegation(form.value(), by=request.actor)
        message = f"{row.person} ditunjuk sebagai Plt. kepala {row.agency}."
        return reverse("delegation-list"), message

    return edit(request, "agencies/delegation_form.html", form, act)


@require_POST
@managed(check_delegate)
def delegation_revoke(request: ActorRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(visible_delegations(request.actor), pk=pk)

    def act() -> tuple[str, str]:
        ended = delegations.revoke_delegation(row, by=request.actor)
        return reverse("delegation-list"), f"Penunjukan {ended.person} dicabut."

    return once(request, act)


def _row(request: ActorRequest, delegation: Delegation) -> Row:
    user = request.user
    city = user.city if isinstance(user, User) else None
    if delegation.revoked_at is not None or city is None:
        return Row(delegation, "Dicabut", is_open=False)
    today = local_day(city, request.actor.at)
    if delegation.ends_on < today:
        return Row(delegation, "Berakhir", is_open=False)
    state = "Akan berlaku" if delegation.starts_on > today else "Berlaku"
    return Row(delegation, state, is_open=True)
