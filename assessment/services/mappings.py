"""The mapping of last year's questions to this year's, as the coordinator wants it."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction

from agencies import audit
from agencies.actors import Actor
from agencies.errors import ConflictError, LateError
from agencies.services.rows import update_versioned
from assessment import policies
from assessment.core import calendar
from assessment.core.mapping import MappingError, checked
from assessment.models import Cycle, QuestionMapping
from assessment.selectors.cycles import schedule_of
from assessment.selectors.mappings import year_mapping
from assessment.services import guards

#: Version of a mapping that nobody has stored yet.
NEW = 0


@transaction.atomic
def save_mapping(*, cycle: Cycle, entries: object, version: int, by: Actor) -> QuestionMapping:
    """Store the whole mapping; ValidationError names every entry that is wrong."""
    policies.check_assign(by)
    cycle = guards.lock_cycle(cycle, by=by)
    if not calendar.preparing(schedule_of(cycle), by.at).is_open:
        raise LateError("Pemetaan tidak dapat diubah sesudah penyerahan ke provinsi.")
    years = year_mapping(cycle)
    if years is None:
        raise ConflictError("Kota ini belum mempunyai siklus sebelumnya.")
    try:
        clean = checked(entries, years.before, years.after)
    except MappingError as error:
        raise ValidationError({"entries": error.messages}) from error
    before = years.entries
    row = _store(cycle, years.row, clean, version, by)
    changed = {code: codes for code, codes in clean.items() if before.get(code) != codes}
    audit.record(
        by=by,
        action="mapping.save",
        subject="cycle",
        subject_id=cycle.pk,
        before={code: before.get(code) for code in changed},
        after=changed,
    )
    return row


def _store(
    cycle: Cycle,
    row: QuestionMapping | None,
    entries: dict[str, list[str]],
    version: int,
    by: Actor,
) -> QuestionMapping:
    values = {"entries": entries, "updated_by_id": by.user_id, "updated_at": by.at}
    if row is None:
        return QuestionMapping.objects.create(cycle=cycle, **values)
    return update_versioned(row, version, values, str(row.updated_by or ""))
