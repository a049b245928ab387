"""The 2 x 24 hour room: requests, opening, its pages, the burn-down, escalation, the bundle."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from agencies.errors import ConflictError, LateError
from agencies.models import AuditEntry
from agencies.roles import Role
from assessment import storage
from assessment.core.room import ItemState
from assessment.core.workflow import Action, Status
from assessment.models import Document, Program, RequestItem, Snapshot, StatusChange, Window
from assessment.selectors.windows import room_of, window_escalations
from assessment.services import documents, official_answers, program_duplicates, windows
from assessment.services.snapshots import freeze
from assessment.tests.factories import PLAN
from assessment.tests.secretariat import scene

SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)
AFTER = PLAN.recap_closes_at + timedelta(days=3)
T0 = AFTER + HOUR
ENDS = T0 + 48 * HOUR
ASKED = "22B.1\tLengkapi SK\tBPBD\t9\tTidak terbaca\tPak Amir"


def ask(home, text=ASKED, who="coordinator", at=AFTER):
    return windows.add_requests(cycle=home.cycle, text=text, by=home.actor(who, at))


def open_room(home, opens_at=T0, hours=48, at=AFTER):
    by = home.actor("coordinator", at)
    return windows.open_window(cycle=home.cycle, opens_at=opens_at, hours=hours, by=by)


@pytest.fixture
def room(frozen, home):
    """22B.1 was accepted and frozen; the verifiers ask for it again."""
    ask(home)
    return open_room(home)


def write(home, at, code="22B.1", note="Diperbaiki"):
    return scene.answer(home, "BPBD", code, at=at, note=note)


@pytest.mark.parametrize("instant", [T0, ENDS], ids=["opens", "shuts"])
@pytest.mark.parametrize("seconds", [-1, 0, 1])
def test_listed_question_is_written_exactly_within_the_hours(room, home, instant, seconds):
    at = instant + seconds * SECOND
    is_open = T0 <= at < ENDS

    if is_open:
        assert write(home, at).note == "Diperbaiki"
    else:
        with pytest.raises(LateError):
            write(home, at)


def test_nothing_but_the_listed_question_opens(room, home):
    by, cycle = home.actor("coordinator", T0), home.cycle
    for code in ("22B.2", "21A.1"):
        with pytest.raises(LateError):
            write(home, T0, code)
    with pytest.raises(LateError):
        scene.answer(home, "Dinsos", "22B.1", at=T0)
    with pytest.raises(LateError):
        scene.decide(home, "22B.2", at=T0)
    with pytest.raises(LateError):
        program_duplicates.set_distinct(
            cycle=cycle, first=Program(pk=1), second=Program(pk=2), is_distinct=True, by=by
        )
    old = Document.objects.first()
    with pytest.raises(LateError):
        documents.delete_document(cycle=cycle, document=old, by=home.actor("operator BPBD", T0))


def test_first_write_takes_the_accepted_part_back_once(room, home):
    assert scene.part(home, "BPBD", "22B.1").status == Status.ACCEPTED

    write(home, T0)
    write(home, T0 + HOUR, note="Sekali lagi")

    step = StatusChange.objects.filter(at__gte=T0).get()
    assert (step.action, step.source, step.target) == (
        Action.REOPEN,
        Status.ACCEPTED,
        Status.RETURNED,
    )
    assert (step.by, step.by_label) == (None, "Sistem")
    assert "nomor 1" in step.reason


def test_part_goes_straight_to_the_secretariat_and_stays_sent(room, home):
    write(home, T0)
    part = scene.move(home, "BPBD", "22B.1", Action.SUBMIT, "operator BPBD", at=T0 + HOUR)

    assert part.status == Status.SUBMITTED
    with pytest.raises(ConflictError, match="diajukan"):
        write(home, T0 + 2 * HOUR)
    scene.accept(home, "BPBD", "22B.1", at=ENDS - SECOND)
    scene.decide(home, "22B.1", at=ENDS - SECOND, version=1)


@pytest.mark.parametrize("at", [T0 - SECOND, ENDS, ENDS + SECOND])
def test_review_and_decision_shut_with_the_room(room, home, at):
    with pytest.raises(LateError):
        scene.decide(home, "22B.1", at=at, version=1)
    with pytest.raises(LateError):
        scene.move(home, "BPBD", "22B.1", Action.REOPEN, "coordinator", at=at, reason="x")


def test_states_points_and_decision_follow_the_work(room, home):
    def state():
        found = room_of(room, T0 + 40 * HOUR)
        return found.items[0].state, found.recovered

    assert state() == (ItemState.UNTOUCHED, 0)
    write(home, T0 + HOUR)
    assert state() == (ItemState.REPAIRED, 0)
    scene.move(home, "BPBD", "22B.1", Action.SUBMIT, "operator BPBD", at=T0 + 2 * HOUR)
    assert state() == (ItemState.SUBMITTED, 0)
    scene.accept(home, "BPBD", "22B.1", at=T0 + 3 * HOUR)
    assert state() == (ItemState.ACCEPTED, Decimal(9))
    found = room_of(room, T0 + 40 * HOUR)
    assert (found.at_stake, found.items[0].proven_before) == (Decimal(9), Decimal(9))
    assert found.chart.remaining == 0


@pytest.mark.parametrize(
    ("hours", "level", "roles"),
    [
        (24, 1, {Role.OPERATOR, Role.HEAD}),
        (36, 2, {Role.OPERATOR, Role.HEAD, Role.REVIEWER, Role.COORDINATOR}),
        (44, 3, {Role.OPERATOR, Role.HEAD, Role.REVIEWER, Role.COORDINATOR, Role.LEADER}),
    ],
)
def test_escalation_tells_more_people_at_each_level(room, home, hours, level, roles):
    before = window_escalations(home.cycle, T0 + hours * HOUR - SECOND)
    [found] = window_escalations(home.cycle, T0 + hours * HOUR)

    assert [row.level for row in before] == ([level - 1] if level > 1 else [])
    assert (found.level, set(found.roles)) == (level, roles)
    assert found.item.question_code == "22B.1"
    assert window_escalations(home.cycle, ENDS) == ()


def test_what_was_sent_is_the_secretariats_to_be_told(room, home):
    write(home, T0)
    scene.move(home, "BPBD", "22B.1", Action.SUBMIT, "operator BPBD", at=T0 + HOUR)
    [found] = window_escalations(home.cycle, T0 + 24 * HOUR)
    assert set(found.roles) == {Role.REVIEWER, Role.COORDINATOR}

    scene.accept(home, "BPBD", "22B.1", at=T0 + 25 * HOUR)
    assert window_escalations(home.cycle, T0 + 44 * HOUR) == ()


def test_a_new_snapshot_can_be_frozen_from_the_opening_on(room, home):
    by = home.actor
    with pytest.raises(LateError):
        freeze(cycle=home.cycle, reason="x", by=by("coordinator", T0 - SECOND))

    row = freeze(cycle=home.cycle, reason="Sesudah ruang", by=by("coordinator", ENDS + HOUR))

    assert row.number == 2


@pytest.mark.parametrize(
    ("opens_at", "hours", "field"),
    [
        (PLAN.recap_closes_at - SECOND, 48, "opens_at"),
        (AFTER - 48 * HOUR, 48, "opens_at"),
        (PLAN.cycle_closes_at - 47 * HOUR, 48, "hours"),
        (T0, 0, "hours"),
        (T0, 241, "hours"),
    ],
)
def test_wrong_hours_are_refused(frozen, home, opens_at, hours, field):
    ask(home)
    with pytest.raises(ValidationError) as refused:
        open_room(home, opens_at, hours)

    assert list(refused.value.error_dict) == [field]
    assert not Window.objects.exists()


def test_rooms_do_not_overlap_and_need_requests_and_a_snapshot(room, home, world):
    with pytest.raises(ConflictError, match="Belum ada permintaan"):
        open_room(home, ENDS)
    ask(home)
    with pytest.raises(ValidationError, match="bertumpuk"):
        open_room(home, ENDS - SECOND)
    assert open_room(home, ENDS).number == 2
    neighbour = world.neighbour
    ask(neighbour)
    with pytest.raises(ConflictError, match="rekaman beku"):
        open_room(neighbour)


def test_a_room_is_called_off_only_before_it_opens(room, home):
    with pytest.raises(ConflictError, match="sudah dibuka"):
        windows.cancel_window(window=room, by=home.actor("coordinator", T0))

    windows.cancel_window(window=room, by=home.actor("coordinator", T0 - SECOND))

    assert RequestItem.objects.get().window is None
    assert not Window.objects.exists()


@pytest.mark.parametrize("who", ["reviewer", "operator BPBD", "leader", "admin"])
def test_only_coordinators_open_and_ask(frozen, home, who):
    for act in (lambda: ask(home, who=who), lambda: _open_as(home, who)):
        with pytest.raises(PermissionDenied):
            act()


def _open_as(home, who):
    windows.open_window(cycle=home.cycle, opens_at=T0, hours=48, by=home.actor(who, AFTER))


def test_room_page_is_set_up_by_the_coordinator(frozen, enter, clock, home):
    clock(AFTER)
    client = enter("coordinator")
    assert "Belum ada permintaan" in client.get("/ruang/").content.decode()
    empty = client.get("/ruang/buka/").content.decode()
    assert "Belum ada permintaan yang menunggu" in empty
    assert "Tetapkan ruang" not in empty
    ask(home)
    assert "Tetapkan ruang" in client.get("/ruang/buka/").content.decode()
    values = {"opens_at": "2027-02-04T01:00:00", "hours": "48"}
    assert client.post("/ruang/buka/", values).status_code == 302
    page = client.get("/ruang/").content.decode()
    assert "Belum dibuka" in page
    assert "Kamis, 4 Februari 2027 pukul 01.00.00 WITA" in page
    assert "Sabtu, 6 Februari 2027 pukul 01.00.00 WITA" in page
    clock(T0)
    assert "Terbuka" in enter("reviewer").get("/ruang/").content.decode()
    assert client.get("/ruang/?nomor=7").status_code == 404


def test_agency_sees_what_is_asked_and_may_write_only_there(room, enter, clock):
    clock(T0)
    client = enter("operator BPBD")

    tasks = client.get("/tugas/").content.decode()
    assert "Diminta verifikator" in tasks
    assert "1 hari 23 jam lagi" in tasks or "2 hari lagi" in tasks
    asked = client.get("/indikator/22B/?buka=22B.1").content.decode()
    assert "Lengkapi SK" in asked
    assert 'id="isian"' in asked
    assert 'id="isian"' not in client.get("/indikator/22B/?buka=22B.2").content.decode()
    clock(ENDS)
    shut = enter("operator BPBD").get("/indikator/22B/?buka=22B.1").content.decode()
    assert 'id="isian"' not in shut
    assert "Ruang sudah tertutup" in shut


def test_room_and_tasks_cost_the_same_for_many_requests(
    frozen, enter, clock, home, django_assert_max_num_queries
):
    def measured(who, address):
        client = enter(who)
        with django_assert_max_num_queries(12) as counted:
            assert client.get(address).status_code == 200
        return len(counted)

    def fill(count):
        RequestItem.objects.bulk_create(
            RequestItem(
                cycle=home.cycle,
                window=window,
                question_code="22B.1",
                agency=home.agencies["BPBD"],
                asked="Lengkapi",
                points="9",
                entered_at=AFTER,
            )
            for window in (opened, None)
            for _ in range(count)
        )

    clock(T0)
    ask(home)
    opened = open_room(home)
    fill(1)
    pages = [
        ("coordinator", "/ruang/"),
        ("coordinator", "/laporan/"),
        ("coordinator", "/rakitan/22B.1/"),
        ("operator BPBD", "/tugas/"),
        ("operator BPBD", "/indikator/22B/?buka=22B.1"),
    ]
    one = [measured(*page) for page in pages]
    fill(39)
    assert [measured(*page) for page in pages] == one


def test_bundle_holds_old_new_and_open_evidence(room, home, enter, clock, monkeypatch):
    row = write(home, T0, note="Kini dengan lampiran")
    cited = scene.cite(home, "BPBD", row, 0, at=T0)
    secret = scene.cite(home, "BPBD", row, 0, at=T0)
    Document.objects.filter(pk=secret.document_id).update(is_restricted=True)
    Document.objects.filter(pk=cited.document_id).update(is_restricted=False)
    monkeypatch.setattr(storage, "open_file", lambda _name: io.BytesIO(b"%PDF isi"))
    clock(T0 + HOUR)
    answer = enter("reviewer").get(f"/ruang/{room.pk}/perubahan/")

    assert answer.streaming
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    listed = json.loads(archive.read("perubahan.json"))
    assert [question["code"] for question in listed["questions"]] == ["22B.1"]
    assert (listed["from_snapshot"], listed["to_snapshot"]) == (1, None)
    assert listed["questions"][0]["old"]["narrative"] != listed["questions"][0]["new"]["narrative"]
    assert [name for name in archive.namelist() if name.startswith("bukti/")] == [
        "bukti/22B.1-001.pdf"
    ]
    assert "terbatas" in listed["left_out"][0]["reason"]
    assert archive.testzip() is None
    assert AuditEntry.objects.filter(action="window.delta").count() == 1


def test_bundle_compares_with_the_snapshot_made_since(room, home, enter, clock):
    clock(ENDS)
    freeze(cycle=home.cycle, reason="Sesudah", by=home.actor("coordinator", ENDS))
    answer = enter("coordinator").get(f"/ruang/{room.pk}/perubahan/")

    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    listed = json.loads(archive.read("perubahan.json"))
    assert (listed["to_snapshot"], listed["questions"]) == (2, [])
    assert Snapshot.objects.count() == 2


def test_undoing_a_listed_decision_obeys_the_room(room, home):
    official = home.cycle.official_answers.get(question_code="22B.1")
    for at, is_open in ((T0 - SECOND, False), (ENDS, False), (T0, True)):
        by = home.actor("coordinator", at)
        if is_open:
            official_answers.undo(official=official, version=1, by=by)
        else:
            with pytest.raises(LateError):
                official_answers.undo(official=official, version=1, by=by)
    assert not home.cycle.official_answers.exists()
