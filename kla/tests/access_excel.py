"""Rows of the access matrix: workbooks, tables, open data, last year's recap."""

from __future__ import annotations

from kla.tests.access_cells import Row, coordinator, readers, secretariat, thing

EXCEL = (
    Row("workbook", get=readers(200), post=readers(422, head=403)),
    Row("workbook-file", get=readers(200)),
    Row("answer-table", get=readers(200)),
    # Its author alone knows of it.
    thing(
        "workbook-upload",
        "workbook",
        get=readers(404, operator=200),
        post=readers(404, operator=422),
        missing=readers(404),
    ),
    thing("workbook-returned", "workbook", get=readers(404, operator=200), missing=readers(404)),
    Row(
        "open-data",
        arguments={"number": "@number", "fmt": "csv"},
        get=secretariat(200),
    ),
    Row("recap-list", get=secretariat(200), post=secretariat(422)),
    thing("recap-detail", "recap", get=secretariat(200), post=secretariat(302)),
    thing("recap-mapping", "recap", get=secretariat(200), post=secretariat(422)),
    # The example names nobody.
    thing("recap-names", "recap", post=secretariat(422)),
    # The example ticks nothing.
    thing("recap-accept", "recap", post=coordinator(422)),
    # Nobody uses it yet.
    thing("recap-undo", "recap", post=secretariat(409)),
)
