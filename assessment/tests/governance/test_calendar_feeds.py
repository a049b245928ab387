"""The secret calendar address, and extensions that end earlier."""

from __future__ import annotations

from datetime import timedelta

import pytest

from agencies.models import AuditEntry
from assessment.models import CalendarFeed, Extension
from assessment.services.calendar_feeds import token_of
from assessment.tests.factories import NOW, PLAN

UNTIL = PLAN.filling_closes_at + timedelta(days=7)


@pytest.fixture
def extension(home):
    return Extension.objects.create(
        cycle=home.cycle,
        agency=home.agencies["BPBD"],
        until=UNTIL,
        reason="Banjir, listrik padam",
        granted_at=NOW,
    )


def feed_of(client):
    client.post("/siklus/kalender/")
    return f"/kalender/{token_of(CalendarFeed.objects.get())}.ics"


def test_calendar_applications_read_without_a_password(enter, client, extension):
    address = feed_of(enter("operator BPBD"))
    client.logout()
    answer = client.get(address)

    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    text = answer.content.decode()
    assert "DTSTART:20261220T155959Z" in text
    assert "Banjir\\, listrik padam" in text
    assert text.count("BEGIN:VEVENT") == text.count("BEGIN:VALARM") == 5
    assert "sessionid" not in answer.cookies


def test_others_extensions_stay_out_for_agencies(enter, client, extension):
    address = feed_of(enter("operator Dinsos"))

    assert "Banjir" not in client.get(address).content.decode()


def test_a_new_address_ends_the_old_one(enter, client):
    member = enter("reviewer")
    old = feed_of(member)
    page = member.get("/siklus/kalender/").content.decode()
    assert old in page
    new = feed_of(member)
    assert client.get(old).status_code == 404
    assert client.get(new).status_code == 200
    member.post("/siklus/kalender/", {"cabut": "1"})
    assert client.get(new).status_code == 404
    assert AuditEntry.objects.filter(action__startswith="calendar.").count() == 3


def test_people_who_left_have_no_calendar(enter, client, home):
    address = feed_of(enter("leader"))
    home.people["leader"].is_active = False
    home.people["leader"].save()

    assert client.get(address).status_code == 404


@pytest.mark.parametrize("token", ["x", "0" * 64, "a" * 300])
def test_guesses_lead_nowhere(client, home, token):
    assert client.get(f"/kalender/{token}.ics").status_code == 404


def test_download_is_the_same_stream(enter):
    answer = enter("leader").get("/siklus/kalender/unduh/")

    assert answer["Content-Disposition"] == 'attachment; filename="KLA-kalender.ics"'
    assert answer.content.startswith(b"BEGIN:VCALENDAR\r\n")


def shorten(client, extension, **values):
    data = {"version": "1", "until": "", "reason": "Sudah selesai"} | values
    return client.post(f"/siklus/perpanjangan/{extension.pk}/persingkat/", data)


def test_extension_is_taken_back_at_once(enter, clock, extension, home):
    clock(UNTIL - timedelta(days=1))
    client = enter("coordinator")
    assert "Persingkat atau cabut" in client.get("/siklus/").content.decode()
    assert shorten(client, extension).status_code == 302

    extension.refresh_from_db()
    assert extension.until == extension.changed_at == UNTIL - timedelta(days=1)
    assert "Sudah selesai" in client.get("/siklus/").content.decode()
    operator = enter("operator BPBD")
    late = {"choice": "Ya, dengan bukti", "version": "0"}
    assert operator.post("/pertanyaan/22B.2/simpan/", late).status_code == 409


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({"until": "2026-12-27T23:59:59"}, 422),
        ({"until": "2026-11-01T00:00:00"}, 422),
        ({"reason": ""}, 422),
        ({"reason": "a\x00"}, 422),
        ({"version": "7"}, 409),
        ({"until": "2026-12-25T00:00:00"}, 302),
    ],
)
def test_extension_only_becomes_shorter(enter, extension, values, status):
    assert shorten(enter("coordinator"), extension, **values).status_code == status


def test_ended_extensions_cannot_be_shortened(enter, clock, extension):
    clock(UNTIL)

    assert shorten(enter("coordinator"), extension).status_code == 409
