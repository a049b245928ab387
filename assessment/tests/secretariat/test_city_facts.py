"""References of the city: written once by the coordinator, versioned, deleted."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from assessment.models import CityFact, ConsistencyWaiver
from assessment.services import consistency
from assessment.services.consistency import FactFields
from assessment.tests.factories import NOW
from assessment.tests.secretariat.test_consistency import ADDRESS, FACT, HOSTILE, say


def test_a_reference_is_written_once_and_held_against_answers(enter, home):
    say(home, "4.1", "DP3A", 11900)
    client = enter("coordinator")
    data = {"value": "12.000", "source": HOSTILE, "as_of": "2026-06-30", "version": "0"}

    done = client.post(FACT, data)
    stored = CityFact.objects.get()
    page = client.get(ADDRESS).content.decode()

    assert done.url == f"{ADDRESS}#angka-anak"
    assert (stored.value, stored.source, stored.label) == (12000, HOSTILE, "Jumlah anak")
    assert "Angka acuan 12.000." in page
    assert "&lt;script&gt;" in page
    assert HOSTILE not in page
    assert "30 Juni 2026" in page


GARBAGE = (
    {"value": ""}, {"value": "12,5"}, {"value": "1e5"}, {"value": "-1"}, {"value": "9" * 13},
    {"source": " "}, {"source": "x" * 201}, {"source": "a\x00"}, {"as_of": "31-02-2026"},
    {"version": "x"}, {"version": ""},
)  # fmt: skip


def test_a_reference_refuses_garbage(enter, home):
    client = enter("coordinator")

    for changes in GARBAGE:
        data = {"value": "5", "source": "DKB", "version": "0"} | changes
        assert client.post(FACT, data).status_code == 422, changes
    assert not CityFact.objects.exists()


def test_a_reference_of_an_unknown_fact_does_not_exist(enter, home):
    client = enter("coordinator")

    assert client.get(f"{ADDRESS}acuan/tidak-ada/").status_code == 404
    assert client.get(f"{ADDRESS}acuan/%00/").status_code == 404
    with pytest.raises(ValidationError):
        consistency.set_city_fact(
            cycle=home.cycle,
            code="tidak-ada",
            fields=FactFields(1, "x"),
            version=0,
            by=home.actor("coordinator"),
        )
    with pytest.raises(ValidationError):
        consistency.set_city_fact(
            cycle=home.cycle,
            code="anak",
            fields=FactFields(-1, "x"),
            version=0,
            by=home.actor("coordinator"),
        )


def test_a_stale_reference_shows_both_texts(enter, home):
    client = enter("coordinator")
    first = {"value": "5", "source": "DKB", "version": "0"}
    client.post(FACT, first)

    late = client.post(FACT, first | {"source": "Sensus"})
    again = client.post(FACT, first | {"source": "Sensus", "version": "1"})

    assert (late.status_code, again.status_code) == (409, 302)
    assert "Sensus" in late.content.decode()
    assert "DKB" in late.content.decode()
    assert CityFact.objects.get().version == 2


def test_a_reference_can_be_deleted(enter, home):
    client = enter("coordinator")
    client.post(FACT, {"value": "5", "source": "DKB", "version": "0"})

    answers = [
        client.post(f"{FACT}hapus/", {"version": "2"}),
        client.post(f"{FACT}hapus/", {"version": "x"}),
        client.post(f"{FACT}hapus/", {"version": "1"}),
        client.post(f"{FACT}hapus/", {"version": "1"}),
        client.post(FACT, {"value": "6", "source": "DKB", "version": "1"}),
    ]

    assert [answer.status_code for answer in answers] == [409, 400, 302, 409, 409]
    assert not CityFact.objects.exists()
    assert "Angka acuan ini sudah dihapus." in answers[-1].content.decode()


def test_rows_without_source_or_reason_are_refused_by_the_database(home):
    fact = {"cycle": home.cycle, "code": "anak", "label": "x", "value": 1, "updated_at": NOW}
    waiver = {"cycle": home.cycle, "rule": "x", "subject": "x", "fingerprint": "0"}

    for make in (
        lambda: CityFact.objects.create(**fact, source=""),
        lambda: ConsistencyWaiver.objects.create(**waiver, reason="", decided_at=NOW),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            make()
