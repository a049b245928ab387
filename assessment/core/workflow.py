"""The life of a submission - one agency's part of one indicator - as one table.

The table drives buttons, permission, history, tests and the diagram in docs/workflow.md.
It names roles by their codes so that the core stays free of the people app.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Status(StrEnum):
    DRAFT = "draft"
    AWAITING_HEAD = "awaiting_head"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"

    @property
    def label(self) -> str:
        return _STATUS_LABELS[self]


class Action(StrEnum):
    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    APPROVE = "approve"
    SEND_BACK = "send_back"
    ACCEPT = "accept"
    RETURN = "return"
    REOPEN = "reopen"

    @property
    def label(self) -> str:
        return _ACTION_LABELS[self]


_STATUS_LABELS = {
    Status.DRAFT: "Draf",
    Status.AWAITING_HEAD: "Menunggu kepala",
    Status.SUBMITTED: "Diajukan",
    Status.RETURNED: "Dikembalikan",
    Status.ACCEPTED: "Diterima",
}
_ACTION_LABELS = {
    Action.SUBMIT: "Ajukan",
    Action.WITHDRAW: "Tarik kembali",
    Action.APPROVE: "Setujui",
    Action.SEND_BACK: "Kembalikan ke operator",
    Action.ACCEPT: "Terima",
    Action.RETURN: "Kembalikan",
    Action.REOPEN: "Buka kembali",
}


class Party(StrEnum):
    """Who acts, by side; the roles app maps people to parties. The system is no person."""

    OPERATOR = "operator"
    HEAD = "head"
    REVIEWER = "reviewer"
    COORDINATOR = "coordinator"
    SYSTEM = "system"


class Window(StrEnum):
    """Which time an action needs: the agency's filling or the secretariat's recap."""

    FILLING = "filling"
    REVIEW = "review"


@dataclass(frozen=True, slots=True)
class Transition:
    action: Action
    source: Status
    target: Status
    parties: frozenset[Party]
    window: Window
    needs_reason: bool = False
    needs_complete: bool = False
    #: True: only where the agency has an active head; False: only where it has none; None: always.
    with_head: bool | None = None


_OPERATOR = frozenset({Party.OPERATOR})
_HEAD = frozenset({Party.HEAD})
_SECRETARIAT = frozenset({Party.REVIEWER, Party.COORDINATOR})
_COORDINATOR = frozenset({Party.COORDINATOR})
_SYSTEM = frozenset({Party.SYSTEM})


def _submits(source: Status) -> tuple[Transition, ...]:
    return tuple(
        Transition(
            Action.SUBMIT,
            source,
            target,
            _OPERATOR,
            Window.FILLING,
            needs_complete=True,
            with_head=with_head,
        )
        for with_head, target in (
            (True, Status.AWAITING_HEAD),
            (False, Status.SUBMITTED),
        )
    )


TRANSITIONS: tuple[Transition, ...] = (
    *_submits(Status.DRAFT),
    *_submits(Status.RETURNED),
    Transition(Action.WITHDRAW, Status.AWAITING_HEAD, Status.DRAFT, _OPERATOR, Window.FILLING),
    Transition(Action.APPROVE, Status.AWAITING_HEAD, Status.SUBMITTED, _HEAD, Window.FILLING),
    Transition(
        Action.SEND_BACK,
        Status.AWAITING_HEAD,
        Status.RETURNED,
        _HEAD,
        Window.FILLING,
        needs_reason=True,
    ),
    Transition(Action.ACCEPT, Status.SUBMITTED, Status.ACCEPTED, _SECRETARIAT, Window.REVIEW),
    Transition(
        Action.RETURN,
        Status.SUBMITTED,
        Status.RETURNED,
        _SECRETARIAT,
        Window.REVIEW,
        needs_reason=True,
    ),
    Transition(
        Action.REOPEN,
        Status.ACCEPTED,
        Status.RETURNED,
        _COORDINATOR,
        Window.REVIEW,
        needs_reason=True,
    ),
    # The first write to a listed question within a window takes its part back by itself.
    *(
        Transition(
            Action.REOPEN, source, Status.RETURNED, _SYSTEM, Window.FILLING, needs_reason=True
        )
        for source in (Status.AWAITING_HEAD, Status.SUBMITTED, Status.ACCEPTED)
    ),
)

EDITABLE = frozenset({Status.DRAFT, Status.RETURNED})


def is_reopened(status: Status, moved_at: datetime | None, window_opens_at: datetime) -> bool:
    """Whether a write within a window first takes the part back: it was sent before the window
    opened and nobody has moved it since. What is sent within the window stays sent."""
    is_old = moved_at is None or moved_at < window_opens_at
    return is_old and find(status, Action.REOPEN, Party.SYSTEM, has_head=False) is not None


def available(status: Status, party: Party | None, *, has_head: bool) -> tuple[Transition, ...]:
    """Transitions that the party may take from the status, in the order of the table."""
    return tuple(
        t
        for t in TRANSITIONS
        if t.source is status
        and party in t.parties
        and (t.with_head is None or t.with_head is has_head)
    )


def find(
    status: Status, action: Action, party: Party | None, *, has_head: bool
) -> Transition | None:
    """The transition for an action, or None where status, party or head forbid it."""
    return next(
        (t for t in available(status, party, has_head=has_head) if t.action is action),
        None,
    )


def mermaid() -> str:
    """The table drawn as a state diagram, for docs/workflow.md."""
    lines = ["stateDiagram-v2", f"    [*] --> {Status.DRAFT}"]
    for t in TRANSITIONS:
        who = "/".join(sorted(t.parties))
        notes = [who]
        if t.with_head is not None:
            notes.append("ada kepala" if t.with_head else "tanpa kepala")
        if t.needs_reason:
            notes.append("alasan wajib")
        lines.append(f"    {t.source} --> {t.target}: {t.action.label} ({', '.join(notes)})")
    return "\n".join(lines)
