"""Reads of agencies, territories and people; they start from policies.visible_*."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, Exists, Q, QuerySet

from agencies.actors import Actor
from agencies.models import Agency, AuditEntry, City, Delegation, Territory, User
from agencies.policies import (
    visible_agencies,
    visible_delegations,
    visible_people,
    visible_territories,
)
from agencies.roles import Role

ACTIVE, INACTIVE = "aktif", "nonaktif"


def agencies(actor: Actor, *, text: str = "", state: str = "") -> QuerySet[Agency]:
    """Agencies of the city with `people_count`, the number of their active accounts."""
    rows = visible_agencies(actor).select_related("successor")
    if text:
        found = Q(abbreviation__icontains=text) | Q(name__icontains=text)
        rows = rows.filter(found | Q(instrument_name__icontains=text))
    if state:
        rows = rows.filter(is_active=state == ACTIVE)
    people_count = Count("user", filter=Q(user__is_active=True))
    return rows.annotate(people_count=people_count).order_by("-is_active", "abbreviation", "pk")


def territories(
    actor: Actor, *, text: str = "", kind: str = "", parent: int | None = None
) -> QuerySet[Territory]:
    """Territories of the city, kecamatan first."""
    rows = visible_territories(actor).select_related("parent")
    if text:
        rows = rows.filter(Q(name__icontains=text) | Q(parent__name__icontains=text))
    if kind:
        rows = rows.filter(kind=kind)
    if parent is not None:
        rows = rows.filter(Q(parent_id=parent) | Q(pk=parent))
    return rows.order_by("kind", "name", "pk")


def people(
    actor: Actor, *, text: str = "", role: str = "", agency: int | None = None, state: str = ""
) -> QuerySet[User]:
    """Accounts of the city for its admin."""
    rows = visible_people(actor).select_related("agency")
    if text:
        found = Q(full_name__icontains=text) | Q(username__icontains=text)
        rows = rows.filter(found | Q(position__icontains=text))
    if role:
        rows = rows.filter(role=role)
    if agency is not None:
        rows = rows.filter(agency_id=agency)
    if state:
        rows = rows.filter(is_active=state == ACTIVE)
    return rows.order_by("-is_active", "full_name", "username")


def has_active_head(actor: Actor, agency: Agency, city: City) -> bool:
    """Whether somebody can approve for the agency: its head, or whoever stands in at the actor's
    instant. Otherwise its operators send directly. The city is the agency's.

    One query; none for those who approve themselves.
    """
    is_head = actor.role is Role.HEAD and actor.agency_id == agency.pk
    if is_head or agency.pk in actor.acting_for:
        return True
    acting = Delegation.objects.in_force(city, actor.at).filter(agency=agency)
    head = User.objects.filter(agency=agency, role=Role.HEAD, is_active=True)
    return Agency.objects.filter(Exists(head) | Exists(acting), pk=agency.pk).exists()


def delegations(actor: Actor) -> QuerySet[Delegation]:
    """Acting heads that the actor may name or end, newest first."""
    rows = visible_delegations(actor).select_related("agency", "person__agency", "granted_by")
    return rows.order_by("-starts_on", "-pk")


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An account of the demo, shown with its password on the log-in page."""

    username: str
    password: str
    role_label: str
    city: str
    agency: str


def demo_accounts() -> list[DemoAccount]:
    """Demo accounts by city, nothing outside demo mode.

    Whoever set a password of his own does not have the demo password any more.
    """
    if not settings.DEMO:
        return []
    changed = AuditEntry.objects.filter(action="password.change").values("username")
    rows = User.objects.filter(is_active=True, must_change_password=False)
    rows = rows.exclude(username__in=changed)
    rows = rows.select_related("city", "agency", "province")
    rows = rows.order_by("city__code", "role", "agency__abbreviation", "username")
    return [
        DemoAccount(
            username=user.username,
            password=settings.DEMO_PASSWORD,
            role_label=Role(user.role).label,
            city=user.city.name if user.city else "",
            agency=user.agency.abbreviation if user.agency else "",
        )
        for user in rows
    ]
