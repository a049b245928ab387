"""The coordinator divides the clusters among the people of the secretariat."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.core.exceptions import ValidationError
from django.db import transaction

from agencies import audit
from agencies.actors import Actor
from agencies.errors import ConflictError
from assessment import policies
from assessment.core.instrument import Cluster
from assessment.models import Cycle, ReviewerAssignment
from assessment.selectors import reviewers
from assessment.selectors.instruments import instrument_of
from assessment.services import guards


@transaction.atomic
def set_reviewers(
    *, cycle: Cycle, chosen: Mapping[str, Collection[int]], seen: str, by: Actor
) -> int:
    """Replace the division of all clusters; gives how many clusters changed.

    `seen` is the print of the division that the form showed: one that changed meanwhile is refused.
    """
    policies.check_assign(by)
    cycle = guards.lock_cycle(cycle, by=by)
    now = reviewers.desk(by, cycle)
    if now.print != seen:
        raise ConflictError("Pembagian sudah diubah orang lain. Periksa, lalu simpan lagi.")
    names = {person.pk: person.full_name for person in now.people}
    if any(pk not in names for ids in chosen.values() for pk in ids):
        raise ValidationError("Pilih pemeriksa dari daftar.")
    changed = 0
    for cluster in instrument_of(cycle).clusters:
        before, after = set(now.by_cluster.get(cluster.code, ())), set(chosen.get(cluster.code, ()))
        if before != after:
            changed += 1
            _replace(cycle, cluster.code, after)
            _record(cluster, [names[pk] for pk in sorted(before)], sorted(after), names, by)
    return changed


def _replace(cycle: Cycle, code: str, user_ids: Collection[int]) -> None:
    ReviewerAssignment.objects.filter(cycle=cycle, cluster_code=code).delete()
    ReviewerAssignment.objects.bulk_create(
        ReviewerAssignment(cycle=cycle, cluster_code=code, user_id=pk) for pk in sorted(user_ids)
    )


def _record(
    cluster: Cluster, before: list[str], after: list[int], names: Mapping[int, str], by: Actor
) -> None:
    audit.record(
        by=by,
        action="reviewers.set",
        subject="reviewers",
        subject_id=cluster.code,
        before={"reviewers": before},
        after={"name": cluster.name, "reviewers": [names[pk] for pk in after]},
    )
