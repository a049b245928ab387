"""A document is of the right time for what it is cited for, not for the window alone."""

from __future__ import annotations

from datetime import date

import pytest

from assessment.core.demands import Demand, Validity
from assessment.models import Document
from assessment.selectors.documents import window_problem


@pytest.mark.parametrize(
    ("validity", "dated", "words"),
    [
        (Validity.PREVIOUS, date(2025, 5, 1), ""),
        (Validity.PREVIOUS, date(2026, 5, 1), "di luar masa yang diminta"),
        (Validity.IN_FORCE, date(2010, 5, 1), ""),
        (Validity.WINDOW, date(2010, 5, 1), "di luar masa yang diminta"),
        (Validity.IN_FORCE, None, "Belum bertanggal"),
    ],
)
def test_a_document_is_judged_by_the_time_that_its_items_demand(home, validity, dated, words):
    document = Document(date=dated, valid_until=None)
    said = window_problem(home.cycle, document, [Demand("SK", validity=validity)])
    assert words in said
    assert bool(said) == bool(words)
