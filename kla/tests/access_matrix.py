"""Who may open what: every route, every role, the own city's object and another city's.

A cell is the status of a GET and of a POST with `data`. 403: the act is not this role's; 404: the
object does not exist for this person; 405: the page is not written to (or only written to); 422:
the form was read and the example is incomplete; 302: done, or led on.
"""

from __future__ import annotations

from kla.tests.access_cells import (
    NOWHERE,
    ON_QUESTION,
    OPEN,
    OPEN_POST,
    Row,
    admin,
    agency,
    author,
    cells,
    code,
    coordinator,
    move,
    namers,
    operators,
    owner,
    planners,
    readers,
    secretariat,
    thing,
    verifier,
    watchers,
)
from kla.tests.access_excel import EXCEL
from kla.tests.access_reports import REPORTS
from kla.tests.scene import FACT, INDICATOR, QUESTION

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
    Row("proposal-list", get=operators(200)),
    # There is no earlier cycle in the scene.
    code("proposal", QUESTION, get=operators(404), post=operators(404), missing=agency(404)),
    code("note-reply", QUESTION, get=operators(302), post=operators(422), missing=agency(404)),
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
    Row("partner-list", get=secretariat(200)),
    # The example names no partners.
    Row("partner-decide", post=secretariat(404)),
    Row("partner-merge", get=secretariat(404), post=secretariat(404)),
    thing("program-suggestions", "program", get=owner(200), post=owner(422), missing=NOWHERE),
    code("matrix-detail", QUESTION, get=readers(200)),
    code("matrix-file", QUESTION, get=readers(200)),
    Row("document-list", get=readers(200)),
    Row("document-create", get=operators(200), post=operators(422)),
    Row("document-batch", get=operators(200), post=operators(422)),
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
    Row("late-draft-list", get=agency(200)),
    # Its author alone knows of it.
    thing("late-draft-delete", "draft", post=agency(404, operator=302), missing=agency(404)),
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
    Row("reviewer-assign", get=coordinator(200), post=coordinator(422)),
    Row("return-ledger", get=watchers(200)),
    Row("alike-list", get=secretariat(200)),
    code("alike-detail", INDICATOR, get=secretariat(200), post=secretariat(422)),
    thing("answer-lower", "answer", get=secretariat(200), post=secretariat(422)),
    thing("answer-lift", "answer", post=secretariat(302)),
    thing(
        "review-note", "submission", more=ON_QUESTION, get=secretariat(302), post=secretariat(422)
    ),
    # Nobody has written a remark.
    thing("review-note-resolve", "submission", more=ON_QUESTION, post=secretariat(409)),
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
    Row("assembly-next", get=secretariat(302)),
    # Nothing has been decided yet.
    code("assembly-undo", QUESTION, post=coordinator(409)),
    Row("consistency", get=watchers(200)),
    Row("consistency-waive", post=coordinator(422)),
    thing("consistency-unwaive", "waiver", post=coordinator(302)),
    code("city-fact-edit", FACT, get=coordinator(200), post=coordinator(422)),
    # Nothing has been written yet.
    code("city-fact-delete", FACT, post=coordinator(409)),
    Row("control-room", get=watchers(200)),
    Row("control-room-print", get=watchers(200)),
    Row("reminder-list", get=secretariat(200)),
    Row("reminder-schedule", get=secretariat(200), post=secretariat(302)),
    thing("reminder-detail", "agency", get=secretariat(200)),
    # The example does not say by which way.
    thing("reminder-send", "agency", post=secretariat(404)),
    Row("meeting-list", get=watchers(200)),
    Row("meeting-create", get=secretariat(200), post=secretariat(422)),
    thing("meeting-detail", "meeting", get=watchers(200)),
    thing("meeting-print", "meeting", get=watchers(200)),
    thing("meeting-edit", "meeting", get=secretariat(200), post=secretariat(422)),
    # It agreed on something.
    thing("meeting-remove", "meeting", post=secretariat(409)),
    Row("action-list", get=cells(200, verifier=403, admin=403)),
    Row("action-create", get=secretariat(200), post=secretariat(422)),
    thing("action-edit", "action", get=secretariat(200), post=secretariat(422)),
    thing(
        "action-complete",
        "action",
        get=owner(200, head=200, reviewer=200, coordinator=200, leader=403),
        post=owner(302, head=302, reviewer=302, coordinator=302, leader=403),
        missing=NOWHERE,
    ),
    # Not done yet.
    thing(
        "action-reopen",
        "action",
        post=owner(409, head=409, reviewer=409, coordinator=409, leader=403),
        missing=NOWHERE,
    ),
    thing("action-remove", "action", post=secretariat(302)),
    Row("year-compare", get=watchers(200)),
    # There is no earlier cycle in the scene.
    Row("year-compare-file", get=secretariat(404)),
    Row("benchmark", get=watchers(200)),
    code("explain", QUESTION, "question_code", get=readers(200, leader=200)),
    Row("plan-list", get=readers(200, leader=200)),
    Row("plan-path", get=watchers(200)),
    Row("plan-tasks", post=secretariat(409), data={"due_on": "2026-12-15"}),
    code(
        "plan-estimate",
        QUESTION,
        get=secretariat(200),
        post=secretariat(302),
        data={"version": "0", "prove_days": "3"},
    ),
    Row("scenario-list", get=watchers(200), post=secretariat(302), data={"name": "Coba"}),
    Row("scenario-compare", get=watchers(200)),
    thing("scenario-detail", "scenario", get=watchers(200), missing=watchers(404)),
    thing("scenario-edit", "scenario", get=author(200), post=author(422), missing=secretariat(404)),
    thing(
        "scenario-question",
        "scenario",
        more={"code": QUESTION},
        get=author(200),
        post=author(302),
        missing=secretariat(404),
    ),
    thing("scenario-refresh", "scenario", post=author(302), missing=secretariat(404)),
    thing("scenario-tasks", "scenario", post=secretariat(409), missing=secretariat(404), data={}),
    thing(
        "scenario-delete",
        "scenario",
        post=author(302),
        missing=secretariat(404),
        data={"version": "2"},
    ),
)

GOVERNANCE = (
    Row("instrument-detail", get=cells(200, leader=403)),
    Row("instrument-upload", get=planners(200), post=planners(422)),
    Row("instrument-template", get=planners(200)),
    thing("instrument-compare", "instrument", get=planners(200), post=coordinator(422)),
    thing(
        "instrument-file",
        "instrument",
        more={"fmt": "json"},
        # A verifier reads national versions only.
        get=cells(200, leader=403, verifier=404),
    ),
    Row("cycle-detail", get=planners(200), post=planners(422)),
    Row("cycle-create", get=planners(200), post=planners(422)),
    Row("extension-create", get=coordinator(200), post=coordinator(422)),
    Row("assignment-list", get=coordinator(200)),
    # There is no earlier cycle in the scene.
    Row("mapping-edit", get=coordinator(200), post=coordinator(200)),
    Row("mapping-file", get=coordinator(404)),
    # The example does not say which assignment it has seen.
    code("assignment-edit", QUESTION, get=coordinator(200), post=coordinator(409)),
    thing(
        "mark-question",
        "snapshot",
        more={"code": QUESTION},
        get=verifier(200),
        post=verifier(422),
    ),
    thing("mark-total", "snapshot", get=verifier(200), post=verifier(422)),
    thing("mark-upload", "snapshot", get=verifier(200), post=verifier(422)),
    thing("mark-template", "snapshot", get=verifier(200)),
    thing("mark-edit", "snapshot", more={"code": INDICATOR}, get=verifier(200), post=verifier(422)),
    thing(
        "extension-shorten",
        "extension",
        get=coordinator(200),
        post=coordinator(422),
    ),
    # The example ends no extension: it gives no reason.
    Row("calendar-feed", get=cells(200, verifier=403), post=cells(302, verifier=403)),
    Row("calendar-file", get=cells(200, verifier=403)),
    # Open to calendar applications that know the secret; the example does not.
    Row(
        "calendar-read",
        get=cells(404, anonymous=404),
        post=cells(405, anonymous=405),
        arguments={"token": "tebakan"},
    ),
    Row("mark-table", get=watchers(200)),
    Row("mark-table-file", get=watchers(200)),
    thing("mark-reply", "mark", get=secretariat(200), post=secretariat(422)),
    thing("verification-marks", "snapshot", get=verifier(200)),
    thing("verification-marks-file", "snapshot", get=verifier(200)),
    Row("window-room", get=secretariat(200)),
    Row("window-create", get=coordinator(200), post=coordinator(422)),
    Row("request-create", get=coordinator(200), post=coordinator(422)),
    Row("request-template", get=cells(403, coordinator=200, verifier=200)),
    # It waits for a room, and the province did not enter it.
    thing(
        "request-remove",
        "request",
        post=cells(403, coordinator=302),
        missing=cells(403, coordinator=404, verifier=404),
    ),
    thing("window-cancel", "window", post=coordinator(302)),
    thing("window-delta", "window", get=secretariat(200)),
    thing("verification-requests", "snapshot", get=verifier(200), post=verifier(422)),
    Row("history", get=cells(200, leader=403, verifier=403)),
)

TRUST = (
    Row("weak-evidence", get=readers(200)),
    Row("verification-estimate", get=watchers(200)),
    # Open to whoever holds a report; the example knows no code.
    Row("check-form", get=OPEN, post=OPEN_POST),
    Row(
        "check",
        get=cells(404, anonymous=404),
        post=OPEN_POST,
        arguments={"code": "tebakan"},
    ),
)

GROUPS: dict[str, tuple[Row, ...]] = {
    "excel": EXCEL,
    "people": PEOPLE,
    "filling": FILLING,
    "secretariat": SECRETARIAT,
    "governance": GOVERNANCE,
    "reports": REPORTS,
    "trust": TRUST,
}
ROWS = tuple(row for group in GROUPS.values() for row in group)
