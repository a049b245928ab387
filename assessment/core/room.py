"""States of what the verifiers ask for, and the points that come back while the room is open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from assessment.core.workflow import Status


class ItemState(StrEnum):
    """How far one request has come; in the order of work."""

    UNTOUCHED = "belum"
    REPAIRED = "diperbaiki"
    SUBMITTED = "diajukan"
    ACCEPTED = "diterima"

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def is_sent(self) -> bool:
        return self in (ItemState.SUBMITTED, ItemState.ACCEPTED)


_LABELS = {
    ItemState.UNTOUCHED: "Belum",
    ItemState.REPAIRED: "Diperbaiki",
    ItemState.SUBMITTED: "Diajukan",
    ItemState.ACCEPTED: "Diterima",
}
_SENT = frozenset({Status.AWAITING_HEAD, Status.SUBMITTED})


def item_state(last: Status | None, *, is_changed: bool) -> ItemState:
    """`last` is where the part's last step within the window led, None without one."""
    if last is Status.ACCEPTED:
        return ItemState.ACCEPTED
    if last in _SENT:
        return ItemState.SUBMITTED
    return ItemState.REPAIRED if is_changed else ItemState.UNTOUCHED


@dataclass(frozen=True, slots=True)
class Stake:
    """Points of one request of a question; `accepted_at` is None until it is accepted."""

    question_code: str
    points: Decimal
    accepted_at: datetime | None


@dataclass(frozen=True, slots=True)
class Recovery:
    """A question of which every request has been accepted: its points came back at an instant."""

    at: datetime
    question_code: str
    points: Decimal


def recoveries(stakes: Iterable[Stake]) -> tuple[Recovery, ...]:
    """In order of time. Several requests of one question count its points once."""
    by_question: dict[str, list[Stake]] = {}
    for stake in stakes:
        by_question.setdefault(stake.question_code, []).append(stake)
    found = []
    for code, rows in by_question.items():
        instants = [row.accepted_at for row in rows if row.accepted_at is not None]
        if len(instants) == len(rows):
            found.append(Recovery(max(instants), code, _points(rows)))
    return tuple(sorted(found, key=lambda row: (row.at, row.question_code)))


def at_stake(stakes: Iterable[Stake]) -> Decimal:
    """The sum over questions, each counted once."""
    by_question: dict[str, list[Stake]] = {}
    for stake in stakes:
        by_question.setdefault(stake.question_code, []).append(stake)
    return sum((_points(rows) for rows in by_question.values()), Decimal(0))


def _points(rows: Iterable[Stake]) -> Decimal:
    return max(row.points for row in rows)
