"""What may stand beside an agency's answer as a lower value, and when it counts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.core.answers import ChoiceAnswer, CountAnswer, NotApplicable
from assessment.core.lowering import LoweringError, check_lower, counted
from assessment.core.scoring import award
from assessment.tests.core.samples import real_instrument

CHOICE = real_instrument().question("1.2g")
BEST = ChoiceAnswer(max(CHOICE.options, key=lambda option: option.points).label)
WORST = ChoiceAnswer(min(CHOICE.options, key=lambda option: option.points).label)
COUNT = real_instrument().question("2.7")


@pytest.mark.parametrize(
    "question, own, lower",
    [(CHOICE, BEST, WORST), (COUNT, CountAnswer(9), CountAnswer(8))],
)
def test_a_lower_value_may_stand(question, own, lower):
    check_lower(question, own, lower)

    assert award(question, lower).points <= award(question, own).points


@pytest.mark.parametrize(
    "own, lower, words",
    [
        (None, WORST, "tidak punya nilai"),
        (NotApplicable("x"), WORST, "tidak punya nilai"),
        (BEST, None, "Lengkapi nilai"),
        (BEST, NotApplicable("x"), "Lengkapi nilai"),
        (BEST, BEST, "sama dengan jawaban"),
        (WORST, BEST, "poin lebih banyak"),
    ],
)
def test_other_values_are_refused(own, lower, words):
    with pytest.raises(LoweringError, match=words):
        check_lower(CHOICE, own, lower)


@given(st.sampled_from([None, BEST, WORST]), st.sampled_from([None, BEST, WORST]))
def test_a_lower_value_counts_only_for_the_answer_it_speaks_of(own, speaks_of):
    assert counted(own, WORST, speaks_of) == (WORST if own == speaks_of else own)
    assert counted(own, None, speaks_of) == own
