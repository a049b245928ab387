"""The geometry of the ledger bar and of the category scale."""

from __future__ import annotations

from decimal import Decimal

from assessment.reports.bars import Bar, category_scale, ledger_bar
from assessment.reports.document import Band, CategoryScale, LedgerCell


def test_ledger_bar_draws_proven_then_the_claim_beyond_it():
    bar = ledger_bar(LedgerCell(Decimal(30), Decimal(25), Decimal(100), Decimal(50)))

    assert bar == Bar(
        proven="50.00",
        claimed_from="50.00",
        claimed="10.00",
        hatch=(
            "M50.00 3.00L53.00 0.00M50.00 7.00L57.00 0.00"
            "M52.00 9.00L60.00 1.00M56.00 9.00L60.00 5.00"
        ),
        target="100.00",
    )


def test_ledger_bar_of_nothing_known_is_empty():
    assert ledger_bar(LedgerCell(None, None, Decimal(100))) == Bar("", "0.00", "", "", "")


def test_ledger_bar_without_maximum_is_empty():
    bar = ledger_bar(LedgerCell(Decimal(0), Decimal(0), Decimal(0)))

    assert (bar.proven, bar.claimed, bar.hatch) == ("", "", "")


def test_category_scale_puts_bands_and_words_beside_the_marks():
    scale = category_scale(
        CategoryScale(
            maximum=Decimal(1000),
            claimed=Decimal(800),
            proven=Decimal(100),
            target=None,
            bands=(Band("Pratama", Decimal(500)), Band("KLA", Decimal(900))),
        )
    )

    assert [(band.name, band.limit, band.width) for band in scale.bands] == [
        ("Belum", "0", "340.00"),
        ("Pratama", "500", "272.00"),
        ("KLA", "900", "68.00"),
    ]
    assert (scale.claimed.x, scale.claimed.text_x, scale.claimed.anchor) == (
        "560.00",
        "552.00",
        "end",
    )
    assert (scale.proven.anchor, scale.target) == ("start", None)
