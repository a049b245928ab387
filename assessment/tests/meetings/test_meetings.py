"""Meetings: who writes, what is refused, attendance, the pages and their print view."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.errors import ConflictError, StaleVersionError
from assessment.models import ActionItem, Attendance, Meeting
from assessment.services import meetings as services
from assessment.services.meetings import MeetingFacts, Presented
from assessment.tests.meetings.scene import agree

Presence = Attendance.Presence
HOSTILE = "<script>alert(1)</script> \u202e 'x' \"y\" {{ 7 }}"


def held(place, minutes="", came=(), who="coordinator"):
    facts = MeetingFacts(
        held_on=date(2026, 11, 30),
        place="Aula",
        agenda="Bukti klaster V",
        minutes=minutes,
        attendance=[Presented(place.agencies[name], *rest) for name, *rest in came],
    )
    return services.create_meeting(cycle=place.cycle, facts=facts, by=place.actor(who))


def attendance(meeting):
    rows = meeting.attendance.values_list("agency__abbreviation", "presence", "representative")
    return sorted(rows)


def post(client, address, place, **fields):
    values = {"held_on": "2026-12-01", "place": "Aula", "agenda": "Rapat", "minutes": ""} | fields
    return client.post(address, values)


def test_attendance_says_who_stood_in(home):
    meeting = held(
        home,
        came=[
            ("BPBD", Presence.PRESENT, "tidak dipakai"),
            ("Dinsos", Presence.REPRESENTED, "Siti"),
            ("DP3A", Presence.ABSENT),
        ],
    )

    assert attendance(meeting) == [
        ("BPBD", "present", ""),
        ("DP3A", "absent", ""),
        ("Dinsos", "represented", "Siti"),
    ]
    with pytest.raises(ValidationError, match="Tulis siapa yang mewakili BPBD"):
        held(home, came=[("BPBD", Presence.REPRESENTED, " ")])
    assert Meeting.objects.count() == 1


def test_agencies_of_another_city_do_not_attend(world, home):
    facts = MeetingFacts(
        held_on=date(2026, 11, 30),
        place="",
        agenda="x",
        attendance=[Presented(world.neighbour.agencies["BPBD"], Presence.PRESENT)],
    )

    with pytest.raises(ValidationError, match="Pilih perangkat daerah"):
        services.create_meeting(cycle=home.cycle, facts=facts, by=home.actor("coordinator"))


@pytest.mark.parametrize("who", ["operator BPBD", "head BPBD", "leader", "admin"])
def test_only_the_secretariat_writes(home, who):
    with pytest.raises(PermissionDenied):
        held(home, who=who)


def test_one_with_agreed_actions_stays(home):
    meeting = held(home)
    by = home.actor("reviewer")
    agree(home, meeting=meeting)

    with pytest.raises(ConflictError, match="Hapus tindak lanjutnya"):
        services.remove_meeting(meeting=meeting, version=1, by=by)
    ActionItem.objects.all().delete()
    with pytest.raises(StaleVersionError):
        services.remove_meeting(meeting=meeting, version=9, by=by)
    services.remove_meeting(meeting=meeting, version=1, by=by)
    assert not Meeting.objects.exists()


def test_pages_lead_from_the_list_to_an_agreed_action(enter, home):
    client = enter("coordinator")
    bpbd, dinsos = home.agencies["BPBD"].pk, home.agencies["Dinsos"].pk
    came = {f"hadir-{bpbd}": "present", f"hadir-{dinsos}": "represented"}

    refused = post(client, "/rakor/baru/", home, agenda=HOSTILE, **came)
    saved = post(
        client, "/rakor/baru/", home, agenda=HOSTILE, **came, **{f"wakil-{dinsos}": HOSTILE}
    )
    meeting = Meeting.objects.get()
    agreed = client.post(
        f"/tindak-lanjut/baru/?rapat={meeting.pk}", {"title": HOSTILE, "agency": str(bpbd)}
    )
    text = client.get(f"/rakor/{meeting.pk}/").content.decode()

    assert refused.status_code == 422
    assert "Tulis siapa yang mewakili Dinsos" in refused.content.decode()
    assert saved.headers["Location"] == agreed.headers["Location"] == f"/rakor/{meeting.pk}/"
    assert meeting.agenda == HOSTILE
    assert "<script>alert" not in text
    assert text.count("&lt;script&gt;alert(1)") >= 3
    item = ActionItem.objects.get()
    assert (item.meeting, item.source, item.agency_id) == (meeting, "rakor", bpbd)
    assert "1 dari 2" not in client.get("/rakor/").content.decode()
    assert "2 dari 2" in client.get("/rakor/").content.decode()
    paper = client.get(f"/rakor/{meeting.pk}/cetak/").content.decode()
    assert HOSTILE[:4] not in paper[:200]
    assert "Selasa, 1 Desember 2026" in paper
    assert "Pimpinan rapat" in paper


def test_conflict_keeps_both_texts(enter, home):
    meeting = held(home, minutes="Notulen pertama")
    client = enter("reviewer")
    address = f"/rakor/{meeting.pk}/ubah/"

    first = post(client, address, home, minutes="Punya rekan", version="1")
    second = post(client, address, home, minutes="Punya saya", version="1")

    assert (first.status_code, second.status_code) == (302, 409)
    text = second.content.decode()
    assert "Punya rekan" in text
    assert "Punya saya" in text
    assert Meeting.objects.get().minutes == "Punya rekan"


def test_agency_completes_its_action_on_its_pages(enter, home):
    item = agree(home)
    agree(home, "Dinsos", title="Bukan urusan BPBD")
    client = enter("operator BPBD")

    page = client.get("/tugas/").content.decode()
    empty = client.get("/tindak-lanjut/?keadaan=selesai").content.decode()
    done = client.post(f"/tindak-lanjut/{item.pk}/selesai/", {"version": "1", "note": "SK terbit"})
    late = client.post(f"/tindak-lanjut/{item.pk}/selesai/", {"version": "1", "note": "lagi"})

    assert item.title in page
    assert "Bukan urusan BPBD" not in page
    assert "Tidak ada tindak lanjut di sini" in empty
    assert done.headers["Location"] == "/tindak-lanjut/"
    assert late.status_code == 409
    assert "SK terbit" in client.get("/tindak-lanjut/?keadaan=selesai").content.decode()
    assert item.title not in client.get("/tugas/").content.decode()
    assert item.title in enter("head BPBD").get("/tindak-lanjut/?keadaan=semua").content.decode()


@pytest.mark.parametrize(
    "address, status",
    [
        ("/tindak-lanjut/?keadaan=xx", 404),
        ("/tindak-lanjut/?opd=x", 404),
        ("/tindak-lanjut/?page=9", 404),
        ("/tindak-lanjut/?q=%00", 200),
        ("/tindak-lanjut/baru/?rapat=99", 404),
        ("/tindak-lanjut/baru/?asal=xx", 404),
        ("/tindak-lanjut/baru/?opd=%00&pertanyaan=%00", 400),
        ("/rakor/?page=x", 404),
    ],
)
def test_garbage_in_the_address_is_refused(enter, address, status):
    assert enter("coordinator").get(address).status_code == status


def test_pages_cost_the_same_for_one_and_forty(enter, home):
    meeting = held(home, came=[("BPBD", Presence.PRESENT)])
    pages = ("/rakor/", f"/rakor/{meeting.pk}/", "/tindak-lanjut/")
    client = enter("coordinator")

    def costs():
        found = []
        for page in pages:
            with CaptureQueriesContext(connection) as queries:
                client.get(page)
            found.append(len(queries))
        return found

    agree(home, meeting=meeting)
    costs()
    one = costs()
    for number in range(39):
        agree(home, title=f"Tugas {number}", meeting=meeting)
        Meeting.objects.create(
            cycle=home.cycle, held_on=meeting.held_on, agenda="x", created_at=meeting.created_at
        )

    assert costs() == one
    assert max(one) <= 12
