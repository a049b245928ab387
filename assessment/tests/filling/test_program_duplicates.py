"""Programmes of two agencies that look alike: shown to the secretariat, dismissed, taken back."""

from __future__ import annotations

import uuid
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from agencies.models import AuditEntry
from assessment.models import DistinctPrograms
from assessment.selectors.authors import has_entered
from assessment.services.programs import Target
from assessment.tests.factories import NOW, PLAN
from assessment.tests.filling import scene
from assessment.tests.filling.test_programs import make

FACTS = {
    "title": "Pelatihan hak anak",
    "place": "Aula",
    "period_start": date(2026, 3, 1),
    "period_end": date(2026, 3, 2),
}


@pytest.fixture
def pair(home):
    return make(home, **FACTS), make(home, "Dinsos", **FACTS)


def posted(pair, decision="bukan-ganda"):
    first, second = pair
    return {"pertama": first.pk, "kedua": second.pk, "keputusan": decision}


def test_pair_is_shown_side_by_side_and_led_to(enter, pair):
    page = enter("reviewer").get(reverse("program-duplicates"))

    (sides,) = page.context["pairs"]
    assert (sides.first, sides.second) == pair
    assert "Judul sama · tempat sama · waktu bertindihan" in page.content.decode()
    room = enter("coordinator").get(reverse("control-room"))
    assert reverse("program-duplicates") in room.content.decode()


def test_dismissed_pair_leaves_the_list_and_comes_back(enter, pair):
    client, address = enter("reviewer"), reverse("program-duplicate-decide")

    answer = client.post(address, posted(reversed(pair)))

    assert answer.url == reverse("program-duplicates")
    row = DistinctPrograms.objects.get()
    assert (row.first, row.second, row.decided_at) == (*pair, NOW)
    assert client.get(answer.url).context["pairs"] == []
    dismissed = client.get(answer.url + "?keadaan=bukan-ganda").context
    assert [(s.first, s.second) for s in dismissed["pairs"]] == [pair]
    client.post(address, posted(pair, "terbuka"))
    assert not DistinctPrograms.objects.exists()
    actions = AuditEntry.objects.filter(subject="program_pair").order_by("sequence")
    assert [a.action for a in actions] == ["program.distinct", "program.lookalike"]


def test_who_judges_a_pair_may_still_accept_the_part(enter, home, world):
    serves = {**FACTS, "targets": (Target("22B"),)}
    pair = make(home, **serves), make(home, "Dinsos", **serves)
    scene.answer(home, "BPBD", "22B.1")

    enter("reviewer").post(reverse("program-duplicate-decide"), posted(pair))

    assert not has_entered(home.actor("reviewer"), scene.part(home, "BPBD", "22B"), ())


def test_dismissing_twice_is_noted_once(enter, pair):
    client, address = enter("reviewer"), reverse("program-duplicate-decide")
    token = str(uuid.uuid4())

    for extra in ({"kunci": token}, {"kunci": token}, {}):
        assert client.post(address, posted(pair) | extra).status_code == 302

    assert DistinctPrograms.objects.count() == 1
    assert AuditEntry.objects.filter(action="program.distinct").count() == 1


@pytest.mark.parametrize("value", ["", "x", "0", "9" * 30, "\x00", "-1"])
def test_garbage_is_not_found(enter, pair, value):
    data = posted(pair) | {"kedua": value}

    assert enter("reviewer").post(reverse("program-duplicate-decide"), data).status_code == 404


def test_one_programme_and_foreign_ones_are_no_pair(enter, pair, world):
    foreign = make(world.abroad)
    address = reverse("program-duplicate-decide")

    for other in (pair[0], foreign):
        data = posted((pair[0], other))
        assert enter("reviewer").post(address, data).status_code == 404
    assert not DistinctPrograms.objects.exists()


def test_nothing_is_dismissed_after_the_hand_over(enter, clock, pair):
    clock(PLAN.recap_closes_at)

    answer = enter("reviewer").post(reverse("program-duplicate-decide"), posted(pair))

    assert answer.status_code == 409
    assert not DistinctPrograms.objects.exists()


@pytest.mark.parametrize("who", ["operator BPBD", "head BPBD", "leader", "admin"])
def test_duplicates_are_for_the_secretariat(enter, pair, who):
    client = enter(who)

    assert client.get(reverse("program-duplicates")).status_code == 403
    answer = client.post(reverse("program-duplicate-decide"), posted(pair))
    assert answer.status_code == 403
    assert client.get(reverse("program-duplicate-decide")).status_code == 405


def test_database_keeps_a_pair_once_and_in_order(pair):
    first, second = pair
    DistinctPrograms.objects.create(first=first, second=second, decided_at=NOW)

    for one, other in ((first, second), (second, first)):
        with pytest.raises(IntegrityError), transaction.atomic():
            DistinctPrograms.objects.create(first=one, second=other, decided_at=NOW)


@pytest.mark.parametrize(
    "query, status", [("?keadaan=x", 404), ("?page=9", 404), ("?tahun=1", 404)]
)
def test_list_refuses_garbage(enter, query, status):
    assert enter("reviewer").get(reverse("program-duplicates") + query).status_code == status
