"""Accepting with a lower value: both values kept, points follow, nobody lowers his own."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from agencies.errors import ConflictError, StaleVersionError
from agencies.models import AuditEntry
from assessment.core.workflow import Action
from assessment.models import Contribution, LowerValue
from assessment.selectors import scores
from assessment.selectors.questions import question_records
from assessment.services import lowering
from assessment.tests.factories import PLAN
from assessment.tests.secretariat import scene

CODE = "1.2g"


@pytest.fixture
def row(home):
    """Dinsos's best answer, sent."""
    found = scene.answer(home, "Dinsos", CODE)
    scene.send(home, "Dinsos", CODE)
    return found


def lower(home, row, **changes):
    values = {
        "contribution": Contribution.objects.select_related("agency", "cycle").get(pk=row.pk),
        "raw": scene.worst(home, CODE),
        "code": "number_disagrees",
        "note": "Perda belum disahkan.",
        "seen": row.version,
        "version": lowering.NEW,
        "by": home.actor("reviewer"),
    } | changes
    return lowering.lower_value(**values)


def claimed(home):
    return scores.cycle_score(home.cycle).questions[CODE].points.claimed


def record(home):
    return question_records(home.cycle, [scene.question(home, CODE)])[CODE]


def test_lower_value_counts_and_the_agencys_answer_stays(home, row):
    best = claimed(home)

    stored = lower(home, row)

    entry = record(home).entries[0]
    row.refresh_from_db()
    assert row.answer == scene.best(home, CODE)
    assert entry.words == scene.best(home, CODE)["choice"]
    assert (entry.lowered.words, entry.lowered.counts) == (scene.worst(home, CODE)["choice"], True)
    assert claimed(home) == entry.lowered.award.points < best
    assert stored.reason == "Angka tidak cocok dengan bukti: Perda belum disahkan."
    assert AuditEntry.objects.filter(action="lower_value.set", subject_id=str(row.pk)).exists()


def test_lower_value_makes_a_decision_stale(home, row):
    scene.accept(home, "Dinsos", CODE)
    scene.decide(home, CODE)
    assert not record(home).score.is_stale

    lower(home, row)

    assert record(home).score.is_stale


def test_lower_value_lapses_with_the_agencys_next_answer(home, row):
    lower(home, row)
    scene.send_back(home, "Dinsos", CODE)
    middle = scene.question(home, CODE).options[1].label

    scene.answer(home, "Dinsos", CODE, {"choice": middle}, evidence=False)

    entry = record(home).entries[0]
    assert entry.lowered.counts is False
    assert entry.typed.answer == entry.answer
    assert claimed(home) == entry.award.points


def test_lower_value_is_lifted(home, row):
    best = claimed(home)
    stored = lower(home, row)

    lowering.lift_value(lower=stored, version=stored.version, by=home.actor("reviewer"))

    assert (LowerValue.objects.count(), claimed(home)) == (0, best)
    with pytest.raises(StaleVersionError):
        lowering.lift_value(lower=stored, version=1, by=home.actor("reviewer"))


@pytest.mark.parametrize(
    "changes, error",
    [
        ({"raw": {"choice": "Tidak ada di daftar"}}, ValidationError),
        ({"raw": None}, ValidationError),
        ({"code": "", "note": ""}, ValidationError),
        ({"code": "other", "note": ""}, ValidationError),
        ({"code": "x"}, ValidationError),
        ({"note": "x" * 1001}, ValidationError),
        ({"seen": 99}, StaleVersionError),
        ({"version": 7}, StaleVersionError),
    ],
)
def test_lower_value_refuses(home, row, changes, error):
    with pytest.raises(error):
        lower(home, row, **changes)

    assert not LowerValue.objects.exists()


def test_second_lower_value_needs_the_first_ones_version(home, row):
    first = lower(home, row)
    with pytest.raises(StaleVersionError):
        lower(home, row)

    second = lower(home, row, version=first.version, code="duplicate", note="")

    assert (second.pk, second.version, second.reason) == (first.pk, 2, "Bukti ganda")


@pytest.mark.parametrize("who", ["operator Dinsos", "head BPBD", "leader", "admin"])
def test_lower_value_is_the_secretariats(home, row, who):
    with pytest.raises(PermissionDenied):
        lower(home, row, by=home.actor(who))


def test_nobody_lowers_what_he_entered(home, row):
    Contribution.objects.filter(pk=row.pk).update(updated_by=home.people["reviewer"])

    with pytest.raises(PermissionDenied):
        lower(home, row)


def test_lower_value_waits_until_the_part_is_sent_and_the_review_open(home, row):
    late = home.actor("reviewer", PLAN.recap_closes_at)
    with pytest.raises(ConflictError):
        lower(home, row, by=late)
    scene.send_back(home, "Dinsos", CODE)
    with pytest.raises(ConflictError):
        lower(home, row)


def test_lower_page_saves_and_keeps_what_was_refused(enter, home, row):
    client, address = enter("reviewer"), reverse("answer-lower", args=[row.pk])
    data = {"seen": row.version, "version": 0, "nilai-choice": scene.worst(home, CODE)["choice"]}

    refused = client.post(address, data | {"code": "other", "reason": ""})
    same = client.post(
        address, data | {"nilai-choice": scene.best(home, CODE)["choice"], "code": "duplicate"}
    )
    stale = client.post(address, data | {"seen": 9, "code": "duplicate", "reason": "<b>ganda</b>"})
    done = client.post(f"{address}?dari=antrian&klaster=kelembagaan", data | {"code": "duplicate"})

    assert (refused.status_code, same.status_code, stale.status_code) == (422, 422, 409)
    assert "sama dengan jawaban perangkat daerah" in same.content.decode()
    assert "&lt;b&gt;ganda" in stale.content.decode()
    part = scene.part(home, "Dinsos", CODE)
    page = reverse("review-detail", args=[part.pk])
    assert done.url == f"{page}?dari=antrian&klaster=kelembagaan#p-{CODE}"
    lift = client.post(reverse("answer-lift", args=[row.pk]), {"version": 1})
    assert (lift.status_code, LowerValue.objects.count()) == (302, 0)


def test_both_values_are_read_by_the_agency(enter, home, row):
    lower(home, row)

    page = enter("operator Dinsos").get(f"/indikator/1/?buka={CODE}").content.decode()

    assert "Nilai yang diterima sekretariat" in page
    assert "Perda belum disahkan." in page


def test_lower_page_of_another_city_is_not_found(client, world, clock, row):
    client.force_login(world.neighbour.people["reviewer"])

    answers = [
        client.get(reverse("answer-lower", args=[row.pk])),
        client.post(reverse("answer-lower", args=[row.pk]), {}),
        client.post(reverse("answer-lift", args=[row.pk]), {"version": 1}),
    ]

    assert [answer.status_code for answer in answers] == [404] * 3


def test_reopened_part_shows_the_lower_value_page_closed(enter, home, row):
    scene.accept(home, "Dinsos", CODE)
    scene.move(home, "Dinsos", CODE, Action.REOPEN, "coordinator", reason="Perbaiki.")

    page = enter("reviewer").get(reverse("answer-lower", args=[row.pk]))

    assert (page.status_code, page.context["is_open"]) == (200, False)
