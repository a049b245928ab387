"""The words of the access matrix: roles, cells by role, a row for a route."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kla.tests.scene import QUESTION

#: `operator` and `head` belong to BPBD, whose object it is; `colleague` operates for Dinsos.
ROLES = (
    "operator",
    "colleague",
    "head",
    "reviewer",
    "coordinator",
    "leader",
    "verifier",
    "admin",
)
COLUMNS = ("anonymous", *ROLES)
Cells = Mapping[str, int]


def cells(everybody: int, **others: int) -> Cells:
    """The same status for all roles but those named."""
    return {**dict.fromkeys(ROLES, everybody), **others}


def admin(status: int) -> Cells:
    """Only the city's admin gets so far."""
    return cells(403, admin=status)


def coordinator(status: int) -> Cells:
    return cells(403, coordinator=status)


def secretariat(status: int) -> Cells:
    return cells(403, reviewer=status, coordinator=status)


def verifier(status: int) -> Cells:
    return cells(403, verifier=status)


def reporters(status: int, **others: int) -> Cells:
    """Who may read the reports of the city, or of the province's cities."""
    return secretariat(status) | {"verifier": status} | others


def planners(status: int) -> Cells:
    """Coordinator and admin share the calendar."""
    return cells(403, coordinator=status, admin=status)


def watchers(status: int) -> Cells:
    """Who may enter the control room."""
    return cells(403, reviewer=status, coordinator=status, leader=status)


def agency(status: int, **others: int) -> Cells:
    """People of agencies, each about the part of the own agency."""
    return cells(403, operator=status, colleague=status, head=status) | others


def operators(status: int) -> Cells:
    return cells(403, operator=status, colleague=status)


def readers(status: int, **others: int) -> Cells:
    """Everybody who works on the content of the city."""
    return agency(status, reviewer=status, coordinator=status) | others


def owner(status: int, **others: int) -> Cells:
    """A row of BPBD: its operator may, who can see it may not, for the rest it does not exist."""
    return cells(404, operator=status, head=403, reviewer=403, coordinator=403) | others


def namers(status: int) -> Cells:
    """Who names acting heads: the city's admin, and a head for the own agency."""
    return cells(403, head=status, admin=status)


ON_QUESTION = {"code": QUESTION}


def author(status: int) -> Cells:
    """A scenario of the coordinator; it is shared, so that others read it."""
    return cells(403, coordinator=status)


NOBODY = cells(405)
NOWHERE = cells(404)
#: Open without a session, and the same for everybody.
OPEN, OPEN_POST = cells(200, anonymous=200), cells(405, anonymous=405)


@dataclass(frozen=True)
class Row:
    """`arguments` of the address: "@agency" is the id of that thing, else a code.

    Another city's thing, or a code that does not exist, is 404 for everybody whose role may do
    this; `missing` says who gets 404 where the page looks for the thing before it asks who may.
    Anonymous people are led to the log-in page (302), and a post of theirs is kept for it (401).
    """

    name: str
    get: Cells = field(default_factory=lambda: NOBODY)
    post: Cells = field(default_factory=lambda: NOBODY)
    arguments: Mapping[str, str] = field(default_factory=dict)
    missing: Cells | None = None
    data: Mapping[str, str] = field(default_factory=lambda: {"version": "1"})

    def expected(self, method: str, whose: str) -> Cells:
        cells = self.get if method == "GET" else self.post
        if whose != "own":
            missing = self.missing or {role: 404 for role in cells if cells[role] != 403}
            cells = {
                role: 405 if status == 405 else missing.get(role, 403)
                for role, status in cells.items()
            }
        return {"anonymous": 302 if method == "GET" else 401, **cells}


def thing(name: str, of: str, **rest: Any) -> Row:
    """A row whose address holds the id `pk` of a thing."""
    return Row(name, arguments={"pk": f"@{of}", **rest.pop("more", {})}, **rest)


def code(name: str, value: str, argument: str = "code", **rest: Any) -> Row:
    """A row whose address holds the code of an indicator or question."""
    return Row(name, arguments={argument: value}, **rest)


def move(action: str, of: str, version: str, post: Cells) -> Row:
    """One step of a part; who may take it sees the page that asks for confirmation."""
    return thing(
        "submission-move",
        of,
        more={"action": action},
        get={role: 200 if status == 302 else status for role, status in post.items()},
        post=post,
        missing=NOWHERE,
        data={"version": version, "reason": "uji"},
    )
