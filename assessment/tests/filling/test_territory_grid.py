"""All territories in one table: saved row by row, pasted, and nothing lost on an error."""

from __future__ import annotations

import json
import uuid

import pytest
from django.urls import reverse

from assessment.models import Contribution
from assessment.tests.factories import PLAN
from assessment.tests.filling import scene

ADDRESS = "/pertanyaan/25.2/wilayah/"


@pytest.fixture
def operator(enter):
    return enter("operator DP3A")


def row(territory, numerator, denominator, version=0, shown=None):
    name = f"t{territory.pk}"
    return {
        f"{name}-numerator": numerator,
        f"{name}-denominator": denominator,
        f"{name}-version": str(version),
        f"{name}-semula": json.dumps(shown),
    }


def stored(home):
    rows = Contribution.objects.filter(territory__isnull=False)
    return {r.territory: (r.answer["numerator"], r.answer["denominator"]) for r in rows}


def test_table_shows_every_territory(operator, home):
    page = operator.get(ADDRESS)

    assert [r.territory for r in page.context["rows"]] == home.territories
    assert ADDRESS in operator.get(reverse("indicator-detail", args=["25"])).content.decode()


def test_rows_are_saved_together_and_once(operator, home):
    first, second = home.territories
    data = row(first, "5", "1.250") | row(second, "7", "10") | {"kunci": str(uuid.uuid4())}

    answers = [operator.post(ADDRESS, data) for _ in range(2)]

    assert [a.url for a in answers] == [ADDRESS, ADDRESS]
    assert stored(home) == {first: (5, 1250), second: (7, 10)}
    assert set(Contribution.objects.values_list("version", flat=True)) == {1}
    assert "2 wilayah tersimpan 10.00.00 WITA." in operator.get(ADDRESS).content.decode()


def test_valid_rows_are_saved_and_wrong_ones_kept(operator, home):
    first, second = home.territories

    answer = operator.post(ADDRESS, row(first, "5", "10") | row(second, "12", "abc"))

    text = answer.content.decode()
    assert answer.status_code == 422
    assert stored(home) == {first: (5, 10)}
    assert 'value="abc"' in text
    assert "1 wilayah tersimpan" in text
    assert f'href="#wilayah-{second.pk}"' in text


def test_row_changed_by_another_is_not_overwritten_silently(operator, home):
    first, second = home.territories
    old = {"numerator": 1, "denominator": 10}
    scene.answer(home, "DP3A", "25.2", old, territory=first)
    scene.answer(home, "DP3A", "25.2", old, territory=second)
    other = old | {"numerator": 2}
    for place in (first, second):
        scene.answer(home, "DP3A", "25.2", other, territory=place, version=1)

    answer = operator.post(ADDRESS, row(first, "3", "10", 1, old) | row(second, "1", "10", 1, old))

    rows = answer.context["rows"]
    assert answer.status_code == 422
    assert [bool(r.error) for r in rows] == [True, False]
    assert "Sudah diubah oleh" in rows[0].error
    assert stored(home) == {first: (2, 10), second: (2, 10)}
    again = operator.post(ADDRESS, row(first, "3", "10", rows[0].version, rows[0].shown))
    assert again.status_code == 302
    assert stored(home)[first] == (3, 10)


def test_note_of_a_row_stays(operator, home):
    first = home.territories[0]
    old = {"numerator": 1, "denominator": 10}
    scene.answer(home, "DP3A", "25.2", old, territory=first, note="Tetap.")

    operator.post(ADDRESS, row(first, "2", "10", 1, old))

    assert scene.contribution(home, "DP3A", "25.2", first).note == "Tetap."


@pytest.mark.parametrize("button, count", [({}, 2), ({"isi": "1"}, 0)])
def test_lines_from_a_spreadsheet_fill_the_table(operator, home, button, count):
    first, second = home.territories
    text = "kecamatan a\t5\t1.250\r\nB\t7\t10\r\nKecamatan Z\t1\t2"
    data = row(first, "", "") | row(second, "", "") | {"tempel": text} | button

    answer = operator.post(ADDRESS, data)

    assert answer.status_code == 422
    assert len(stored(home)) == count
    assert answer.context["rest"] == "Kecamatan Z\t1\t2"
    assert answer.context["problems"] == ["Baris 3: wilayah “Kecamatan Z” tidak ada dalam daftar."]
    typed = [[cell.value() for cell in r.cells] for r in answer.context["rows"]]
    assert typed == [["5", "1.250"], ["7", "10"]]


def test_closed_time_keeps_what_was_typed(enter, home, clock):
    clock(PLAN.filling_closes_at)

    answer = enter("operator DP3A").post(ADDRESS, row(home.territories[0], "5", "4321"))

    assert answer.status_code == 409
    assert "sudah ditutup" in answer.content.decode()
    assert "4321" in answer.content.decode()
    assert stored(home) == {}


def test_not_applicable_row_is_left_alone(operator, home):
    first = home.territories[0]
    scene.answer(home, "DP3A", "25.2", {"not_applicable": "Tidak ada."}, territory=first)

    operator.post(ADDRESS, row(first, "5", "10", 1))

    assert scene.contribution(home, "DP3A", "25.2", first).answer == {
        "not_applicable": "Tidak ada."
    }
    assert "Tidak berlaku" in operator.get(ADDRESS).content.decode()


@pytest.mark.parametrize("who", ["operator Dinsos", "operator BPBD"])
def test_question_of_other_agencies_is_not_found(enter, who):
    assert enter(who).get(ADDRESS).status_code == 404


@pytest.mark.parametrize("who", ["reviewer", "leader"])
def test_people_of_no_agency_are_refused(enter, who):
    assert enter(who).post(ADDRESS).status_code == 403


@pytest.mark.parametrize("field", ["version", "semula"])
def test_garbage_in_hidden_fields_is_harmless(operator, home, field):
    first = home.territories[0]
    data = row(first, "5", "10") | {f"t{first.pk}-{field}": "9" * 40 + "{"}

    assert operator.post(ADDRESS, data).status_code in (302, 422)
