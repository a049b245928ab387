"""seed_demo: believable cities in every phase, made through the services; twice changes nothing."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal
from io import StringIO

import pytest
import time_machine
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.test.utils import override_settings

from agencies import audit
from agencies.models import Agency, AuditEntry, City, Territory, User
from agencies.roles import Role
from assessment.core.ledgers import Score
from assessment.models import (
    ActionItem,
    Contribution,
    Cycle,
    Document,
    Extension,
    LowerValue,
    OfficialAnswer,
    Program,
    ReviewNote,
    ScoreReading,
    Snapshot,
    StatusChange,
    StoredFile,
    Submission,
    Window,
)
from assessment.selectors.scores import cycle_score, cycle_state, in_window
from assessment.selectors.windows import room_of

SEEDED_AT = datetime(2026, 11, 22, 2, 30, tzinfo=UTC)
BIMA, BOGOR, CIMAHI, KUPANG = "52.72", "32.71", "32.77", "53.71"


def seed(*extra: str) -> dict:
    out = StringIO()
    with time_machine.travel(SEEDED_AT, tick=False):
        call_command("seed_demo", "--json", "--force", *extra, stdout=out)
    return json.loads(out.getvalue())


@pytest.fixture(scope="module")
def seeded(django_db_setup, django_db_blocker, tmp_path_factory):
    """The whole demo, once for this module; taken back at the end."""
    folder = tmp_path_factory.mktemp("media")
    (folder / "tmp").mkdir()
    paths = {"MEDIA_ROOT": folder, "FILE_UPLOAD_TEMP_DIR": folder / "tmp"}
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(**paths):
            yield seed()
        transaction.set_rollback(True)


@pytest.fixture
def demo(seeded, db):
    return seeded


def cycle(code: str) -> Cycle:
    return Cycle.objects.select_related("city", "instrument").get(city__code=code)


def claimed(score: Score) -> dict[str, Decimal | None]:
    return {c.cluster.code: c.points.claimed for c in score.clusters}


def statuses(code: str) -> Counter:
    return Counter(Submission.objects.filter(cycle=cycle(code)).values_list("status", flat=True))


def test_seed_demo_prints_cycles_in_every_phase(demo):
    assert demo["cycles"] == [
        {"city": BIMA, "year": 2026, "phase": "filling"},
        {"city": BOGOR, "year": 2024, "phase": "frozen"},
        {"city": CIMAHI, "year": 2026, "phase": "recap"},
        {"city": KUPANG, "year": 2026, "phase": "filling"},
    ]


def test_seed_demo_prints_accounts_of_every_role_that_sign_in(demo, client):
    accounts = demo["accounts"]
    first = next(a for a in accounts if a["username"] == "bpbd.bima")

    assert {a["role"] for a in accounts} == {role.value for role in Role}
    assert first == {
        "username": "bpbd.bima",
        "password": settings.DEMO_PASSWORD,
        "role": "operator",
        "city": BIMA,
        "agency": "BPBD",
    }
    assert len({a["username"] for a in accounts}) == len(accounts) == User.objects.count()
    assert all(
        User.objects.get(username=a["username"]).check_password(a["password"]) for a in accounts
    )


def test_seed_demo_twice_changes_nothing(demo):
    before = [
        (model.__name__, model.objects.count(), model.objects.order_by("-pk").values().first())
        for model in (City, User, Cycle, Contribution, Document, AuditEntry, Snapshot)
    ]

    again = seed()

    after = [
        (model.__name__, model.objects.count(), model.objects.order_by("-pk").values().first())
        for model in (City, User, Cycle, Contribution, Document, AuditEntry, Snapshot)
    ]
    assert (again, after) == (demo, before)


def test_seed_demo_leaves_out_a_person_who_changed_the_password(demo):
    user = User.objects.get(username="bpbd.bima")
    user.set_password("kata-sandi-milik-sendiri")
    user.save()

    again = seed()

    assert [a for a in demo["accounts"] if a not in again["accounts"]] == [
        a for a in demo["accounts"] if a["username"] == "bpbd.bima"
    ]


def test_seed_demo_gives_cimahi_the_published_points_exactly(demo):
    score = cycle_score(cycle(CIMAHI))

    assert claimed(score) == {
        "0": Decimal("126.91"),
        "1": Decimal("89"),
        "2": Decimal("93.8"),
        **dict.fromkeys("3456"),
    }
    assert statuses(CIMAHI) == {"accepted": 15, "submitted": 2}
    assert Decimal(0) < score.points.proven < score.points.claimed


def test_seed_demo_calls_the_agency_of_cimahi_by_its_local_name(demo):
    agency = Agency.objects.get(city__code=CIMAHI, instrument_name="DP3A")

    assert (agency.abbreviation, Extension.objects.get().agency.abbreviation) == (
        "DP3AP2KB",
        "Dinkes",
    )
    assert User.objects.get(username="dp3ap2kb.cimahi").agency == agency


def test_seed_demo_leaves_bima_half_done_in_every_state(demo):
    found = cycle(BIMA)
    state = cycle_state(found)
    stale = [code for code, score in state.score.questions.items() if score.is_stale]
    open_conflicts = [
        code
        for code, question in state.questions.items()
        if question.proposal.conflicts and question.official is None
    ]

    assert set(statuses(BIMA)) == {"draft", "awaiting_head", "submitted", "returned", "accepted"}
    assert found.filling_closes_at == datetime(2026, 12, 20, 15, 59, tzinfo=UTC)
    assert found.recap_closes_at == datetime(2027, 1, 31, 15, 59, tzinfo=UTC)
    assert 2 <= len(stale) <= 5
    # One more was settled by accepting a lower value.
    assert 2 <= len(open_conflicts) <= 10
    assert Decimal(0) < state.score.points.proven < state.score.points.claimed
    assert Contribution.objects.filter(cycle=found, territory__isnull=False).count() == 5


def test_seed_demo_leaves_the_live_indicator_of_bima_empty(demo):
    found = Contribution.objects.filter(cycle=cycle(BIMA), question_code__startswith="22B")
    program = Program.objects.get(cycle=cycle(BIMA), title="Sekolah aman")

    assert (found.count(), str(program.agency)) == (0, "BPBD")
    assert [target.indicator_code for target in program.targets.all()] == ["22B", "19"]


def test_seed_demo_freezes_and_verifies_bogor(demo):
    found = cycle(BOGOR)
    snapshot = Snapshot.objects.get(cycle=found)
    points = cycle_score(found).points

    assert OfficialAnswer.objects.filter(cycle=found).count() == 274
    assert (snapshot.number, Decimal(snapshot.claimed)) == (1, points.claimed)
    assert points.proven < points.verified < points.claimed
    assert Decimal(700) < points.verified < Decimal(800)


def test_seed_demo_opens_a_room_in_bogor_that_is_partly_repaired(demo):
    room = room_of(Window.objects.select_related("cycle__instrument").get(), SEEDED_AT)

    states = {item.row.question_code: item.state.value for item in room.items}
    assert (room.is_open, room.level, room.window.hours) == (True, 1, 48)
    assert states == {
        "2.4": "diterima",
        "9.1": "diperbaiki",
        "10.3": "diajukan",
        "15.2": "belum",
        "18.1": "belum",
    }
    assert (room.recovered, room.undecided) == (Decimal(4), ())


def test_seed_demo_shows_the_secretariat_at_work_in_bima(demo):
    found = cycle(BIMA)
    codes = Counter(found.reviewers.values_list("user__username", flat=True))
    returns = StatusChange.objects.filter(submission__cycle=found).exclude(reason_code="")

    assert sorted(codes) == ["pemeriksa.bima", "pemeriksa2.bima"]
    assert {step.reason_code for step in returns} == {"page_missing", "not_signed"}
    assert LowerValue.objects.filter(contribution__cycle=found).count() == 1
    assert ReviewNote.objects.filter(cycle=found).count() == 2
    assert (found.meetings.count(), ActionItem.objects.filter(cycle=found).count()) == (2, 5)
    assert ScoreReading.objects.filter(cycle=found).exists()


def test_seed_demo_logs_the_published_programmes(demo):
    counts = Counter(Program.objects.values_list("cycle__city__code", flat=True))
    agreement = Program.objects.get(title__startswith="Perjanjian kerja sama penanganan")
    plan = Program.objects.get(title__startswith="Rencana kontinjensi")
    meeting = Program.objects.get(title="Rapat koordinasi Gugus Tugas KLA 4 Desember 2020")

    assert counts == {BIMA: 6, BOGOR: 5, CIMAHI: 2, KUPANG: 3}
    signed = agreement.agreements.get()
    assert (signed.kind, signed.date.isoformat()) == ("pks", "2024-05-22")
    assert {a.abbreviation for a in signed.agencies.all()} == {"Dinsos", "DPPKB"}
    assert [p.name for p in signed.partners.all()] == [p.name for p in agreement.partners.all()]
    assert {a.abbreviation for a in agreement.joint_agencies.all()} == {"Dinsos", "DPPKB"}
    assert (plan.period_start.year, plan.period_end.year) == (2016, 2020)
    assert [p.name for p in plan.partners.all()] == ["CIS Timor", "Care Indonesia"]
    assert meeting.period_start.isoformat() == "2020-12-04"


def test_seed_demo_begins_kupang_without_answers(demo):
    found = cycle(KUPANG)

    assert not Contribution.objects.filter(cycle=found).exists()
    assert cycle_score(found).points.claimed is None


def test_seed_demo_files_distinct_evidence(demo):
    files = StoredFile.objects.all()
    extensions = Counter(files.values_list("extension", flat=True))
    bima = cycle(BIMA)
    outside = [d for d in Document.objects.filter(city=bima.city) if not in_window(bima, d.date)]

    assert set(extensions) == {"pdf", "jpg", "xlsx"}
    assert files.count() == Document.objects.count()
    assert sorted(d.title for d in outside) == [
        "Laporan Puskesmas Ramah Anak 2023",
        "Rekapitulasi kawasan tanpa rokok",
    ]
    assert all(d.date is None or d.date <= SEEDED_AT.date() for d in Document.objects.all())


def test_seed_demo_keeps_audit_chains_whole_and_in_the_past(demo):
    for code in (BIMA, BOGOR, CIMAHI, KUPANG):
        instants = list(
            AuditEntry.objects.filter(chain=code).order_by("sequence").values_list("at", flat=True)
        )

        assert list(audit.verify_chain(code)) == []
        assert instants == sorted(instants)
        assert instants[-1] < SEEDED_AT


def test_seed_demo_gives_every_city_its_offices_and_territories(demo):
    offices = Counter(Agency.objects.values_list("city__code", flat=True))
    districts = Counter(
        Territory.objects.filter(kind="kecamatan").values_list("city__code", flat=True)
    )

    assert offices == dict.fromkeys((BIMA, BOGOR, CIMAHI, KUPANG), 47)
    assert districts == {BIMA: 5, BOGOR: 6, CIMAHI: 3, KUPANG: 6}
    assert not Territory.objects.filter(kind="kelurahan", parent=None).exists()


def test_seed_demo_prints_accounts_for_people(demo):
    out = StringIO()
    with time_machine.travel(SEEDED_AT, tick=False):
        call_command("seed_demo", "--force", stdout=out)

    text = out.getvalue()
    assert text.startswith(
        f"Akun contoh, kata sandi semua: {settings.DEMO_PASSWORD}\n\nKota Bima\n"
    )
    assert "  bpbd.bima                    Operator perangkat daerah, BPBD\n" in text
    assert text.endswith("Siklus 53.71 2026: Pengisian\n")


@pytest.mark.parametrize(
    "arguments",
    [["seed_demo"], ["seed_load", "--cities=1", "--agencies=5", "--years=1"]],
)
def test_demo_data_is_refused_outside_debug(db, settings, arguments):
    settings.DEBUG = False
    before, err = City.objects.count(), StringIO()

    with pytest.raises(SystemExit) as stop:
        call_command(*arguments, stderr=err)

    assert (stop.value.code, City.objects.count()) == (1, before)
    assert "bila DEBUG menyala" in err.getvalue()
