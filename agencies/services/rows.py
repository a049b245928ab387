"""What every write of this app shares: the order of locks, versions, what changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q

from agencies.actors import Actor
from agencies.errors import StaleVersionError
from agencies.models import City

M = TypeVar("M", bound=Model)


def lock_city(by: Actor) -> City | None:
    """Make the writes of one city wait for each other; always the first lock that is taken.

    Without the key, as all locks of rows that other tables refer to: their inserts go on.
    None for people of a province, who have no city.
    """
    return City.objects.select_for_update(no_key=True).filter(Q(pk=by.city_id)).first()


def locked_city(by: Actor) -> City:
    """The city that a new row will belong to, locked."""
    city = lock_city(by)
    if city is None:
        raise PermissionDenied("Tindakan ini hanya untuk orang dari sebuah kota.")
    return city


def update_versioned(
    row: M, version: int, changes: Mapping[str, object], changed_by: str = ""
) -> M:
    """UPDATE ... WHERE pk AND version; StaleVersionError with the present row when it was late.

    Returns the row as stored now, its version raised by one. Who was first is named by
    `changed_by`, else by what the row itself keeps of its last author.
    """
    manager = type(row)._default_manager
    changed = manager.filter(pk=row.pk, version=version).update(**changes, version=version + 1)
    current = manager.get(pk=row.pk)
    if not changed:
        raise StaleVersionError(current, changed_by or _changer(current))
    return current


def _changer(row: Model) -> str:
    who = getattr(row, "updated_by", None) or getattr(row, "decided_by", None)
    return "" if who is None else who.full_name


def values_of(row: Model, names: Mapping[str, object]) -> dict[str, object]:
    """The stored values of the named columns, as the audit trail writes them."""
    return {name: getattr(row, name) for name in names}
