"""The actor: who does something, in which scope, and when the request arrived.

Every selector and service takes one; it is a plain value, so that core code never sees a request.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

from agencies.models import User
from agencies.roles import AGENCY_ROLES, SECRETARIAT_ROLES, Role

#: Name of the actor of commands; no person may be called so.
SYSTEM_USERNAME = "sistem"


@dataclass(frozen=True, slots=True)
class Actor:
    """`at` is the aware instant that counts for deadlines: arrival, before the body is read."""

    at: datetime
    user_id: int | None = None
    username: str = SYSTEM_USERNAME
    name: str = "Sistem"
    role: Role | None = None
    city_id: int | None = None
    agency_id: int | None = None
    agency_label: str = ""
    province_id: int | None = None
    #: Agencies whose head this person stands in for at this instant (Plt.).
    acting_for: frozenset[int] = frozenset()
    #: While the secretariat takes over a workbook: it enters for the agencies of its city.
    enters_for_city: bool = False

    @property
    def agency_ids(self) -> frozenset[int]:
        """Agencies whose part the person works on or reads: the own one and those acted for."""
        own = frozenset() if self.agency_id is None else frozenset({self.agency_id})
        return own | self.acting_for

    @property
    def is_system(self) -> bool:
        """A command run by an operator of the server; scope is the city it was given."""
        return self.role is None

    @property
    def is_agency(self) -> bool:
        return self.role in AGENCY_ROLES

    @property
    def is_secretariat(self) -> bool:
        return self.role in SECRETARIAT_ROLES


def actor_of(user: User, at: datetime) -> Actor:
    """The actor of a signed-in person at an instant."""
    return Actor(
        at=at,
        user_id=user.pk,
        username=user.username,
        name=user.full_name,
        role=Role(user.role),
        city_id=user.city_id,
        agency_id=user.agency_id,
        agency_label=user.agency.abbreviation if user.agency else "",
        province_id=user.province_id,
        acting_for=_acting_for(user, at),
    )


def _acting_for(user: User, at: datetime) -> frozenset[int]:
    """Asks only for people of agencies of whom the log-in did not see that they have none."""
    is_possible = user.role in AGENCY_ROLES and getattr(user, "has_delegation", True)
    if not is_possible or user.city is None:
        return frozenset()
    rows = user.delegations.in_force(user.city, at).select_related("agency")
    user.acted_agencies = {row.agency_id: row.agency for row in rows}
    return frozenset(user.acted_agencies)


def system_actor(city_id: int | None, at: datetime) -> Actor:
    """The actor of commands: no person, all content of one city."""
    return Actor(at=at, city_id=city_id)


class ActorRequest(HttpRequest):
    """A request after the middleware: signed in, with its actor and arrival."""

    if TYPE_CHECKING:
        actor: Actor
        arrived_at: datetime
        waiting: Any  # assessment.selectors.badges.Waiting, where a view has counted already
