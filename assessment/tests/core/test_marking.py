"""Which mark stands: stages, levels, and what is incomplete."""

from __future__ import annotations

from decimal import Decimal

import pytest

from assessment.core.ledgers import score
from assessment.core.marking import Given, Level, standing
from assessment.tests.core.test_ledgers import small_instrument

VA, FIELD, FINAL = range(3)
CODES = {"q": Level.QUESTION, "i": Level.INDICATOR, "t": Level.TOTAL}


def given(**marks):
    """`q1_1=(3, VA)` is the mark of question 1.1."""
    found = {}
    for name, (points, stage) in marks.items():
        code = name[1:].replace("_", ".")
        found[CODES[name[0]], code] = Given(Decimal(points), stage)
    return found


@pytest.mark.parametrize(
    "marks, first, second, total",
    [
        ({}, None, None, None),
        ({"q1_1": (3, VA)}, 3, None, 3),  # incomplete: what is known
        ({"q1_1": (3, VA), "i1": (7, VA)}, 7, None, 7),  # the indicator stands for the rest
        ({"q1_1": (3, VA), "q1_2": (2, VA), "i1": (7, VA)}, 5, None, 5),  # finer and complete
        ({"q1_1": (3, VA), "q1_2": (2, VA), "i1": (7, FIELD)}, 7, None, 7),  # later beats finer
        ({"q1_1": (3, FIELD), "q1_2": (2, VA), "i1": (7, FIELD)}, 5, None, 5),
        ({"i1": (7, VA), "t": (9, VA)}, 7, None, 9),  # the second indicator is unknown
        ({"i1": (7, VA), "i2": (1, VA), "t": (9, VA)}, 7, 1, 8),
        ({"i1": (7, VA), "i2": (1, VA), "t": (9, FINAL)}, 7, 1, 9),
        ({"t": (0, FINAL)}, None, None, 0),  # zero is known
        ({"q9_9": (3, VA), "i9": (3, VA)}, None, None, None),  # not in this version
    ],
)
def test_one_rule_decides_which_mark_stands(marks, first, second, total) -> None:
    instrument = small_instrument()
    found = score(instrument, {}, standing(instrument, given(**marks)))

    verified = [found.indicators[code].points.verified for code in ("1", "2")]
    assert (*verified, found.points.verified) == (first, second, total)


def test_a_mark_of_a_question_never_passes_its_maximum() -> None:
    instrument = small_instrument()
    found = score(instrument, {}, standing(instrument, given(q1_1=(99, VA))))

    assert found.questions["1.1"].points.verified == Decimal(5)
