"""Reminders: who lacks what, texts, mails, the schedule, the command; what is kept of them."""

from __future__ import annotations

import json
from datetime import timedelta
from smtplib import SMTPServerDisconnected
from urllib.parse import unquote

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.errors import LateError, StaleVersionError
from agencies.models import AuditEntry, User
from assessment.core.workflow import Action
from assessment.models import Cycle, ReminderLog
from assessment.selectors import reminder_words as words
from assessment.selectors.reminders import needs
from assessment.services import reminders as services
from assessment.services.reminders import deliver, prepare_mails, set_days
from assessment.tests.factories import PLAN
from assessment.tests.meetings.scene import agree
from assessment.tests.secretariat import scene
from assessment.tests.secretariat.test_queue import add_agencies

WEEK_BEFORE = PLAN.filling_closes_at - timedelta(days=7)
EVE = PLAN.filling_closes_at - timedelta(days=2)


def need_of(place, name, at=WEEK_BEFORE, who="coordinator"):
    found = needs(place.actor(who, at), place.cycle)
    return next(need for need in found if need.agency.abbreviation == name)


def counts(need):
    return {reason.code: len(reason.items) for reason in need.reasons}


@pytest.fixture
def reachable(home):
    """BPBD's operator and head have addresses, the operator a number."""
    people = home.people
    User.objects.filter(pk=people["operator BPBD"].pk).update(
        email="op@kota.go.id", phone="+6281234567890"
    )
    User.objects.filter(pk=people["head BPBD"].pk).update(email="kepala@kota.go.id")
    return home


def run(*options, at, clock):
    clock(at)
    call_command("remind", "--city", "52.72", "--year", "2026", *options)


def test_reasons_follow_the_work(home):
    asked = counts(need_of(home, "BPBD"))["unanswered"]
    scene.answer(home, "BPBD", "22B.1", evidence=False)
    scene.answer(home, "BPBD", "21A.1")
    scene.move(home, "BPBD", "21A.1", Action.SUBMIT, "operator BPBD")
    agree(home)

    assert counts(need_of(home, "BPBD")) == {
        "head": 1,
        "unanswered": asked - 2,
        "evidence": 1,
        "draft": 1,
        "actions": 1,
    }
    scene.answer(home, "Dinsos", "1.2g")
    scene.send(home, "Dinsos", "1.2g")
    scene.send_back(home, "Dinsos", "1.2g")
    assert counts(need_of(home, "Dinsos"))["returned"] == 1


def test_head_joins_when_it_is_close_or_waits_for_him(reachable):
    home = reachable

    def roles(at):
        return [person.role for person in need_of(home, "BPBD", at).recipients]

    assert roles(WEEK_BEFORE) == ["operator"]
    assert sorted(roles(EVE)) == ["head", "operator"]
    scene.answer(home, "BPBD", "21A.1")
    scene.move(home, "BPBD", "21A.1", Action.SUBMIT, "operator BPBD")
    assert sorted(roles(WEEK_BEFORE)) == ["head", "operator"]


def test_text_names_codes_and_the_deadline_and_fits_an_address(reachable):
    need = need_of(reachable, "BPBD")
    text = words.text(need, reachable.cycle, "https://kla.kota.go.id")

    assert "Tenggat: Minggu, 20 Desember 2026 pukul 23.59 WITA (7 hari lagi)." in text
    assert "https://kla.kota.go.id" in text
    assert reachable.people["operator BPBD"].full_name not in text
    address = words.whatsapp(text, "+6281234567890")
    assert address.startswith("https://wa.me/6281234567890?text=Yth.%20")
    assert unquote(address.partition("text=")[2]) == text
    assert words.whatsapp("a b").startswith("https://wa.me/?text=")


@pytest.mark.parametrize("days, said", [(-1, "sudah lewat"), (0, "hari ini"), (5, "5 hari lagi")])
def test_days_in_words(days, said):
    assert words.days_words(days) == said


def test_due_mails_go_out_once_for_each_step(reachable, clock, capsys):
    late = PLAN.filling_closes_at - timedelta(days=6)

    run("--send", at=WEEK_BEFORE, clock=clock)
    run("--send", at=late, clock=clock)
    first = [message.to for message in mail.outbox]
    run("--send", at=EVE, clock=clock)

    assert first == [["op@kota.go.id"]]
    assert sorted(m.to[0] for m in mail.outbox[1:]) == ["kepala@kota.go.id", "op@kota.go.id"]
    assert "pertanyaan belum dijawab" in mail.outbox[0].body
    assert sorted(ReminderLog.objects.values_list("step", flat=True)) == [3, 3, 7]
    assert AuditEntry.objects.filter(action="reminder.send").count() == 2
    assert "1 surel dikirim." in capsys.readouterr().out


def test_command_only_prints_unless_told_to_send(reachable, clock, capsys):
    run("--json", at=WEEK_BEFORE, clock=clock)

    said = json.loads(capsys.readouterr().out)
    bpbd = next(row for row in said["agencies"] if row["agency"] == "BPBD")
    assert (bpbd["step"], bpbd["days_left"], said["sent"]) == (7, 7, 0)
    assert not mail.outbox
    assert not ReminderLog.objects.exists()


def test_nothing_is_due_before_the_first_step_and_after_the_deadline(reachable):
    early = PLAN.filling_closes_at - timedelta(days=15)

    assert need_of(reachable, "BPBD", early).step is None
    over = need_of(reachable, "BPBD", PLAN.filling_closes_at)
    assert over.until == PLAN.recap_closes_at
    assert need_of(reachable, "BPBD", PLAN.filling_opens_at - timedelta(days=1)).step is None


def test_mail_that_fails_is_due_again(reachable, clock, monkeypatch, capsys):
    def fail(self, messages):
        raise SMTPServerDisconnected("putus")

    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "send_messages", fail)
        with pytest.raises(SystemExit):
            run("--send", at=WEEK_BEFORE, clock=clock)

    assert not ReminderLog.objects.exists()
    assert AuditEntry.objects.filter(action="reminder.fail").count() == 1
    assert "1 surel tidak terkirim" in capsys.readouterr().err
    run("--send", at=WEEK_BEFORE, clock=clock)
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("who", ["operator BPBD", "head BPBD", "leader", "admin"])
def test_only_the_secretariat_reminds(reachable, who):
    need, by = need_of(reachable, "BPBD"), reachable.actor(who)

    with pytest.raises(PermissionDenied):
        prepare_mails(cycle=reachable.cycle, need=need, step=None, by=by)
    with pytest.raises(PermissionDenied):
        set_days(cycle=reachable.cycle, text="1", version=1, by=by)
    assert not need_of(reachable, "BPBD", who="leader").people


def test_nothing_is_sent_once_the_cycle_is_over(reachable):
    need, by = need_of(reachable, "BPBD"), reachable.actor("reviewer", PLAN.cycle_closes_at)

    with pytest.raises(LateError):
        services.note_sent(
            cycle=reachable.cycle, need=need, channel=ReminderLog.Channel.COPY, by=by
        )


def test_days_are_a_setting_of_the_cycle(home):
    by = home.actor("reviewer")

    changed = set_days(cycle=home.cycle, text="1, 10,5", version=1, by=by)

    assert changed.reminder_days == "10,5,1"
    with pytest.raises(StaleVersionError):
        set_days(cycle=home.cycle, text="2", version=1, by=by)
    with pytest.raises(ValidationError, match="14,7,3,1"):
        set_days(cycle=home.cycle, text="besok", version=2, by=by)
    assert Cycle.objects.get(pk=home.cycle.pk).reminder_days == "10,5,1"
    assert deliver([], by=by) == 0


def test_pages_lead_to_a_mail_and_a_note(reachable, enter, clock):
    clock(WEEK_BEFORE)
    client, home = enter("coordinator"), reachable
    pk = home.agencies["BPBD"].pk

    due = client.get("/pengingat/?saring=jatuh-tempo").content.decode()
    page = client.get(f"/pengingat/{pk}/").content.decode()
    sent = client.post(f"/pengingat/{pk}/kirim/", {"saluran": "email"}, follow=True)
    client.post(f"/pengingat/{pk}/kirim/", {"saluran": "wa"})
    days = client.post("/pengingat/jadwal/", {"days": "x", "version": "1"})

    assert "jatuh tempo" in due
    assert "https://wa.me/6281234567890?text=" in page
    assert "Surel pengingat dikirim ke 1 orang." in sent.content.decode()
    assert [message.to for message in mail.outbox] == [["op@kota.go.id"]]
    logs = ReminderLog.objects.order_by("channel").values_list("channel", "step", "sent_by")
    assert list(logs) == [
        ("email", None, home.people["coordinator"].pk),
        ("wa", None, home.people["coordinator"].pk),
    ]
    assert (days.status_code, "14,7,3,1" in days.content.decode()) == (422, True)
    assert client.get("/pengingat/?saring=xx").status_code == 404
    assert client.get("/pengingat/?page=7").status_code == 404


def test_list_costs_the_same_for_one_and_forty(home, enter):
    client = enter("reviewer")

    def cost():
        with CaptureQueriesContext(connection) as queries:
            page = client.get("/pengingat/")
        return len(queries), len(page.context["everybody"])

    client.get("/pengingat/")
    one = cost()
    add_agencies(home, 40)
    forty = cost()

    assert one[0] == forty[0] <= 12
    assert forty[1] >= one[1]
