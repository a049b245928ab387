"""Writes of agreed actions (tindak lanjut): agreed by the secretariat, done by whose they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from agencies import audit
from agencies.actors import Actor
from agencies.errors import ConflictError
from agencies.models import Agency, User
from agencies.policies import visible_agencies
from agencies.services.rows import update_versioned
from assessment import policies
from assessment.models import ActionItem, Cycle, Meeting
from assessment.selectors.instruments import instrument_of
from assessment.services import guards
from assessment.services.text import clean_text

TITLE, DETAIL, NOTE = 200, 2000, 1000


@dataclass(frozen=True, slots=True)
class ActionFacts:
    """What is to be done, by whom, until which day (included); no agency: the secretariat."""

    title: str
    detail: str = ""
    agency: Agency | None = None
    owner: User | None = None
    question_code: str = ""
    due_on: date | None = None


@transaction.atomic
def create_action(
    *,
    cycle: Cycle,
    facts: ActionFacts,
    source: ActionItem.Source,
    by: Actor,
    meeting: Meeting | None = None,
) -> ActionItem:
    """Agree on an action; `meeting` where it was agreed, for the source rakor."""
    cycle = guards.lock_cycle(cycle, by=by)
    policies.check_agree(by)
    guards.check_not_closed(cycle, by=by)
    if meeting is not None and meeting.cycle_id != cycle.pk:
        raise ValidationError({"meeting": "Rapat ini bukan dari siklus ini."})
    row = ActionItem.objects.create(
        cycle=cycle,
        source=source,
        meeting=meeting,
        created_by_id=by.user_id,
        created_at=by.at,
        **_values(facts, cycle, by),
    )
    audit.record_row(row, "action_item.create", by, after=_words(row))
    return row


@transaction.atomic
def change_action(*, item: ActionItem, facts: ActionFacts, version: int, by: Actor) -> ActionItem:
    """Change what was agreed; what is done stays as it was agreed until it is reopened."""
    cycle = guards.lock_cycle(item.cycle, by=by)
    policies.check_agree(by)
    guards.check_not_closed(cycle, by=by)
    item = policies.visible_action_items(by).get(pk=item.pk)
    if item.is_done:
        raise ConflictError("Tindak lanjut ini sudah selesai. Buka kembali untuk mengubahnya.")
    before = _words(item)
    updated = update_versioned(item, version, _values(facts, cycle, by))
    audit.record_row(updated, "action_item.change", by, before=before, after=_words(updated))
    return updated


@transaction.atomic
def complete_action(*, item: ActionItem, note: str, version: int, by: Actor) -> ActionItem:
    """Say that it is done, and how."""
    item = _own(item, by)
    if item.is_done:
        raise ConflictError("Tindak lanjut ini sudah ditandai selesai.")
    note = clean_text(note, field="note", max_length=NOTE)
    done = {"is_done": True, "done_at": by.at, "done_by_id": by.user_id, "done_note": note}
    updated = update_versioned(item, version, done)
    audit.record_row(
        updated, "action_item.complete", by, after={"title": updated.title, "note": note}
    )
    return updated


@transaction.atomic
def reopen_action(*, item: ActionItem, version: int, by: Actor) -> ActionItem:
    """Take it back: it is not done after all. What was said about it stays in the trail."""
    item = _own(item, by)
    if not item.is_done:
        raise ConflictError("Tindak lanjut ini belum ditandai selesai.")
    before = {"title": item.title, "note": item.done_note}
    open_again = {"is_done": False, "done_at": None, "done_by_id": None, "done_note": ""}
    updated = update_versioned(item, version, open_again)
    audit.record_row(
        updated, "action_item.reopen", by, before=before, after={"title": updated.title}
    )
    return updated


@transaction.atomic
def remove_action(*, item: ActionItem, version: int, by: Actor) -> None:
    """Drop it from the list; the trail keeps what it said."""
    cycle = guards.lock_cycle(item.cycle, by=by)
    policies.check_agree(by)
    guards.check_not_closed(cycle, by=by)
    item = policies.visible_action_items(by).get(pk=item.pk)
    current = update_versioned(item, version, {})
    audit.record_row(current, "action_item.remove", by, before=_words(current))
    current.delete()


def _own(item: ActionItem, by: Actor) -> ActionItem:
    """The action as it stands, for those who may say whether it is done."""
    cycle = guards.lock_cycle(item.cycle, by=by)
    policies.check_complete(by, item)
    guards.check_not_closed(cycle, by=by)
    return policies.visible_action_items(by).get(pk=item.pk)


def _values(facts: ActionFacts, cycle: Cycle, by: Actor) -> dict[str, object]:
    _check_whose(facts, by)
    code = facts.question_code
    if code and instrument_of(cycle).question(code) is None:
        raise ValidationError({"question_code": "Pertanyaan ini tidak ada di instrumen."})
    return {
        "title": clean_text(
            facts.title, field="title", label="Judul", max_length=TITLE, required=True
        ),
        "detail": clean_text(facts.detail, field="detail", max_length=DETAIL),
        "agency_id": facts.agency.pk if facts.agency else None,
        "owner_id": facts.owner.pk if facts.owner else None,
        "question_code": code,
        "due_on": facts.due_on,
    }


def _check_whose(facts: ActionFacts, by: Actor) -> None:
    """Agency and person are of the city; a person of an agency answers for that agency only."""
    agency, owner = facts.agency, facts.owner
    if agency is not None and not visible_agencies(by).filter(pk=agency.pk).exists():
        raise ValidationError({"agency": "Pilih perangkat daerah dari daftar."})
    if owner is None:
        return
    if not policies.possible_owners(by).filter(pk=owner.pk).exists():
        raise ValidationError({"owner": "Pilih orang dari daftar."})
    if owner.agency_id != (agency.pk if agency else None):
        whose = agency.abbreviation if agency else "sekretariat"
        raise ValidationError({"owner": f"{owner.full_name} bukan orang {whose}."})


def _words(row: ActionItem) -> dict[str, object]:
    return {
        "title": row.title,
        "detail": row.detail,
        "agency": row.agency.abbreviation if row.agency else "",
        "owner": row.owner.full_name if row.owner else "",
        "question": row.question_code,
        "due_on": row.due_on,
    }
