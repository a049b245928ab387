"""Placeholders of a DOCX template."""

from __future__ import annotations

from assessment.core.placeholders import filled, unknown


def test_unknown_names_each_wrong_placeholder_once():
    assert unknown(["{{kota}} {{ wali }}", "{{wali}} {{isi}} {{x y}}", "{kota}"]) == ("wali", "x y")


def test_filled_puts_values_in_place_and_leaves_the_rest():
    values = {"kota": "Kota {{tahun}}", "tahun": "2026"}

    assert filled("{{kota}}, {{ tahun }}, {{isi}}", values) == "Kota {{tahun}}, 2026, {{isi}}"
