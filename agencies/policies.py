"""Who may see and manage agencies and people. The only permission file of this app."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet

from agencies.actors import Actor
from agencies.models import Agency, AuditEntry, City, Territory, User
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
