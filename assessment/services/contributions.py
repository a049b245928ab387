"""What an agency answers to a question: saved with its version, inside its window and status."""

from __future__ import annotations

from copy import copy
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from agencies import audit
from agencies.actors import Actor
from agencies.errors import StaleVersionError
from agencies.models import Agency, Territory
from agencies.services.rows import update_versioned
from assessment import policies
from assessment.core import answers
from assessment.core.instrument import Indicator, Kind, Question
from assessment.models import Assignment, Contribution, Cycle, Submission
from assessment.selectors.instruments import instrument_of
from assessment.services import guards, held, submissions
from assessment.services.text import LONG, clean_text

#: Version of an answer that does not exist yet.
NEW = 0
LONGEST_SOURCE = 200


@transaction.atomic
def save_contribution(
    *,
    cycle: Cycle,
    agency: Agency,
    question_code: str,
    raw: dict[str, Any] | None,
    note: str,
    version: int,
    by: Actor,
    territory: Territory | None = None,
    denominator_source: str | None = None,
    known: Contribution | None = None,
) -> Contribution:
    """Save an agency's answer (for one territory); `version` is the one that the
    form showed, NEW for none; no `denominator_source` leaves the stored one; `known` is the row
    where the caller has read it already.

    Makes the submission on first use. Raises PermissionDenied, LateError, ConflictError (sent
    already), ValidationError at the answer's field, or StaleVersionError with the present row.
    """
    question, indicator = open_question(cycle, agency, question_code, by)
    check_territory(indicator, agency, territory)
    values: dict[str, Any] = {
        "answer": answers.to_raw(validated(question, raw)),
        "note": clean_text(note, field="note", max_length=LONG),
    }
    if denominator_source is not None:
        values["denominator_source"] = _source(question, denominator_source)
    key = {"cycle": cycle, "agency": agency, "territory": territory}
    return store({**key, "question_code": question_code}, values, version, by, known)


def open_question(
    cycle: Cycle, agency: Agency, question_code: str, by: Actor
) -> tuple[Question, Indicator]:
    """The question, when the agency may answer it now; locks or begins its part. In a transaction.

    Raises PermissionDenied, LateError, ConflictError (sent already) or ValidationError.
    """
    policies.check_fill(by, agency)
    cycle = guards.lock_cycle(cycle, by=by)
    return held.remembered(
        "question",
        (cycle.pk, agency.pk, question_code),
        lambda: _opened(cycle, agency, question_code, by),
    )


def _opened(
    cycle: Cycle, agency: Agency, question_code: str, by: Actor
) -> tuple[Question, Indicator]:
    question, indicator = _assigned(cycle, agency, question_code)
    _open_submission(cycle, agency, indicator, question_code, by)
    return question, indicator


def store(
    key: dict[str, Any],
    values: dict[str, Any],
    version: int,
    by: Actor,
    known: Contribution | None = None,
) -> Contribution:
    """Insert or update one row of an open question and record it; StaleVersionError when late."""
    row, before = _store(key, values, version, by, known)
    territory = key["territory"]
    audit.record(
        by=by,
        action="contribution.save",
        subject="contribution",
        subject_id=row.pk,
        before=before,
        after={"question": key["question_code"], "territory": str(territory or ""), **values},
    )
    return row


def _open_submission(
    cycle: Cycle, agency: Agency, indicator: Indicator, question_code: str, by: Actor
) -> None:
    """Lock the agency's part of the indicator, or begin it; refuse when closed or sent already."""
    submission = submissions.open_for_writing(cycle, agency, indicator.code, question_code, by)
    if submission is None:  # nobody else can begin it: the city is locked
        Submission.objects.create(cycle=cycle, agency=agency, indicator_code=indicator.code)


def _assigned(cycle: Cycle, agency: Agency, code: str) -> tuple[Question, Indicator]:
    instrument = instrument_of(cycle)
    question = instrument.question(code)
    if question is None:
        raise ValidationError({"question": f"Pertanyaan {code[:20]} tidak ada di instrumen."})
    is_assigned = code in held.remembered(
        "assigned", (cycle.pk, agency.pk), lambda: _codes(cycle, agency)
    )
    if agency.city_id != cycle.city_id or not is_assigned:
        raise PermissionDenied(f"Pertanyaan {code} tidak ditugaskan kepada {agency.abbreviation}.")
    return question, instrument.indicator_of(code)


def _codes(cycle: Cycle, agency: Agency) -> frozenset[str]:
    rows = Assignment.objects.filter(cycle=cycle, agency=agency)
    return frozenset(rows.order_by().values_list("question_code", flat=True))


def check_territory(indicator: Indicator, agency: Agency, territory: Territory | None) -> None:
    """Only territorial indicators are answered per territory, by territories of their kind."""
    if territory is None:
        return
    is_fitting = (
        indicator.territory is not None
        and territory.kind == indicator.territory.value
        and territory.city_id == agency.city_id
    )
    if not is_fitting:
        raise ValidationError({"territory": "Wilayah ini tidak termasuk pertanyaan ini."})


def _source(question: Question, text: str) -> str:
    """Where a percentage's denominator comes from; other kinds have none."""
    if question.kind is not Kind.PERCENTAGE:
        return ""
    return clean_text(text, field="denominator_source", max_length=LONGEST_SOURCE)


def validated(question: Question, raw: object) -> answers.Answer | None:
    try:
        return answers.validate(question, raw)
    except answers.AnswerError as error:
        message = error.message[:1].upper() + error.message[1:] + "."
        raise ValidationError({error.field or "answer": message}) from error


def _store(
    key: dict[str, Any],
    values: dict[str, Any],
    version: int,
    by: Actor,
    known: Contribution | None,
) -> tuple[Contribution, dict[str, Any] | None]:
    """Insert or update with the version; gives the stored row and what it was before."""
    stamp = {"updated_by_id": by.user_id, "updated_at": by.at}
    if known is not None and known.version == version:
        row = _updated(known, version, {**values, **stamp})
        if row is not None:
            return row, {name: getattr(known, name) for name in values}
    current = None if version == NEW else _current(key)
    if current is None:
        try:
            with transaction.atomic():
                return Contribution.objects.create(**key, **values, **stamp), None
        except IntegrityError:  # somebody answered first, between the look and the insert
            current = _current(key)
            if current is None:
                raise
    if version == NEW:
        raise StaleVersionError(current, str(current.updated_by or ""))
    before = {name: getattr(current, name) for name in values}
    changed_by = str(current.updated_by or "")
    row = update_versioned(current, version, {**values, **stamp}, changed_by)
    return row, before


def _updated(known: Contribution, version: int, changes: dict[str, Any]) -> Contribution | None:
    """A row that was read before, written without reading it again; None when it was late."""
    changes = {**changes, "version": version + 1}
    if not Contribution.objects.filter(pk=known.pk, version=version).update(**changes):
        return None
    row = copy(known)
    for name, value in changes.items():
        setattr(row, name, value)
    return row


def _current(key: dict[str, Any]) -> Contribution | None:
    rows = Contribution.objects.select_related("updated_by")
    territory = key["territory"]
    others = {name: value for name, value in key.items() if name != "territory"}
    if territory is None:
        return rows.filter(**others, territory__isnull=True).first()
    return rows.filter(**others, territory=territory).first()
