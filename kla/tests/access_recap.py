"""Rows of the access matrix: last year's recap."""

from __future__ import annotations

from kla.tests.access_cells import Row, coordinator, secretariat, thing

RECAP = (
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
