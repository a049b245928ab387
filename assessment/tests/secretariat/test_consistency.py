"""The consistency page: findings of stored answers, references, waivers that lapse."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.models import AuditEntry, Territory
from assessment.core.consistency import Rule
from assessment.models import (
    Assignment,
    CityFact,
    ConsistencyWaiver,
    Contribution,
    OfficialAnswer,
)
from assessment.selectors.consistency import consistency_findings, findings_of, overview
from assessment.selectors.scores import cycle_state
from assessment.tests.factories import NOW, PLAN
from assessment.tests.secretariat import scene
from assessment.tests.secretariat.test_queue import add_agencies

ADDRESS = "/konsistensi/"
FACT = f"{ADDRESS}acuan/anak/"
HOSTILE = "<script>alert(1)</script> {{ 7*7 }} ' OR 1=1"


def trend(whole, part=1, before=None):
    year = {"numerator": part, "denominator": whole}
    return {"current": year, "previous": before, "target": None}


def say(home, code, agency, whole, *, territory=None, raw=None, source=""):
    """An answer of an agency that is asked."""
    Assignment.objects.get_or_create(
        cycle=home.cycle, question_code=code, agency=home.agencies[agency]
    )
    return Contribution.objects.create(
        cycle=home.cycle,
        question_code=code,
        agency=home.agencies[agency],
        territory=territory,
        answer=raw or trend(whole),
        denominator_source=source,
        updated_at=scene.EARLIER,
    )


@pytest.fixture
def two_values(home):
    """Two agencies that count the children of the city differently."""
    return say(home, "4.1", "DP3A", 12000, source="DKB"), say(home, "4.2", "Dinkes", 11900)


def rules(home):
    return [(f.finding.rule, f.is_open) for f in findings_of(home.cycle)]


def the_waiver(client, **changes):
    (found,) = client.get(ADDRESS).context["page"].object_list
    finding = found.finding
    return {
        "rule": finding.rule.value,
        "subject": finding.subject,
        "seen": finding.fingerprint,
        "reason": "DKB semester I dan II berbeda.",
    } | changes


def test_page_shows_the_finding_and_the_sources_of_each_value(enter, two_values):
    page = enter("coordinator").get(ADDRESS)

    text = page.content.decode()
    row = next(row for row in page.context["overview"].facts if row.fact.code == "anak")
    assert [value.value for value in row.values] == [11900, 12000]
    assert [s.origin for value in row.values for s in value.statements] == ["", "DKB"]
    assert not row.is_single
    assert "Jumlah anak: 11.900 (Dinkes pada 4.2); 12.000 (DP3A pada 4.1)." in text
    assert 'href="/rakitan/4.2/"' in text
    assert "(DKB)" in text


def test_leader_reads_without_links_and_forms(enter, two_values):
    page = enter("leader").get(ADDRESS)

    text = page.content.decode()
    assert "Jumlah anak: 11.900" in text
    assert "/rakitan/" not in text
    assert "Kecualikan" not in text
    assert "/acuan/" not in text
    assert 'href="/konsistensi/"' in text


def test_reviewer_reads_and_writes_nothing(enter, two_values):
    client = enter("reviewer")

    answers = [
        client.post(f"{ADDRESS}kecualikan/", the_waiver(client)),
        client.get(FACT),
        client.post(FACT, {"value": "1", "source": "x", "version": "0"}),
        client.post(f"{FACT}hapus/", {"version": "1"}),
        client.post(f"{ADDRESS}kecualikan/1/batal/"),
    ]

    assert [answer.status_code for answer in answers] == [403] * 5
    assert "Kecualikan temuan" not in client.get(ADDRESS).content.decode()


def test_others_do_not_see_it(enter):
    people = ("operator Dinsos", "head BPBD", "admin")

    assert [enter(who).get(ADDRESS).status_code for who in people] == [403] * 3


def test_another_city_sees_nothing_of_it(client, world, clock, two_values):
    client.force_login(world.neighbour.people["coordinator"])
    waiver = ConsistencyWaiver.objects.create(
        cycle=world.home.cycle, rule="x", subject="x", fingerprint="0", reason="x", decided_at=NOW
    )

    page = client.get(ADDRESS)

    assert page.context["overview"].findings == ()
    assert client.post(f"{ADDRESS}kecualikan/{waiver.pk}/batal/").status_code == 404


def test_empty_page_says_what_will_come(enter, home):
    client = enter("coordinator")

    assert "Tidak ada temuan" in client.get(ADDRESS).content.decode()
    assert (
        "Tidak ada pengecualian" in client.get(f"{ADDRESS}?keadaan=dikecualikan").content.decode()
    )


def test_garbage_in_the_address_is_refused(enter):
    client = enter("coordinator")
    queries = ("?keadaan=x", "?aturan=x", "?page=99", "?page=%00")

    found = [client.get(f"{ADDRESS}{query}").status_code for query in queries]

    assert found == [404, 404, 404, 400]


def test_a_waiver_holds_until_the_figures_change(enter, two_values, home):
    client = enter("coordinator")

    done = client.post(f"{ADDRESS}kecualikan/", the_waiver(client), follow=True)
    held = rules(home)
    waived = client.get(f"{ADDRESS}?keadaan=dikecualikan&aturan=satu-nilai").content.decode()
    Contribution.objects.filter(pk=two_values[0].pk).update(answer=trend(12500))
    lapsed = client.get(ADDRESS)

    assert "Temuan dikecualikan." in done.content.decode()
    assert held == [(Rule.SAME, False)]
    assert "DKB semester I dan II berbeda." in waived
    assert home.people["coordinator"].full_name in waived
    assert rules(home) == [(Rule.SAME, True)]
    assert "gugur karena angkanya berubah" in lapsed.content.decode()
    again = client.post(f"{ADDRESS}kecualikan/", the_waiver(client))
    assert again.status_code == 302
    assert ConsistencyWaiver.objects.count() == 1
    assert rules(home) == [(Rule.SAME, False)]


def test_a_waiver_can_be_withdrawn(enter, two_values, home):
    client = enter("coordinator")
    client.post(f"{ADDRESS}kecualikan/", the_waiver(client))
    address = f"{ADDRESS}kecualikan/{ConsistencyWaiver.objects.get().pk}/batal/"
    key = {"kunci": str(uuid.uuid4())}

    answers = [client.post(address, key) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert rules(home) == [(Rule.SAME, True)]
    assert client.post(address).status_code == 404
    assert client.get(address).status_code == 405
    trail = AuditEntry.objects.filter(subject="consistency").values_list("action", flat=True)
    assert sorted(trail) == ["consistency.unwaive", "consistency.waive"]


def test_a_waiver_needs_a_reason_and_keeps_what_was_typed(enter, two_values):
    client = enter("coordinator")

    empty = client.post(f"{ADDRESS}kecualikan/", the_waiver(client, reason=" "))
    hostile = client.post(f"{ADDRESS}kecualikan/", the_waiver(client, reason="a\x00b"))
    changed = client.post(
        f"{ADDRESS}kecualikan/", the_waiver(client, seen="0" * 64, reason=HOSTILE)
    )

    assert [a.status_code for a in (empty, hostile, changed)] == [422, 422, 409]
    assert "Tulis mengapa angka ini boleh berbeda." in empty.content.decode()
    assert empty.content.decode().count("<title>Galat:") == 1
    text = changed.content.decode()
    assert "Angkanya sudah berubah" in text
    assert "&lt;script&gt;alert(1)" in text
    assert HOSTILE not in text
    assert not ConsistencyWaiver.objects.exists()


FORGED = (
    ({"rule": "x"}, 422), ({"subject": "x" * 151}, 422), ({"seen": "0"}, 422),
    ({"subject": "tidak ada"}, 409), ({"rule": "bagian"}, 409), ({"reason": "x" * 2001}, 422),
)  # fmt: skip


def test_forged_waivers_are_refused(enter, two_values):
    client = enter("coordinator")

    for changes, status in FORGED:
        answer = client.post(f"{ADDRESS}kecualikan/", the_waiver(client, **changes))
        assert answer.status_code == status, changes
    assert not ConsistencyWaiver.objects.exists()


def test_a_second_waiver_of_the_same_finding_is_refused(enter, two_values):
    client = enter("coordinator")
    data = the_waiver(client)

    answers = [client.post(f"{ADDRESS}kecualikan/", data) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 409]


@pytest.mark.parametrize("seconds, expected", [(-1, 302), (0, 409), (1, 409)])
def test_writing_ends_at_the_hand_over(enter, two_values, clock, seconds, expected):
    client = enter("coordinator")
    waiver = the_waiver(client)
    clock(PLAN.recap_closes_at + timedelta(seconds=seconds))
    client = enter("coordinator")

    fact = client.post(FACT, {"value": "5", "source": "DKB", "version": "0"})
    waived = client.post(f"{ADDRESS}kecualikan/", waiver) if expected == 409 else fact

    assert (fact.status_code, waived.status_code) == (expected, expected)


def test_territories_of_the_city_limit_what_answers_count(home):
    share = {"numerator": 1, "denominator": 3}
    say(home, "25.2", "DP3A", 0, raw=share)
    for territory in home.territories:
        say(home, "25.3", "Kecamatan", 0, raw=share, territory=territory)

    assert Territory.objects.filter(city=home.city, kind="kecamatan").count() == 2
    assert rules(home) == [(Rule.TERRITORIES, True)] * 2


def test_adapted_decisions_are_held_to_the_same_value(home, two_values):
    Contribution.objects.filter(pk=two_values[1].pk).delete()
    official = {
        "cycle": home.cycle,
        "question_code": "4.2",
        "answer": trend(11000),
        "fingerprint": "0" * 64,
        "decided_at": NOW,
    }
    row = OfficialAnswer.objects.create(**official, decision="adapted", reason="Sesuai DKB.")
    adapted = [f.finding.message for f in findings_of(home.cycle)]
    OfficialAnswer.objects.filter(pk=row.pk).update(decision="taken")

    assert adapted == ["Jumlah anak: 11.000 (Jawaban resmi pada 4.2); 12.000 (DP3A pada 4.1)."]
    assert findings_of(home.cycle) == ()


def test_answers_of_agencies_that_are_no_longer_asked_say_nothing(home, two_values):
    Assignment.objects.filter(question_code="4.2").delete()

    assert findings_of(home.cycle) == ()


def test_every_way_finds_the_same(home, two_values):
    CityFact.objects.create(
        cycle=home.cycle, code="anak", label="x", value=5, source="x", updated_at=NOW
    )
    state = cycle_state(home.cycle)

    found = consistency_findings(state)

    assert found == findings_of(home.cycle) == overview(home.cycle).findings
    assert {f.finding.rule for f in found} == {Rule.SAME}


def test_board_counts_the_findings(enter, two_values):
    client = enter("coordinator")

    board = client.get("/rakitan/").context["board"]
    rows = client.get("/rakitan/?perlu=temuan").context["board"].rows

    assert board.findings == 1
    assert [(row.question.code, row.findings) for row in rows] == [("4.1", 1), ("4.2", 1)]
    assert "Konsistensi: 1 temuan" in client.get("/rakitan/").content.decode()


def test_page_costs_the_same_for_one_and_forty(enter, two_values, home):
    client = enter("coordinator")
    client.get(ADDRESS)
    with CaptureQueriesContext(connection) as one:
        client.get(ADDRESS)
    add_agencies(home, 40)
    for number, agency in enumerate(
        type(home.agencies["Dinsos"]).objects.filter(abbreviation__startswith="OPD")
    ):
        home.agencies[agency.abbreviation] = agency
        before = {"numerator": 1, "denominator": 10}
        raw = trend(13000 + number, before=before)
        say(home, "4.1", agency.abbreviation, 0, raw=raw, source=f"Sumber {number}")

    with CaptureQueriesContext(connection) as forty:
        page = client.get(ADDRESS)

    assert len(page.context["overview"].open) > 40
    assert len(one) == len(forty) <= 12
    assert client.get(f"{ADDRESS}?page=2").status_code == 200
