"""Saves an agency's answers of all territories of one question at once, row by row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from agencies.actors import Actor
from agencies.errors import StaleVersionError
from agencies.models import Agency, Territory
from assessment.core import answers
from assessment.models import Contribution, Cycle
from assessment.services import contributions


@dataclass(frozen=True, slots=True)
class TerritoryAnswer:
    """What was typed for one territory and the version that the table showed."""

    territory: Territory
    raw: dict[str, Any] | None
    version: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """`row` as it stands now; it was saved unless `message` says why not."""

    territory: Territory
    row: Contribution
    message: str = ""


@transaction.atomic
def save_territory_answers(
    *,
    cycle: Cycle,
    agency: Agency,
    question_code: str,
    rows: Sequence[TerritoryAnswer],
    by: Actor,
) -> list[Outcome]:
    """Save every row that can be saved; the others come back with their reason.

    Notes stay as they are. Raises PermissionDenied, LateError, ConflictError (sent already) or
    ValidationError when nothing at all may be saved.
    """
    question, indicator = contributions.open_question(cycle, agency, question_code, by)
    key = {"cycle": cycle, "agency": agency, "question_code": question_code}
    found = []
    for typed in rows:
        contributions.check_territory(indicator, agency, typed.territory)
        raw = answers.to_raw(contributions.validated(question, typed.raw))
        found.append(_save(key, typed, {"answer": raw}, by))
    return found


def _save(
    key: dict[str, Any], typed: TerritoryAnswer, values: dict[str, Any], by: Actor
) -> Outcome:
    try:
        with transaction.atomic():
            row = contributions.store(
                {**key, "territory": typed.territory}, values, typed.version, by
            )
    except StaleVersionError as error:
        return Outcome(typed.territory, error.current, error.message)
    return Outcome(typed.territory, row)
