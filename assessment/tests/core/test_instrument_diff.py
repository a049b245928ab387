"""Differences of two versions in words."""

from __future__ import annotations

from assessment.core.instrument_diff import Fate, changes, head_changes
from assessment.tests.core.test_rules_as_data import FIRST, asked, instrument

OLD = instrument(FIRST, asked())
NEW = instrument(
    {**FIRST, "text": "Lain", "note": "n", "evidence": [{"name": "SK", "validity": "year"}]},
    asked("yes_no", FIRST["rule"], "4", asked_when={"question": "1.1", "choices": ["Ya"]}),
    asked(evidence=["Foto", {"name": "DPA", "kinds": ["budget"]}], agencies=["DP3A"]),
    title="Y",
    not_applicable="rescaled",
    categories=[
        {"name": "A", "lower": "1", "lower_inclusive": False},
        {"name": "B", "lower": "2", "gates": [{"indicators": 1, "percent": "70"}]},
    ],
)


def fields(found) -> dict:
    return {field.label: (field.before, field.after) for field in found}


def test_questions_are_compared_property_by_property() -> None:
    first, second, third = changes(OLD, NEW)

    assert (first.code, first.fate) == ("1.1", Fate.CHANGED)
    assert fields(first.fields) == {
        "Kalimat": (("?",), ("Lain",)),
        "Bukti": ((), ("SK (dari tahun yang dievaluasi)",)),
        "Catatan": ((), ("n",)),
    }
    assert fields(second.fields)["Ditanyakan bila"] == ((), ("pertanyaan 1.1 dijawab “Ya”",))
    assert (third.code, third.fate) == ("1.3", Fate.ADDED)
    assert fields(third.fields)["Bukti"] == (
        (),
        ("Foto", "DPA (dari masa bukti siklus; jenis budget)"),
    )


def test_what_is_gone_is_listed_with_what_it_said() -> None:
    gone = changes(NEW, OLD)[-1]

    assert (gone.code, gone.fate, gone.fate.label) == ("1.3", Fate.REMOVED, "dihapus")
    assert fields(gone.fields)["Perangkat daerah"] == (("DP3A",), ())


def test_the_head_is_compared_too_and_equal_versions_differ_in_nothing() -> None:
    gate = "B: mulai 2; paling sedikit 1 indikator mencapai 70 % dari nilai maksimumnya"

    assert fields(head_changes(OLD, NEW)) == {
        "Judul": (("X",), ("Y",)),
        "Jumlah nilai": (("10",), ("14",)),
        "Tidak berlaku": (("maksimum tetap",), ("maksimum dikeluarkan",)),
        "Kategori": (("Pratama: mulai 3",), ("A: di atas 1", gate)),
    }
    assert (changes(OLD, OLD), head_changes(OLD, OLD)) == ((), ())
