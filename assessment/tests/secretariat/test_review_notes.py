"""Remarks between the secretariat and an agency: who reads, who writes, when a thread is done."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from agencies.errors import ConflictError
from assessment import policies
from assessment.models import ReviewNote
from assessment.selectors import review_notes as selectors
from assessment.services import review_notes
from assessment.tests.factories import PLAN
from assessment.tests.secretariat import scene

CODE = "1.2g"
HOSTILE = '<script>alert("x")</script> & {{ 7 }}'


@pytest.fixture
def sent(home):
    scene.answer(home, "Dinsos", CODE)
    return scene.send(home, "Dinsos", CODE)


def write(home, who="reviewer", text="Halaman berapa?", **changes):
    values = {
        "cycle": home.cycle,
        "agency": home.agencies["Dinsos"],
        "question_code": CODE,
        "text": text,
        "by": home.actor(who),
    } | changes
    return review_notes.write_note(**values)


def resolve(home, seen, who="reviewer"):
    return review_notes.resolve_notes(
        cycle=home.cycle,
        agency=home.agencies["Dinsos"],
        question_code=CODE,
        seen=seen,
        by=home.actor(who),
    )


def open_notes(home, who):
    """What is open in Dinsos's part: questions, and whether the agency had the last word."""
    rows = policies.visible_submissions(home.actor(who))
    part = selectors.with_open_notes(rows).get(pk=scene.part(home, "Dinsos", CODE).pk)
    return part.open_notes, part.is_replied


def test_a_thread_goes_from_remark_to_reply_to_done(home, sent):
    write(home)
    asked = open_notes(home, "reviewer")
    reply = write(home, "operator Dinsos", "Halaman 3.")
    answered = open_notes(home, "operator Dinsos")

    assert resolve(home, reply.pk) == 2

    assert (asked, answered) == ((1, False), (1, True))
    assert open_notes(home, "reviewer") == (0, None)
    thread = selectors.threads(
        home.actor("reviewer"), home.cycle, home.agencies["Dinsos"].pk, [CODE]
    )[CODE]
    assert [note.is_from_agency for note in thread.notes] == [False, True]
    assert (thread.open, thread.last_id) == ((), reply.pk)


def test_a_thread_is_not_done_past_an_unseen_reply(home, sent):
    first = write(home)
    write(home, "operator Dinsos", "Tunggu.")

    with pytest.raises(ConflictError, match="catatan baru"):
        resolve(home, first.pk)

    assert ReviewNote.objects.filter(resolved_at=None).count() == 2


@pytest.mark.parametrize("who", ["operator BPBD", "head BPBD", "leader", "admin"])
def test_others_neither_write_nor_resolve(home, sent, who):
    with pytest.raises(PermissionDenied):
        write(home, who)
    with pytest.raises(PermissionDenied):
        resolve(home, 0, who)


def test_remarks_need_an_assigned_question_and_an_open_review(home, sent):
    with pytest.raises(PermissionDenied):
        write(home, question_code="13.1")
    with pytest.raises(ConflictError):
        write(home, by=home.actor("reviewer", PLAN.recap_closes_at))


def test_other_agencies_do_not_see_the_thread(home, sent):
    write(home)

    codes = [CODE]
    seen = selectors.threads(
        home.actor("operator BPBD"), home.cycle, home.agencies["Dinsos"].pk, codes
    )

    assert seen == {CODE: selectors.Thread()}


def test_the_secretariat_writes_and_resolves_on_the_page(enter, home, sent):
    client = enter("reviewer")
    address = reverse("review-note", args=[sent.pk, CODE])

    empty = client.post(address, {"text": " "})
    nul = client.post(address, {"text": "a\x00b"})
    long = client.post(address, {"text": "x" * 2001})
    done = client.post(f"{address}?dari=antrian", {"text": HOSTILE})

    assert [empty.status_code, nul.status_code, long.status_code] == [422] * 3
    assert "x" * 2001 in long.content.decode()
    page = client.get(done.url)
    assert "&lt;script&gt;" in page.content.decode()
    assert page.context["review"].open_threads == 1
    seen = ReviewNote.objects.get().pk
    client.post(reverse("review-note-resolve", args=[sent.pk, CODE]), {"terlihat": seen})
    assert ReviewNote.objects.get().resolved_by == home.people["reviewer"]


def test_the_agency_reads_replies_and_counts(enter, home, sent):
    write(home)
    client = enter("operator Dinsos")

    tasks = client.get("/tugas/").content.decode()
    page = client.get(f"/indikator/1/?buka={CODE}").content.decode()
    empty = client.post(f"/pertanyaan/{CODE}/catatan/", {"text": ""})
    done = client.post(f"/pertanyaan/{CODE}/catatan/", {"text": "Halaman 3."})

    assert "1 catatan sekretariat" in tasks
    assert "Halaman berapa?" in page
    assert (empty.status_code, done.status_code) == (422, 302)
    assert ReviewNote.objects.filter(is_from_agency=True).count() == 1


def test_remarks_of_another_city_are_not_found(client, world, clock, sent):
    client.force_login(world.neighbour.people["reviewer"])

    answers = [
        client.post(reverse("review-note", args=[sent.pk, CODE]), {"text": "a"}),
        client.post(reverse("review-note-resolve", args=[sent.pk, CODE]), {"terlihat": 1}),
    ]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert not ReviewNote.objects.exists()
