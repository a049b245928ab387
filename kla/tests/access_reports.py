"""Rows of the access matrix for snapshots, their reports and files."""

from __future__ import annotations

from kla.tests.access_cells import (
    Row,
    cells,
    code,
    coordinator,
    reporters,
    secretariat,
    thing,
    verifier,
)
from kla.tests.scene import QUESTION

REPORTS = (
    Row("report-list", get=secretariat(200), post=coordinator(422)),
    code("report-detail", "@number", "number", get=secretariat(200)),
    Row(
        "report-file",
        arguments={"number": "@number", "fmt": "xlsx"},
        get=secretariat(200),
        post=secretariat(302),
    ),
    Row("download-list", get=secretariat(200)),
    Row("file-list", get=reporters(200)),
    Row("file-seen", post=reporters(302)),
    # The coordinator asked for it; it is no other person's.
    thing("file-download", "job", get=reporters(404, coordinator=200)),
    thing("file-cancel", "job", post=reporters(404, coordinator=302)),
    thing("file-retry", "job", post=reporters(404, coordinator=409)),
    Row(
        "open-data",
        arguments={"number": "@number", "fmt": "csv"},
        get=secretariat(200),
    ),
    Row("province-recap", get=verifier(200)),
    Row("province-recap-file", get=verifier(200)),
    # Nobody has asked for it yet.
    Row("province-recap-pdf", get=verifier(404), post=verifier(302)),
    code("report-choose", "@number", "number", get=secretariat(200)),
    code("report-bundles", "@number", "number", get=secretariat(200)),
    code("report-bundle", "@number", "number", get=secretariat(200)),
    thing("verification-bundles", "snapshot", get=verifier(200)),
    thing("verification-bundle", "snapshot", get=verifier(200)),
    code("rekey-list", "@number", "number", get=secretariat(200)),
    code("rekey-file", "@number", "number", get=secretariat(200)),
    # Nobody has entered figures: there is no first version to change.
    code("rekey-reconcile", "@number", "number", get=secretariat(200), post=secretariat(409)),
    Row(
        "rekey-tick",
        arguments={"number": "@number", "code": QUESTION},
        post=secretariat(302),
    ),
    Row(
        "report-settings",
        get=cells(403, coordinator=200, admin=200),
        post=cells(403, coordinator=422, admin=422),
    ),
    Row("report-compare", get=secretariat(200)),
    # The scene has one snapshot.
    Row("report-compare-file", get=secretariat(404)),
    thing("verification-compare", "snapshot", get=verifier(200)),
    thing("verification-compare-file", "snapshot", get=verifier(404)),
    Row("verification-list", get=verifier(200)),
    thing("verification-detail", "snapshot", get=verifier(200)),
    thing("verification-report", "snapshot", get=verifier(200)),
    thing(
        "verification-file",
        "snapshot",
        more={"fmt": "xlsx"},
        get=verifier(200),
        post=verifier(302),
    ),
)
