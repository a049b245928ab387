"""Who may see and manage agencies and people. The only permission file of this app."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet

from agencies.actors import Actor
from agencies.models import Agency, AuditEntry, City, Delegation, Territory, User
from agencies.roles import Role


def _own_city(actor: Actor) -> Q:
    """Rows of the actor's city; none at all for people of a province."""
    return Q(city_id=actor.city_id, city__isnull=False)


def visible_cities(actor: Actor) -> QuerySet[City]:
    """The actor's own city; for a verifier the cities of the province."""
    if actor.role is Role.VERIFIER:
        return City.objects.filter(Q(province_id=actor.province_id))
    return City.objects.filter(Q(pk=actor.city_id))


def visible_agencies(actor: Actor) -> QuerySet[Agency]:
    return Agency.objects.filter(_own_city(actor))


def visible_territories(actor: Actor) -> QuerySet[Territory]:
    return Territory.objects.filter(_own_city(actor))


def visible_people(actor: Actor) -> QuerySet[User]:
    """People of the city, for its admin only."""
    if actor.role is Role.ADMIN or actor.is_system:
        return User.objects.filter(_own_city(actor))
    return User.objects.none()


def visible_delegations(actor: Actor) -> QuerySet[Delegation]:
    """Acting heads: of the whole city for its admin, of the own agency for its head."""
    if actor.role is Role.ADMIN or actor.is_system:
        return Delegation.objects.filter(Q(agency__city_id=actor.city_id))
    if actor.role is Role.HEAD:
        return Delegation.objects.filter(agency_id=actor.agency_id or 0)
    return Delegation.objects.none()


def may_delegate_for(actor: Actor, agency: Agency) -> bool:
    """Whether to offer naming an acting head of the agency on its own pages."""
    return actor.role is Role.HEAD and actor.agency_id == agency.pk


def delegable_agencies(actor: Actor) -> QuerySet[Agency]:
    """Agencies whose acting head the actor may name."""
    rows = visible_agencies(actor).filter(is_active=True)
    if actor.role is Role.ADMIN or actor.is_system:
        return rows
    return rows.filter(pk=actor.agency_id or 0) if actor.role is Role.HEAD else rows.none()


def possible_delegates(actor: Actor) -> QuerySet[User]:
    """Heads of the city, and operators of the agencies that the actor may name one for."""
    operators = Q(role=Role.OPERATOR, agency__in=delegable_agencies(actor))
    people = User.objects.filter(_own_city(actor), operators | Q(role=Role.HEAD), is_active=True)
    return people.select_related("agency").order_by("full_name", "username")


def visible_agency_audit(actor: Actor) -> QuerySet[AuditEntry]:
    """What people of the own agency did for it; agencies of the same name before it are not it."""
    colleagues = User.objects.filter(agency_id=actor.agency_id or 0)
    return AuditEntry.objects.filter(
        _own_city(actor), agency=actor.agency_label, username__in=colleagues.values("username")
    )


def visible_audit(actor: Actor) -> QuerySet[AuditEntry]:
    """The city's trail: whole for coordinator and admin, their own acts for everybody else."""
    entries = AuditEntry.objects.filter(_own_city(actor))
    if actor.role in (Role.COORDINATOR, Role.ADMIN) or actor.is_system:
        return entries
    return entries.filter(username=actor.username)


def check_manage_agencies(actor: Actor) -> None:
    if actor.role is not Role.ADMIN and not actor.is_system:
        raise PermissionDenied("Hanya admin kota yang mengelola perangkat daerah.")


def check_manage_people(actor: Actor) -> None:
    if actor.role is not Role.ADMIN and not actor.is_system:
        raise PermissionDenied("Hanya admin kota yang mengelola pengguna.")


def check_delegate(actor: Actor) -> None:
    if actor.role not in (Role.ADMIN, Role.HEAD) and not actor.is_system:
        raise PermissionDenied("Hanya kepala perangkat daerah atau admin kota yang menunjuk Plt.")


def check_manage_city(actor: Actor) -> None:
    """Letterhead, zone and signatory are settings of the city."""
    if actor.role is not Role.ADMIN and not actor.is_system:
        raise PermissionDenied("Hanya admin kota yang mengubah pengaturan kota.")


def check_manage_territories(actor: Actor) -> None:
    if actor.role is not Role.ADMIN and not actor.is_system:
        raise PermissionDenied("Hanya admin kota yang mengelola kecamatan dan kelurahan.")


def check_manage_server(actor: Actor) -> None:
    """New cities and verifiers come from commands of the operator of the server."""
    if not actor.is_system:
        raise PermissionDenied("Hanya operator server yang menambah kota dan verifikator.")
