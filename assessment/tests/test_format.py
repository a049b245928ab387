"""Numbers, money, dates and time as people read and type them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment import format as wording

EVENING = dt.datetime(2026, 12, 20, 15, 59, 7, tzinfo=dt.UTC)
EXACT = st.decimals(
    min_value=-(10**12), max_value=10**12, allow_nan=False, allow_infinity=False, places=6
)


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        (None, None, "\u2013"),
        (0, None, "0"),
        (999, None, "999"),
        (1000, None, "1.000"),
        (1250000000, None, "1.250.000.000"),
        (-1234567, None, "-1.234.567"),
        (Decimal("1234.5"), None, "1.234,5"),
        (Decimal("1234.50"), None, "1.234,5"),
        (Decimal("0.333333333333"), None, "0,333333333333"),
        (Decimal("1E+3"), None, "1.000"),
        (Decimal("-0.00"), None, "0"),
        (Decimal("-0.004"), 2, "0,00"),
        (Decimal("96.2"), 2, "96,20"),
        (Decimal("2.5"), 0, "3"),
    ],
)
def test_number_is_written_with_indonesian_separators(value, places, expected):
    assert wording.number(value, places) == expected


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("Infinity")])
def test_number_refuses_what_is_not_finite(value):
    with pytest.raises(ValueError, match="finite"):
        wording.number(value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("0.005", "0.01"),
        ("0.004999", "0.00"),
        ("771.805", "771.81"),
        ("2.665", "2.67"),
        ("-0.005", "-0.01"),
    ],
)
def test_round_points_rounds_half_away_from_zero(value, expected):
    assert wording.round_points(Decimal(value)) == Decimal(expected)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, "\u2013"),
        (9, "9"),
        (Decimal("9.00"), "9"),
        (Decimal("0.50"), "0,5"),
        (Decimal("771.805"), "771,81"),
        (Decimal(1000), "1.000"),
    ],
)
def test_points_have_at_most_two_decimals(value, expected):
    assert wording.points(value) == expected


def test_money_is_whole_rupiah():
    shown = [wording.money(value) for value in (1250000000, 0, -5000, None)]

    assert shown == ["Rp1.250.000.000", "Rp0", "-Rp5.000", "\u2013"]


def test_percent_has_a_space_before_its_sign():
    shown = [wording.percent(value) for value in (Decimal("82.5"), 100, None)]

    assert shown == ["82,5 %", "100 %", "\u2013"]


def test_date_is_written_out():
    assert wording.date(dt.date(2026, 12, 20)) == "20 Desember 2026"
    assert wording.date(None) == "\u2013"


def test_date_refuses_an_instant_without_zone():
    with pytest.raises(TypeError, match="zone"):
        wording.date(EVENING)


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("Asia/Jakarta", "Minggu, 20 Desember 2026 pukul 22.59 WIB"),
        ("Asia/Makassar", "Minggu, 20 Desember 2026 pukul 23.59 WITA"),
        ("Asia/Jayapura", "Senin, 21 Desember 2026 pukul 00.59 WIT"),
    ],
)
def test_datetime_zone_names_day_and_zone_of_the_city(zone, expected):
    assert wording.datetime_zone(EVENING, zone) == expected


def test_datetime_has_variants_for_receipts_tables_and_saves():
    zone = "Asia/Makassar"

    assert wording.datetime_zone(EVENING, zone, seconds=True) == (
        "Minggu, 20 Desember 2026 pukul 23.59.07 WITA"
    )
    assert wording.datetime_short(EVENING, zone) == "20 Des 2026 23.59 WITA"
    assert wording.time_seconds(EVENING, zone) == "23.59.07 WITA"
    assert wording.date_zone(EVENING, "Asia/Jayapura") == "21 Desember 2026"


def test_unknown_instants_are_shown_as_unknown():
    zone = "Asia/Jakarta"
    shown = [
        wording.datetime_zone(None, zone),
        wording.datetime_short(None, zone),
        wording.time_seconds(None, zone),
        wording.date_zone(None, zone),
    ]

    assert shown == ["\u2013"] * 4


def test_datetime_refuses_naive_values():
    with pytest.raises(ValueError, match="naive"):
        wording.datetime_zone(EVENING.replace(tzinfo=None), "Asia/Jakarta")


@pytest.mark.parametrize(
    ("delta", "expected"),
    [
        (dt.timedelta(days=6, hours=4, minutes=59), "6 hari 4 jam lagi"),
        (dt.timedelta(days=2), "2 hari lagi"),
        (dt.timedelta(days=2, minutes=5), "2 hari lagi"),
        (dt.timedelta(hours=4, minutes=12), "4 jam 12 menit lagi"),
        (dt.timedelta(minutes=9, seconds=59), "9 menit lagi"),
        (dt.timedelta(microseconds=1), "kurang dari 1 menit lagi"),
        (dt.timedelta(0), "lewat kurang dari 1 menit"),
        (-dt.timedelta(days=2), "lewat 2 hari"),
    ],
)
def test_time_left_turns_at_the_cut_off(delta, expected):
    assert wording.time_left(delta) == expected


@pytest.mark.parametrize(
    ("size", "expected"), [(812, "812 B"), (34_400, "34 kB"), (2_449_000, "2,4 MB")]
)
def test_file_size_is_short(size, expected):
    assert wording.file_size(size) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0", "0"),
        ("7", "7"),
        ("1000", "1000"),
        ("1.000", "1000"),
        ("1.250.000", "1250000"),
        ("12,5", "12.5"),
        ("1.000,25", "1000.25"),
        (" 12,5\u00a0", "12.5"),
        ("-3", "-3"),
        ("-0", "0"),
        ("007", "7"),
    ],
)
def test_parse_number_reads_indonesian_figures(text, expected):
    assert wording.parse_number(text) == Decimal(expected)


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "1_000", "1e5", "NaN", "Infinity", "1.00", "12.5", "0.500", "1,000.5", "1.0000"),
        *("1.000.00", "1..000", "1,2,3", ",5", "5,", ".5", "5.", "+5", "--5", "5-", "1 000", "Rp5"),
        *("\u0663", "\uff15", "5\x00", "\u200e5", "1\u00a0000", "1.000.000.00", "-", ",", "."),
        *("9" * 31, "0," + "3" * 30),
    ],
)
def test_parse_number_refuses_doubtful_figures_and_says_what_to_type(text):
    with pytest.raises(wording.NumberError, match=r"[Tt]ulis|Koma hanya satu|Titik"):
        wording.parse_number(text)


def test_parse_number_explains_the_dot_with_the_typed_figure():
    with pytest.raises(wording.NumberError) as caught:
        wording.parse_number("12.5")

    assert str(caught.value) == (
        "Titik memisahkan ribuan, koma memisahkan desimal. Tulis seperti 1.000 atau 12,5."
    )


@pytest.mark.parametrize(("text", "expected"), [("1.000", 1000), ("-4", -4), ("12", 12)])
def test_parse_integer_reads_whole_figures(text, expected):
    assert wording.parse_integer(text) == expected


def test_parse_integer_refuses_decimals():
    with pytest.raises(wording.NumberError, match=r"misalnya 1\.250"):
        wording.parse_integer("1.250,0")


@given(EXACT)
def test_parse_number_reads_back_every_shown_number(value):
    assert wording.parse_number(wording.number(value)) == value


@given(st.integers(min_value=-(10**18), max_value=10**18))
def test_parse_integer_reads_back_every_shown_integer(value):
    assert wording.parse_integer(wording.number(value)) == value


@given(st.text(alphabet="0123456789.,-_ eE+", max_size=12))
def test_parse_number_gives_a_number_or_refuses(text):
    try:
        value = wording.parse_number(text)
    except wording.NumberError:
        return

    whole, _, fraction = text.strip().partition(",")
    assert value == Decimal(f"{whole.replace('.', '')}.{fraction or '0'}")


def test_a_day_is_named_with_its_weekday():
    assert wording.weekday_date(dt.date(2026, 12, 20)) == "Minggu, 20 Desember 2026"
