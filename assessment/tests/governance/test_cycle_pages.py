"""Phases to the second in the city's zone, the next cycle, extensions."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest

from agencies.models import AuditEntry, City
from assessment.models import Assignment, Cycle, Extension
from assessment.tests.factories import NOW, PLAN

PHASES = {
    "target_points": "650",
    "filling_opens_at": "2026-11-01T08:00:00",
    "filling_closes_at": "2026-12-20T23:59:59",
    "recap_closes_at": "2027-01-31T16:00:01",
    "cycle_closes_at": "2027-06-30T16:00",
    "window_start": "2025-01-01",
    "window_end": "2026-12-31",
    "version": "1",
}
NEXT = {name: value for name, value in PHASES.items() if name != "version"} | {
    "year": "2027",
    "filling_opens_at": "2027-11-01T08:00:00",
    "filling_closes_at": "2027-12-20T23:59:59",
    "recap_closes_at": "2028-01-31T16:00:00",
    "cycle_closes_at": "2028-06-30T16:00:00",
}


def test_phases_are_shown_in_the_zone_of_the_city(enter):
    page = enter("coordinator").get("/siklus/").content.decode()

    assert 'value="2026-12-20T23:59:59"' in page
    assert 'step="1"' in page
    assert "Waktu WITA, sampai detik." in page
    assert "Senin, 1 Februari 2027 pukul 00.00 WITA" in page


def test_phases_are_read_in_the_zone_of_the_city(enter, home):
    page = enter("coordinator").post("/siklus/", PHASES)

    assert (page.status_code, page["Location"]) == (302, "/siklus/?tahun=2026")
    row = Cycle.objects.get(pk=home.cycle.pk)
    assert row.filling_closes_at == datetime(2026, 12, 20, 15, 59, 59, tzinfo=UTC)
    assert row.recap_closes_at == datetime(2027, 1, 31, 8, 0, 1, tzinfo=UTC)
    assert row.cycle_closes_at == datetime(2027, 6, 30, 8, 0, tzinfo=UTC)
    assert (row.target_points, row.version) == (650, 2)
    assert AuditEntry.objects.filter(action="cycle.update").count() == 1


def test_wib_is_another_instant(client, world, clock):
    client.force_login(world.abroad.people["admin"])
    client.post("/siklus/", PHASES)

    row = Cycle.objects.get(pk=world.abroad.cycle.pk)
    assert row.filling_closes_at == datetime(2026, 12, 20, 16, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"filling_closes_at": "2026-11-01T08:00:00"}, "filling_closes_at"),
        ({"recap_closes_at": "2026-12-20T23:59:59"}, "recap_closes_at"),
        ({"cycle_closes_at": "2027-01-01T00:00:00"}, "cycle_closes_at"),
        ({"window_end": "2024-12-31"}, "window_end"),
        ({"target_points": "0"}, "target_points"),
        ({"target_points": "1.001"}, "target_points"),
        ({"target_points": "1e2"}, "target_points"),
        ({"target_points": "600,5"}, "target_points"),
        ({"target_points": ""}, "target_points"),
        ({"filling_opens_at": ""}, "filling_opens_at"),
        ({"filling_opens_at": "besok"}, "filling_opens_at"),
        ({"filling_opens_at": "0001-01-01T00:00:00"}, "filling_opens_at"),
        ({"filling_opens_at": "9999-12-31T23:59:59"}, "filling_opens_at"),
        ({"filling_opens_at": "2026-11-01T08:00:00\x00"}, "filling_opens_at"),
        ({"filling_opens_at": "2026-02-30T08:00:00"}, "filling_opens_at"),
        ({"window_start": "2025-13-01"}, "window_start"),
        ({"version": "x"}, "version"),
        ({"version": "99999999999999999999"}, "version"),
    ],
)
def test_wrong_phases_are_refused_at_their_field(enter, home, change, field):
    refused = enter("admin").post("/siklus/", PHASES | change)

    assert refused.status_code == 422
    assert list(refused.context["form"].errors) == [field]
    assert "Galat:" in refused.content.decode()
    assert Cycle.objects.get(pk=home.cycle.pk).version == 1


def test_stale_phases_show_both_texts(enter, home):
    client = enter("coordinator")
    client.post("/siklus/", PHASES)
    refused = client.post("/siklus/", PHASES | {"target_points": "701"})

    page = refused.content.decode()
    assert refused.status_code == 409
    [difference] = refused.context["differences"]
    assert (difference.label, difference.stored, difference.typed) == ("Target poin", "650", "701")
    assert 'name="version" value="2"' in page
    assert client.post("/siklus/", PHASES | {"version": "2"}).status_code == 302


def test_one_token_changes_once(enter, home):
    client, token = enter("coordinator"), str(uuid.uuid4())
    for _ in range(2):
        assert client.post("/siklus/", PHASES | {"kunci": token}).status_code == 302

    assert AuditEntry.objects.filter(action="cycle.update").count() == 1


@pytest.mark.parametrize("who", ["operator BPBD", "head BPBD", "reviewer", "leader"])
@pytest.mark.parametrize("address", ["/siklus/", "/siklus/baru/", "/siklus/perpanjangan/"])
def test_cycles_belong_to_coordinator_and_admin(enter, home, who, address):
    client = enter(who)

    assert client.get(address).status_code == 403
    assert client.post(address, PHASES).status_code == 403
    assert Cycle.objects.filter(version=1).count() == 3


def test_verifiers_have_no_cycle_of_their_own(client, world, clock):
    client.force_login(world.verifier)

    assert client.get("/siklus/").status_code == 403


def test_timeline_marks_the_present_phase(enter, clock, home):
    clock(PLAN.filling_closes_at)
    page = enter("admin").get("/siklus/")

    timeline = page.context["timeline"]
    assert [row.phase.label for row in timeline.rows if row.is_current] == ["Rekap"]
    assert [row.is_past for row in timeline.rows] == [True, True, False, False, False]


def test_next_cycle_starts_with_the_calendar_a_year_later(enter, home):
    form = enter("coordinator").get("/siklus/baru/").context["form"]

    assert form.initial["year"] == 2027
    assert form.initial["filling_closes_at"] == datetime(2027, 12, 20, 15, 59, 59, tzinfo=UTC)
    assert form.initial["window_end"] == date(2027, 12, 31)


def test_opening_a_cycle_assigns_the_agencies(enter, home, world):
    values = NEXT | {"instrument": str(world.instrument.pk)}
    page = enter("coordinator").post("/siklus/baru/", values)

    cycle = Cycle.objects.get(city=home.city, year=2027)
    assert page["Location"] == "/siklus/?tahun=2027"
    assert cycle.filling_closes_at == datetime(2027, 12, 20, 15, 59, 59, tzinfo=UTC)
    before = Assignment.objects.filter(cycle=home.cycle).count()
    assert Assignment.objects.filter(cycle=cycle).count() == before > 0


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"year": "2026"}, "year"),
        ({"year": "2.027"}, "year"),
        ({"year": "99999"}, "year"),
        ({"instrument": "999"}, "instrument"),
        ({"instrument": ""}, "instrument"),
    ],
)
def test_wrong_new_cycles_are_refused(enter, home, world, change, field):
    values = NEXT | {"instrument": str(world.instrument.pk)} | change
    refused = enter("coordinator").post("/siklus/baru/", values)

    assert refused.status_code == 422
    assert list(refused.context["form"].errors) == [field]
    assert Cycle.objects.count() == 3


def test_a_city_without_a_cycle_sees_the_first_step(client, world, clock):
    from agencies.roles import Role  # noqa: PLC0415
    from assessment.tests.factories import make_user  # noqa: PLC0415

    city = City.objects.create(
        province=world.home.city.province,
        code="52.73",
        name="Kota Baru",
        kind="kota",
        timezone="Asia/Makassar",
    )
    client.force_login(make_user("koordinator.baru", Role.COORDINATOR, city=city))

    for address in ("/siklus/", "/laporan/", "/penugasan/"):
        page = client.get(address)
        assert page.status_code == 200
        assert "Buka siklus pertama kota ini" in page.content.decode()
    assert client.get("/siklus/baru/").context["form"].initial["target_points"] == 600
    assert client.get("/laporan/1/").status_code == 404


def test_extension_is_granted_in_the_zone_of_the_city(enter, home):
    values = {
        "agency": str(home.agencies["BPBD"].pk),
        "indicator_code": "22B",
        "until": "2026-12-27T12:00:00",
        "reason": "Banjir di kantor",
    }
    page = enter("coordinator").post("/siklus/perpanjangan/", values, follow=True)

    row = Extension.objects.get()
    assert row.until == datetime(2026, 12, 27, 4, 0, tzinfo=UTC)
    assert (row.indicator_code, row.granted_by) == ("22B", home.people["coordinator"])
    assert "Banjir di kantor" in page.content.decode()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"until": "2026-12-01T10:00:00"}, "until"),
        ({"until": "2026-12-20T23:59:59"}, "until"),
        ({"until": "2027-02-01T00:00:01"}, "until"),
        ({"until": "kapan-kapan"}, "until"),
        ({"reason": "  "}, "reason"),
        ({"reason": "a\x00"}, "reason"),
        ({"reason": "x" * 1001}, "reason"),
        ({"agency": ""}, "agency"),
        ({"agency": "999999"}, "agency"),
        ({"indicator_code": "99Z"}, "indicator_code"),
    ],
)
def test_wrong_extensions_are_refused(enter, home, change, field):
    values = {
        "agency": str(home.agencies["BPBD"].pk),
        "indicator_code": "",
        "until": "2027-02-01T00:00:00",
        "reason": "Banjir",
    }
    refused = enter("coordinator").post("/siklus/perpanjangan/", values | change)

    assert refused.status_code == 422
    assert list(refused.context["form"].errors) == [field]
    assert not Extension.objects.exists()


def test_agencies_of_another_city_cannot_be_extended(enter, world):
    values = {"agency": str(world.neighbour.agencies["BPBD"].pk), "until": "2026-12-27T12:00:00"}
    refused = enter("coordinator").post("/siklus/perpanjangan/", values | {"reason": "x"})

    assert refused.status_code == 422
    assert not Extension.objects.exists()


def test_admins_see_extensions_and_do_not_grant(enter, home):
    client = enter("admin")

    assert "Beri perpanjangan" not in client.get("/siklus/").content.decode()
    assert client.get("/siklus/perpanjangan/").status_code == 403


def test_cycle_page_costs_the_same_for_many_extensions(enter, home, django_assert_max_num_queries):
    client = enter("coordinator")

    def measured():
        with django_assert_max_num_queries(12) as counted:
            assert client.get("/siklus/").status_code == 200
        return len(counted)

    def extend(count):
        for number in range(count):
            Extension.objects.create(
                cycle=home.cycle,
                agency=home.agencies["BPBD"],
                until=NOW + timedelta(days=20, hours=number),
                reason="Banjir",
                granted_by=home.people["coordinator"],
                granted_at=NOW,
            )

    extend(1)
    one = measured()
    extend(39)
    assert measured() == one
