"""The trail in words: who sees which part, what was before and after, filters."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from agencies import audit
from agencies.models import AuditEntry
from assessment.selectors.history_words import ACTIONS, Change, changes
from assessment.services.cycles import update_cycle
from assessment.tests.factories import NOW, PLAN
from assessment.tests.secretariat import scene


def rows(response):
    return response.context["rows"]


def test_coordinator_reads_the_whole_city(enter, proven):
    page = enter("coordinator").get("/riwayat/")

    newest = rows(page)[0]
    assert (newest.what, newest.subject, newest.who, newest.role) == (
        "Memutuskan jawaban resmi",
        "22B.1",
        "Coordinator.52.72",
        "Koordinator sekretariat",
    )
    assert page.context["page"].paginator.count == AuditEntry.objects.filter(chain="52.72").count()


@pytest.mark.parametrize("who", ["operator BPBD", "reviewer", "head BPBD"])
def test_others_read_their_own_acts(enter, proven, who):
    page = enter(who).get("/riwayat/")

    username = proven.people[who].username
    assert {row.entry.username for row in rows(page)} == {username}


def test_nobody_reads_another_city(client, world, proven):
    client.force_login(world.neighbour.people["coordinator"])
    page = client.get("/riwayat/")

    assert {row.entry.chain for row in rows(page)} == {"52.71"}


def test_people_who_wrote_nothing_see_the_empty_state(client, world, proven):
    client.force_login(world.home.people["operator Dinsos"])

    assert "Belum ada catatan" in client.get("/riwayat/").content.decode()


@pytest.mark.parametrize("who", ["leader", "verifier"])
def test_people_who_read_results_only_have_no_history(client, world, proven, who):
    user = world.verifier if who == "verifier" else world.home.people[who]
    client.force_login(user)

    assert client.get("/riwayat/").status_code == 403


def test_change_of_phases_reads_before_and_after(enter, home):
    plan = PLAN.__class__(**{**vars_of(PLAN), "target_points": 701})
    update_cycle(cycle=home.cycle, plan=plan, version=1, by=home.actor("coordinator"))
    [row] = rows(enter("coordinator").get("/riwayat/?hal=cycle&oleh=coordinator.52.72"))

    assert row.what == "Mengubah jadwal siklus"
    assert row.changes == (Change("Target poin", "600", "701"),)


def vars_of(plan):
    return {name: getattr(plan, name) for name in plan.__slots__}


def test_instants_are_shown_in_the_zone_of_the_city():
    before = '{"until": "2026-12-20 15:59:59+00:00", "is_active": true}'
    after = '{"until": "2026-12-21 15:59:59+00:00", "is_active": false, "answer": {"count": 0}}'

    assert changes(before, after, "Asia/Makassar") == (
        Change(
            "Sampai",
            "Minggu, 20 Desember 2026 pukul 23.59.59 WITA",
            "Senin, 21 Desember 2026 pukul 23.59.59 WITA",
        ),
        Change("Aktif", "Ya", "Tidak"),
        Change("Jawaban", "", "Jumlah: 0"),
    )


def test_hostile_text_is_only_text(enter, proven):
    scene.answer(proven, "Dinsos", "22B.2", note="<script>alert(1)</script>")
    page = enter("coordinator").get("/riwayat/").content.decode()

    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("hal=official_answer", 1),
        ("hal=official_answer&oleh=op.bpbd.52.72", 0),
        ("dari=2026-11-29&sampai=2026-11-29", 8),
        ("dari=2026-11-30", 0),
        ("sampai=2026-10-01", 0),
    ],
)
def test_filters(enter, proven, query, count):
    found = enter("coordinator").get(f"/riwayat/?{query}").context["page"].paginator.count
    everything = AuditEntry.objects.filter(chain="52.72", at=scene.EARLIER).count()

    assert found == (everything if count == 8 else count)


def test_days_begin_at_midnight_of_the_city(enter, home):
    for hour in (15, 16):
        at = datetime(2026, 12, 10, hour, 0, 0, tzinfo=UTC)
        by = home.actor("coordinator", at)
        audit.record(by=by, action="snapshot.freeze", subject="snapshot", subject_id=hour)
    client = enter("coordinator")

    def found(query):
        return [row.entry.subject_id for row in rows(client.get(f"/riwayat/?{query}"))]

    assert found("dari=2026-12-10&sampai=2026-12-10") == ["15"]
    assert found("dari=2026-12-11&sampai=2026-12-11") == ["16"]


@pytest.mark.parametrize(
    "query",
    [
        "hal=apa",
        "oleh=op.bogor",
        "dari=kemarin",
        "sampai=0001-01-01",
        "sampai=9999-12-31",
        "page=0",
        "page=99999999999999999999",
    ],
)
def test_garbage_is_no_such_page(enter, home, query):
    assert enter("coordinator").get(f"/riwayat/?{query}").status_code == 404


def test_nul_is_a_bad_request(enter, home):
    assert enter("coordinator").get("/riwayat/?oleh=%00").status_code == 400


def test_history_is_paged_and_costs_the_same(enter, home, django_assert_max_num_queries):
    client = enter("coordinator")

    def measured():
        with django_assert_max_num_queries(12) as counted:
            page = client.get("/riwayat/")
        return len(counted), page

    one, _ = measured()
    for number in range(60):
        audit.record(by=home.actor("admin"), action="x.y", subject="x", subject_id=number)
    many, page = measured()

    assert many == one
    assert len(rows(page)) == 50
    assert "Halaman 1 dari 2" in page.content.decode()
    assert rows(page)[0].entry.at == NOW


def test_every_act_of_the_code_has_words(settings):
    """The words are complete: an act that is recorded anywhere is named here."""
    found = set()
    for room in ("agencies", "assessment", "kla"):
        for path in settings.BASE_DIR.glob(f"{room}/**/*.py"):
            if "tests" not in path.parts:
                text = path.read_text(encoding="utf-8")
                if "audit" in text:
                    found |= set(re.findall(r'"([a-z_]+\.(?!py)[a-z_]+)"', text))
    subjects = {"agency", "assignment", "citation", "city", "contribution", "cycle", "document"}
    subjects |= {"extension", "instrument", "mark", "official_answer", "password", "person"}
    subjects |= {"program", "report", "snapshot", "submission", "territory"}
    acts = {name for name in found if name.partition(".")[0] in subjects}

    assert acts - set(ACTIONS) == set()
    assert {"snapshot.freeze", "mark.give", "contribution.save"} <= acts


def test_admin_reads_that_content_changed_not_what_it_says(enter, home):
    scene.answer(home, "Dinsos", "22B.2", note="Penjelasan tertutup")
    scene.send(home, "Dinsos", "22B.2")
    scene.send_back(home, "Dinsos", "22B.2", reason="Alasan tertutup")

    seen = rows(enter("admin").get("/riwayat/"))
    page = enter("admin").get("/riwayat/").content.decode()
    full = enter("coordinator").get("/riwayat/").content.decode()

    assert "Penjelasan tertutup" in full
    assert "Alasan tertutup" in full
    assert "tertutup" not in page
    content = [row for row in seen if row.entry.subject in ("contribution", "submission")]
    assert {row.changes for row in content} == {()}
    assert {row.subject for row in content} == {"22B.2", "22B"}
    assert any(row.changes for row in seen if row.entry.subject == "cycle")
