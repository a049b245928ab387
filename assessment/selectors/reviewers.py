"""Who of the secretariat reviews which cluster."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import F, FilteredRelation, Q

from agencies.actors import Actor
from agencies.models import User
from agencies.roles import SECRETARIAT_ROLES
from assessment import policies
from assessment.models import Cycle


@dataclass(frozen=True, slots=True)
class Desk:
    """`people` are the active members of the secretariat; `by_cluster` names the reviewers."""

    people: tuple[User, ...]
    by_cluster: Mapping[str, tuple[int, ...]]

    def clusters_of(self, user_id: int | None) -> frozenset[str]:
        return frozenset(code for code, ids in self.by_cluster.items() if user_id in ids)

    def names(self, cluster: str) -> tuple[str, ...]:
        ids = self.by_cluster.get(cluster, ())
        return tuple(person.full_name for person in self.people if person.pk in ids)

    @property
    def print(self) -> str:
        """Hash of the division as it stands; the form that changes it carries the one it saw."""
        rows = sorted((code, sorted(ids)) for code, ids in self.by_cluster.items() if ids)
        return hashlib.sha256(repr(rows).encode()).hexdigest()


def desk(actor: Actor, cycle: Cycle) -> Desk:
    """The division of a cycle that the actor may see. One query."""
    policies.check_review(actor)
    own = FilteredRelation("reviewed_clusters", condition=Q(reviewed_clusters__cycle=cycle))
    rows = User.objects.filter(
        city_id=cycle.city_id, role__in=[role.value for role in SECRETARIAT_ROLES], is_active=True
    ).annotate(own=own, cluster=F("own__cluster_code"))
    people: dict[int, User] = {}
    by_cluster: dict[str, list[int]] = defaultdict(list)
    for person in rows.order_by("full_name", "pk"):
        people[person.pk] = person
        if person.cluster is not None:
            by_cluster[person.cluster].append(person.pk)
    return Desk(tuple(people.values()), {code: tuple(ids) for code, ids in by_cluster.items()})
