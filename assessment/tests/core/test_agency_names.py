"""Names of agencies in other people's tables."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assessment.core.agency_names import (
    Certainty,
    KnownAgency,
    Match,
    Matcher,
    alias_key,
    split_names,
)

FILE = Path(__file__).resolve().parents[3] / "fixtures" / "agencies.json"
OFFICES = json.loads(FILE.read_text(encoding="utf-8"))
KEYS = {row["abbreviation"]: number for number, row in enumerate(OFFICES, start=1)}
NAMES = {number: name for name, number in KEYS.items()}


def matcher(remembered=None):
    known = [KnownAgency(KEYS[r["abbreviation"]], (r["abbreviation"], r["name"])) for r in OFFICES]
    return Matcher(known, remembered or {})


def meant(name):
    found = matcher().match(name)
    return NAMES.get(found.agency), found.certainty


@pytest.mark.parametrize(
    "name, agency, certainty",
    [
        ("Disdukcapil", "Disdukcapil", Certainty.EXACT),
        ("DISDUKCAPIL ", "Disdukcapil", Certainty.EXACT),
        ("Dinas Kependudukan & Pencatatan Sipil", "Disdukcapil", Certainty.EXACT),
        ("dinas kependudukan dan pencatatan sipil kota", "Disdukcapil", Certainty.EXACT),
        ("Capil", "Disdukcapil", Certainty.SYNONYM),
        ("CAPIL", "Disdukcapil", Certainty.SYNONYM),
        ("Dukcapil", "Disdukcapil", Certainty.SYNONYM),
        ("Dinas Dukcapil", "Disdukcapil", Certainty.SYNONYM),
        ("Dikes", "Dinkes", Certainty.SYNONYM),
        ("Dinas Kesehatan Kota", "Dinkes", Certainty.EXACT),
        ("DPPPA", "DP3A", Certainty.EXACT),
        ("DP3AP2KB", None, Certainty.NONE),
        ("Diknas", "Disdikbud", Certainty.SYNONYM),
        ("Pol-PP", "Satpol PP", Certainty.SYNONYM),
        ("SatpolPP", "Satpol PP", Certainty.EXACT),
        ("Bagian Hukum", "Bag. Hukum", Certainty.EXACT),
        ("Kabag Hukum Setda", "Bag. Hukum", Certainty.SYNONYM),
        ("Polres", "Unit PPA Polres", Certainty.SYNONYM),
        ("Disdukcapl", "Disdukcapil", Certainty.SIMILAR),
        ("Dinas Kesehatn", "Dinkes", Certainty.SIMILAR),
        ("Pramuka", None, Certainty.NONE),
        ("-", None, Certainty.NONE),
        ("", None, Certainty.NONE),
        ("Dinas", None, Certainty.NONE),
    ],
)
def test_a_name_means_an_agency(name, agency, certainty):
    assert meant(name) == (agency, certainty)


def test_what_was_confirmed_wins_also_when_it_says_nobody():
    capil, nobody = alias_key("CAPIL."), alias_key("Pramuka")
    found = matcher({capil: KEYS["Dinsos"], nobody: None})

    assert found.match("Capil") == Match("Capil", KEYS["Dinsos"], Certainty.REMEMBERED)
    assert found.match("Pramu ka") == Match("Pramu ka", None, Certainty.NONE)
    assert found.match("PRAMUKA") == Match("PRAMUKA", None, Certainty.REMEMBERED)


def test_two_agencies_of_one_name_are_nobodys_guess():
    twins = Matcher([KnownAgency(1, ("Dinas A",)), KnownAgency(2, ("Badan A",))], {})

    assert twins.match("A") == Match("A", None, Certainty.NONE)


def test_equally_alike_names_are_no_guess():
    twins = Matcher([KnownAgency(1, ("Disperkima",)), KnownAgency(2, ("Disperkimo",))], {})

    assert twins.match("Disperkimx").certainty is Certainty.NONE


def test_every_certainty_has_words():
    assert len({certainty.label for certainty in Certainty}) == len(Certainty)


@pytest.mark.parametrize(
    "text, names",
    [
        ("", ()),
        (" - ", ()),
        ("Dinkes", ("Dinkes",)),
        ("Dinkes, Capil dan DP3A", ("Dinkes", "Capil", "DP3A")),
        ("DP3A/Dinsos & Kemenag", ("DP3A", "Dinsos", "Kemenag")),
        ("1. Dinkes\n2. Dinsos;BPBD", ("Dinkes", "Dinsos", "BPBD")),
        ("Dinkes, DINKES", ("Dinkes",)),
        ("Bappeda + Forum Anak", ("Bappeda", "Forum Anak")),
        ("Pramuka dan Osis", ("Pramuka dan Osis",)),
        (
            "Dinas Pemberdayaan Perempuan dan Perlindungan Anak, Dinkes",
            ("Dinas Pemberdayaan Perempuan dan Perlindungan Anak", "Dinkes"),
        ),
        ("Dinas Kependudukan & Pencatatan Sipil", ("Dinas Kependudukan & Pencatatan Sipil",)),
    ],
)
def test_a_cell_is_split_into_names_but_a_known_name_is_not(text, names):
    assert split_names(text, matcher().knows) == names


def test_a_known_name_with_commas_stays_whole_among_others():
    name = "Dinas Kepemudaan, Olahraga, dan Pariwisata"
    known = Matcher([KnownAgency(1, ("DKOP", name)), KnownAgency(2, ("Dinkes",))], {})

    assert split_names(f"Dinkes, {name}, Dinkes", known.knows) == ("Dinkes", name)
