"""Rows of a workbook, applied through the services of the form: all of them, or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from agencies.actors import Actor
from agencies.errors import ConflictError
from agencies.models import Agency, Territory
from assessment.models import Citation, Contribution, Cycle, Document, Program
from assessment.services import citations, contributions, guards, held, programs
from assessment.services.program_checks import cleaned
from assessment.services.program_facts import ProgramFacts, facts_of

Kept = tuple[str, str]


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """`version` is that of the stored answer which the person has seen; None keeps a text."""

    agency: Agency
    question_code: str
    territory: Territory | None
    raw: dict[str, Any] | None
    note: str | None
    source: str | None
    version: int
    known: Contribution | None = None


@dataclass(frozen=True, slots=True)
class ProgramChange:
    """A new programme has none yet; `known` is what the stored one said when it was read."""

    agency: Agency
    program: Program | None
    facts: ProgramFacts
    version: int
    known: ProgramFacts | None = None


@dataclass(frozen=True, slots=True)
class CitationChange:
    agency: Agency
    question_code: str
    territory: Territory | None
    document: Document
    item: int
    pages: str
    note: str


Change = AnswerChange | ProgramChange | CitationChange


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a row; `errors` are pairs of field and text, empty when it was stored.

    `is_same`: storing it would have changed nothing, so that it was left alone.
    """

    errors: tuple[Kept, ...] = ()
    is_same: bool = False


class NotAppliedError(Exception):
    """Some rows were refused; because of them none was stored."""

    def __init__(self, outcomes: Sequence[Outcome]) -> None:
        super().__init__("rows were refused")
        self.outcomes = outcomes


def try_changes(*, cycle: Cycle, changes: Sequence[Change], by: Actor) -> list[Outcome]:
    """What would become of the rows now. Nothing stays stored."""
    with transaction.atomic():
        outcomes = _run(cycle, changes, by)
        transaction.set_rollback(True)
    return outcomes


@transaction.atomic
def apply_changes(*, cycle: Cycle, changes: Sequence[Change], by: Actor) -> list[Outcome]:
    """Store every row; NotAppliedError, and nothing stored, when one is refused."""
    outcomes = _run(cycle, changes, by)
    if any(outcome.errors for outcome in outcomes):
        raise NotAppliedError(outcomes)
    return outcomes


def _run(cycle: Cycle, changes: Sequence[Change], by: Actor) -> list[Outcome]:
    cycle = guards.lock_cycle(cycle, by=by)
    with held.holding(cycle, by=by):
        return [_outcome(cycle, change, by) for change in changes]


def _outcome(cycle: Cycle, change: Change, by: Actor) -> Outcome:
    try:
        with held.attempt():
            return Outcome(is_same=_store(cycle, change, by))
    except ValidationError as error:
        return Outcome(tuple(_pairs(error)))
    except (PermissionDenied, ConflictError) as error:
        return Outcome((("", str(error)),))


def _pairs(error: ValidationError) -> list[Kept]:
    if not hasattr(error, "error_dict"):
        return [("", " ".join(error.messages))]
    return [(field, text) for field, texts in error.message_dict.items() for text in texts]


def _store(cycle: Cycle, change: Change, by: Actor) -> bool:
    """Whether the row was the same as what is stored."""
    match change:
        case AnswerChange():
            return _answer(cycle, change, by)
        case ProgramChange():
            return _program(cycle, change, by)
        case CitationChange():
            return _citation(cycle, change, by)


def _answer(cycle: Cycle, change: AnswerChange, by: Actor) -> bool:
    note = change.note
    if note is None:  # the cell could not hold it
        note = change.known.note if change.known else ""
    contributions.save_contribution(
        cycle=cycle,
        agency=change.agency,
        question_code=change.question_code,
        raw=change.raw,
        note=note,
        version=change.version,
        by=by,
        territory=change.territory,
        denominator_source=change.source,
        known=change.known,
    )
    return False


def _program(cycle: Cycle, change: ProgramChange, by: Actor) -> bool:
    program, known = change.program, change.known
    facts = cleaned(cycle, change.agency, change.facts, by, program.pk if program else None)
    if program is not None:
        if known is not None and _is_alike(known, facts) and not program.is_unchecked:
            return True
        program.agency, program.cycle = change.agency, cycle
        programs.update_program(
            program=program, facts=change.facts, version=change.version, by=by, known=known
        )
        return False
    same = Program.objects.filter(cycle=cycle, agency=change.agency, title=facts.title)
    if any(_is_alike(facts_of(row), facts) for row in same):
        return True
    programs.create_program(cycle=cycle, agency=change.agency, facts=change.facts, by=by)
    return False


def _is_alike(one: ProgramFacts, other: ProgramFacts) -> bool:
    """Lists of agencies and documents have no order."""
    return _unordered(one) == _unordered(other)


def _unordered(facts: ProgramFacts) -> ProgramFacts:
    return replace(
        facts,
        joint_agency_ids=tuple(sorted(facts.joint_agency_ids)),
        document_ids=tuple(sorted(facts.document_ids)),
        agreements=tuple(
            replace(row, agency_ids=tuple(sorted(row.agency_ids))) for row in facts.agreements
        ),
    )


def _citation(cycle: Cycle, change: CitationChange, by: Actor) -> bool:
    rows = Contribution.objects.filter(
        cycle=cycle,
        agency=change.agency,
        question_code=change.question_code,
        territory=change.territory,
    )
    answer = rows.select_related("agency", "cycle__instrument", "territory").first()
    if answer is None:
        raise ValidationError({"question": "Pertanyaan ini belum dijawab. Jawab dahulu."})
    known = Citation.objects.filter(
        contribution=answer,
        document=change.document,
        item=change.item,
        pages=change.pages,
        note=change.note,
    )
    if known.exists():
        return True
    citations.cite_document(
        contribution=answer,
        document=change.document,
        item=change.item,
        pages=change.pages,
        note=change.note,
        by=by,
    )
    return False
