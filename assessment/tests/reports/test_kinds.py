"""The list of kinds: every maker is there, names of files tell variants apart."""

from __future__ import annotations

from importlib import import_module

import pytest

from assessment.reports.kinds import KINDS, Kind, options_key


@pytest.mark.parametrize("slug", KINDS)
def test_every_kind_names_a_maker_that_exists(slug):
    module, _, name = KINDS[slug].maker.partition(":")

    assert callable(getattr(import_module(module), name))
    assert KINDS[slug].slug == slug


def test_names_of_files_tell_kinds_and_choices_apart():
    kind = Kind("klaster", "Per klaster", "pdf", "application/pdf", "m:f", options=("klaster",))

    assert KINDS["pdf"].filename("KLA", {}) == "KLA.pdf"
    assert KINDS["ringkasan"].filename("KLA", {}) == "KLA-ringkasan.pdf"
    assert KINDS["berita-acara"].filename("KLA", {}) == "KLA-berita-acara.pdf"
    assert kind.filename("KLA", {"klaster": "II", "lain": "x"}) == "KLA-klaster-II.pdf"


def test_options_have_one_key_whatever_their_order():
    key = options_key({"a": "1", "b": "2"})

    assert key == options_key({"b": "2", "a": "1"})
    assert key != options_key({"a": "1"})
    assert options_key({}) == ""
