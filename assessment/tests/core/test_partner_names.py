"""Which names of partners look like one and the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.core.partner_names import alike
from assessment.core.words import name_key

names = st.lists(st.text("ab .PT1", min_size=1, max_size=9), max_size=8)


@pytest.mark.parametrize(
    "first, second",
    [
        ("PT Maju", "pt  maju"),
        ("PT Maju", "P.T. Maju"),
        ("PT Maju", "PT.Maju"),
        ("PT Maju", "Maju"),
        ("Radio Bima", "Bima Radio"),
        ("Yayasan Sahabat Anak", "Sahabat-Anak"),
        ("Save the Children", "Save The Childern"),
        ("Save the Children", "Save the Childrens"),
        ("Bank NTB Syariah", "Bank NTB Syariha"),
        ("Plan Indonesia", "Plan Indonesja"),
        ("---", "---  "),
    ],
)
def test_one_partner_in_two_spellings(first, second):
    assert alike([first, second]) == (tuple(sorted([first, second])),)


@pytest.mark.parametrize(
    "first, second",
    [
        ("PT Maju", "PT Mapu"),
        ("Bank NTB", "Bank NTT"),
        ("SMA 1 Bima", "SMA 2 Bima"),
        ("Yayasan Anak", "Yayasan Ibu"),
        ("Universitas Mataram", "Universitas Bima"),
        ("PT", "CV"),
    ],
)
def test_two_partners(first, second):
    assert alike([first, second]) == ()


def test_likeness_passes_on_through_a_third():
    chain = ("Sahabat Anak", "Sahabatt Anak", "Yayasan Sahabattt Anak")

    assert alike([*chain, "Lain"]) == (chain,)


@given(names)
def test_groups_share_nothing_and_do_not_depend_on_the_order(given_names):
    groups = alike(given_names)

    listed = [name for group in groups for name in group]
    assert groups == alike(reversed(given_names))
    assert len(listed) == len(set(listed))
    assert set(listed) <= set(given_names)
    assert all(len(group) > 1 for group in groups)


@given(names)
def test_names_that_differ_in_case_and_spacing_only_are_together(given_names):
    together = {name: group for group in alike(given_names) for name in group}

    for name in given_names:
        same = {other for other in given_names if name_key(other) == name_key(name)}
        assert len(same) == 1 or same <= set(together[name])
