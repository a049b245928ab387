"""Who may open what: every route, every role, the own city's object and another city's.

A cell is the status of a GET and of a POST with `data`. 403: the act is not this role's; 404: the
object does not exist for this person; 405: the page is not written to (or only written to); 422:
the form was read and the example is incomplete; 302: done, or led on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kla.tests.scene import INDICATOR, QUESTION

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


PEOPLE = (
    Row("alive", get=OPEN, post=OPEN_POST),
    Row("ready", get=OPEN, post=OPEN_POST),
    Row("home", get=cells(302)),
    Row("login", get=cells(302, anonymous=200), post=cells(302, anonymous=422)),
    Row("logout", get=cells(405, anonymous=405), post=cells(302, anonymous=302)),
    Row("password-change", get=cells(200), post=cells(422)),
    Row("agency-list", get=admin(200)),
    Row("agency-create", get=admin(200), post=admin(422)),
    thing("agency-edit", "agency", get=admin(200), post=admin(422)),
    thing("agency-deactivate", "agency", get=admin(200), post=admin(302)),
    # Active already.
    thing("agency-activate", "agency", post=admin(409)),
    Row("territory-list", get=admin(200)),
    Row("territory-create", get=admin(200), post=admin(422)),
    thing("territory-edit", "territory", get=admin(200), post=admin(422)),
    # The example has not seen the row as it is.
    thing("territory-delete", "territory", post=admin(409)),
    Row("person-list", get=admin(200)),
    Row("person-create", get=admin(200), post=admin(422)),
    thing("person-edit", "person", get=admin(200), post=admin(422)),
    thing("person-deactivate", "person", post=admin(302)),
    # Active already.
    thing("person-activate", "person", post=admin(409)),
    thing("person-reset", "person", post=admin(302)),
    thing("person-password", "person", get=admin(200)),
    Row("delegation-list", get=namers(200)),
    Row("delegation-create", get=namers(200), post=namers(422)),
    thing("delegation-revoke", "delegation", post=namers(302)),
    Row("city-settings", get=admin(200), post=admin(422)),
)

FILLING = (
    Row("task-list", get=agency(200)),
    code("indicator-detail", INDICATOR, get=agency(200)),
    # BPBD has sent its answer already; the other agency saves that it has none.
    code(
        "contribution-save",
        QUESTION,
        get=agency(302),
        post=cells(403, operator=409, colleague=302),
        missing=agency(404),
    ),
    # Not answered by territories.
    code(
        "territory-grid",
        QUESTION,
        get=agency(404),
        post=agency(404),
        missing=agency(404),
    ),
    Row(
        "citation-create",
        arguments={"code": QUESTION, "item": "0"},
        get=operators(200),
        post=operators(422),
        missing=agency(404),
    ),
    thing("citation-remove", "citation", get=owner(200), post=owner(409), missing=NOWHERE),
    Row("program-list", get=readers(200)),
    Row("program-create", get=operators(200), post=operators(422)),
    thing("program-detail", "program", get=readers(200, colleague=404)),
    thing("program-edit", "program", get=owner(200), post=owner(422), missing=NOWHERE),
    thing("program-delete", "program", get=owner(200), post=owner(302), missing=NOWHERE),
    Row("program-copy", get=operators(200), post=operators(422)),
    Row("program-duplicates", get=secretariat(200)),
    # The example names no programmes.
    Row("program-duplicate-decide", post=secretariat(404)),
    thing("program-suggestions", "program", get=owner(200), post=owner(422), missing=NOWHERE),
    code("matrix-detail", QUESTION, get=readers(200)),
    code("matrix-file", QUESTION, get=readers(200)),
    Row("document-list", get=readers(200)),
    Row("document-create", get=operators(200), post=operators(422)),
    thing("document-detail", "document", get=readers(200, colleague=404)),
    # It proves a protected indicator, so that it is restricted: other agencies do not know of it.
    thing(
        "document-edit",
        "document",
        get=owner(200),
        post=owner(422),
        missing=NOWHERE,
    ),
    thing(
        "document-replace",
        "document",
        get=owner(200),
        post=owner(422),
        missing=NOWHERE,
    ),
    # It is cited.
    thing(
        "document-delete",
        "document",
        get=owner(200),
        post=owner(409),
        missing=NOWHERE,
    ),
    thing("document-file", "document", get=readers(200, colleague=404)),
    thing(
        "document-preview",
        "document",
        more={"page": "1"},
        get=readers(200, colleague=404),
    ),
    Row("submission-check", get=agency(200)),
    # The example names no part.
    Row("submission-submit", get=operators(200), post=operators(409)),
    Row("receipt-list", get=agency(200)),
    Row("help", get=cells(200)),
    thing(
        "submission-receipt",
        "receipt",
        get=owner(200, head=200, reviewer=200, coordinator=200),
        missing=NOWHERE,
    ),
    Row("agency-summary", get=agency(200)),
    Row(
        "agency-approve",
        get=agency(200),
        post=cells(403, head=302),
        data={"bagian": "@waiting:2"},
    ),
    move("accept", "submission", "3", owner(403, reviewer=302, coordinator=302)),
    move("return", "submission", "3", owner(403, reviewer=302, coordinator=302)),
    move("approve", "waiting", "2", owner(403, head=302)),
    move("withdraw", "waiting", "2", owner(302)),
)

SECRETARIAT = (
    Row("queue", get=secretariat(200)),
    Row("queue-next", get=secretariat(302)),
    thing("review-detail", "submission", get=secretariat(200)),
    thing("citation-decide", "citation", post=secretariat(422)),
    Row("assembly-list", get=secretariat(200)),
    code("assembly-agreed", INDICATOR, get=coordinator(200), post=coordinator(422)),
    code(
        "assembly-detail",
        QUESTION,
        get=secretariat(200),
        post=coordinator(422),
        missing=secretariat(404),
    ),
    # Nothing has been decided yet.
    code("assembly-undo", QUESTION, post=coordinator(409)),
    Row("control-room", get=watchers(200)),
    code("explain", QUESTION, "question_code", get=watchers(200)),
)

GOVERNANCE = (
    Row("instrument-detail", get=cells(200, leader=403)),
    Row("cycle-detail", get=planners(200), post=planners(422)),
    Row("cycle-create", get=planners(200), post=planners(422)),
    Row("extension-create", get=coordinator(200), post=coordinator(422)),
    Row("assignment-list", get=coordinator(200)),
    # The example does not say which assignment it has seen.
    code("assignment-edit", QUESTION, get=coordinator(200), post=coordinator(409)),
    Row("report-list", get=secretariat(200), post=coordinator(422)),
    code("report-detail", "@number", "number", get=secretariat(200)),
    Row(
        "report-file",
        arguments={"number": "@number", "fmt": "json"},
        get=secretariat(200),
    ),
    Row("verification-list", get=verifier(200)),
    thing("verification-detail", "snapshot", get=verifier(200)),
    thing("verification-report", "snapshot", get=verifier(200)),
    thing("verification-file", "snapshot", more={"fmt": "json"}, get=verifier(200)),
    thing("mark-edit", "snapshot", more={"code": INDICATOR}, get=verifier(200), post=verifier(422)),
    Row("history", get=cells(200, leader=403, verifier=403)),
)

GROUPS = {
    "people": PEOPLE,
    "filling": FILLING,
    "secretariat": SECRETARIAT,
    "governance": GOVERNANCE,
}
ROWS = (*PEOPLE, *FILLING, *SECRETARIAT, *GOVERNANCE)
