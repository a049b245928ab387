"""Rounds of returning: when a part went back, came again repaired, and was rechecked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from assessment.core.workflow import Action, Status

#: Steps with which the secretariat sends a part back to its agency.
RETURNING = frozenset({Action.RETURN, Action.REOPEN})


class RoundState(StrEnum):
    """Where a round stands; the codes are in addresses."""

    OPEN = "perbaikan"
    REPAIRED = "diperbaiki"
    DONE = "selesai"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    RoundState.OPEN: "Sedang diperbaiki",
    RoundState.REPAIRED: "Menunggu diperiksa ulang",
    RoundState.DONE: "Sudah diperiksa ulang",
}


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a part's history, oldest first; `code` is the kind of reason."""

    action: Action
    target: Status
    at: datetime
    code: str = ""
    reason: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class Round:
    """`outcome` is the step that ended the round, None while it is open."""

    returned: Step
    repaired_at: datetime | None = None
    outcome: Step | None = None

    @property
    def state(self) -> RoundState:
        if self.outcome is not None:
            return RoundState.DONE
        return RoundState.OPEN if self.repaired_at is None else RoundState.REPAIRED

    @property
    def repair_time(self) -> timedelta | None:
        """How long the agency needed; None while it repairs."""
        return None if self.repaired_at is None else self.repaired_at - self.returned.at

    def age(self, now: datetime) -> timedelta:
        """How long the present state lasts; of a round that is done, how long the whole took."""
        if self.outcome is not None:
            return self.outcome.at - self.returned.at
        return now - (self.repaired_at or self.returned.at)


def rounds(steps: Iterable[Step]) -> tuple[Round, ...]:
    """Every round of one part, in order. A part counts as repaired when it reaches the secretariat
    again; what a head sends back to his own operator is no round."""
    found: list[Round] = []
    for step in steps:
        current = found[-1] if found and found[-1].outcome is None else None
        if current is not None and step.target is Status.SUBMITTED:
            found[-1] = replace(current, repaired_at=step.at)
        elif current is not None and step.action in RETURNING | {Action.ACCEPT}:
            found[-1] = replace(current, outcome=step)
        if step.action in RETURNING:
            found.append(Round(step))
    return tuple(found)
