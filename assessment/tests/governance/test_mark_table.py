"""Marks side by side, as a workbook, and what the city answers to them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest

from agencies.actors import actor_of
from agencies.models import AuditEntry
from assessment.models import Document, Mark, MarkReply
from assessment.services.marks import Place, give_mark
from assessment.tests.factories import NOW, PLAN

TABLE = "/nilai-verifikasi/"
HOSTILE = "<script>alert(1)</script> '; DROP TABLE --"


@pytest.fixture
def give(world, frozen):
    """give("22B.1", "2", stage): a mark with a reason, by the province."""

    def given(code, points, stage=Mark.Stage.VA, level=Mark.Level.QUESTION, version=0):
        place = Place(code, level, stage)
        by = actor_of(world.verifier, NOW)
        reason = f"Alasan {stage} {HOSTILE}"
        return give_mark(
            cycle=frozen.cycle,
            place=place,
            points=Decimal(points),
            reason=reason,
            version=version,
            by=by,
        )

    return given


@pytest.fixture
def marked(give):
    give("22B.1", "3", Mark.Stage.FIELD)
    return give("22B.1", "2")


def document_of(home):
    return Document.objects.filter(city=home.city).first()


def reply_url(mark):
    return f"{TABLE}{mark.pk}/tanggapan/"


def test_stages_stand_side_by_side_with_their_reasons(enter, marked):
    page = enter("coordinator").get(TABLE)

    [line] = page.context["page"].object_list
    assert [given and given.mark.points for given in line.marks] == [Decimal(2), Decimal(3), None]
    text = page.content.decode()
    assert "Alasan va" in text
    assert "Alasan field" in text
    assert "<script>alert" not in text


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 2),
        ("tampil=beda", 1),
        ("tampil=turun", 2),
        ("tampil=tanggapan", 0),
        ("tampil=semua&klaster=KEL", 0),
    ],
)
def test_places_are_filtered(enter, marked, give, frozen, query, count):
    give("22B", "1", level=Mark.Level.INDICATOR)
    if "klaster" in query:
        page = enter("leader").get(f"{TABLE}?{query}")
        assert page.status_code == 404
        return
    page = enter("leader").get(f"{TABLE}?{query}")
    assert page.context["page"].paginator.count == count
    assert "Tanggapi<" not in page.content.decode()


def test_every_place_is_listed_when_asked(enter, marked):
    page = enter("coordinator").get(f"{TABLE}?tampil=semua")
    assert page.context["page"].paginator.count == 1 + 31 + 274


def test_the_verifier_reads_a_reply_with_its_new_evidence(client, enter, world, frozen, marked):
    Document.objects.update(is_restricted=False)
    document = document_of(world.home)
    values = {"text": HOSTILE, "document": document.pk, "pages": "3-5", "version": marked.version}
    page = enter("coordinator").post(reply_url(marked), values, follow=True)
    assert "Tanggapan tersimpan" in page.content.decode()
    reply = MarkReply.objects.get()
    assert (reply.mark, reply.document, reply.pages) == (marked, document, "3-5")
    assert AuditEntry.objects.filter(action="mark.reply").count() == 1

    client.force_login(world.verifier)
    text = client.get(f"/verifikasi/{frozen.pk}/sandingan/").content.decode()
    assert document.title in text
    assert f"/dokumen/{document.pk}/" not in text
    assert "&lt;script&gt;" in text


def test_a_reply_says_when_its_mark_was_changed_afterwards(enter, marked, give):
    browser = enter("coordinator")
    values = {"text": "Sudah dilengkapi", "version": marked.version}
    browser.post(reply_url(marked), values)
    give("22B.1", "4", version=marked.version)
    assert "Untuk nilai sebelum diubah" in browser.get(TABLE).content.decode()

    late = browser.post(reply_url(marked), values)
    assert late.status_code == 409
    text = late.content.decode()
    assert "Nilai ini diubah sejak halaman dibuka" in text
    assert "Sudah dilengkapi</textarea>" in text
    assert MarkReply.objects.count() == 1


@pytest.mark.parametrize(
    "values",
    [{"text": " "}, {"text": "x", "document": "999999"}, {"text": "x", "pages": "3"}],
)
def test_a_refused_reply_keeps_what_was_typed(enter, marked, values):
    page = enter("coordinator").post(reply_url(marked), {"version": 1, **values})
    assert page.status_code == 422
    assert not MarkReply.objects.exists()


def test_restricted_documents_are_not_offered(enter, marked, world):
    Document.objects.filter(city=world.home.city).update(is_restricted=True)
    page = enter("coordinator").get(reply_url(marked))
    assert len(page.context["form"].fields["document"].choices) == 1


def test_nobody_replies_once_the_cycle_is_closed(enter, marked, clock):
    clock(PLAN.cycle_closes_at + timedelta(seconds=1))
    browser = enter("coordinator")
    page = browser.post(reply_url(marked), {"text": "x", "version": marked.version})
    assert page.status_code == 409
    assert "Tanggapi<" not in browser.get(TABLE).content.decode()


def test_other_people_and_cities_stay_outside(client, enter, world, marked, frozen):
    assert enter("leader").get(reply_url(marked)).status_code == 403
    client.force_login(world.neighbour.people["coordinator"])
    assert client.get(reply_url(marked)).status_code == 404
    client.force_login(world.foreign_verifier)
    assert client.get(f"/verifikasi/{frozen.pk}/sandingan/").status_code == 404


def test_the_workbook_holds_what_the_filter_shows(client, enter, world, frozen, marked):
    content = enter("coordinator").get(f"{TABLE}xlsx/?tampil=beda").content
    cells = [
        cell
        for row in openpyxl.load_workbook(BytesIO(content))["Nilai"].iter_rows(values_only=True)
        for cell in row
    ]
    assert "22B.1" in cells
    assert f"Alasan va {HOSTILE}" in cells
    client.force_login(world.verifier)
    assert client.get(f"/verifikasi/{frozen.pk}/sandingan/xlsx/").status_code == 200


def test_a_city_without_snapshots_has_no_workbook(enter, home):
    browser = enter("coordinator")
    assert browser.get(f"{TABLE}xlsx/").status_code == 404
    assert "Belum ada nilai" in browser.get(TABLE).content.decode()


def test_queries_do_not_grow_with_marks(enter, marked, give, django_assert_max_num_queries):
    browser = enter("coordinator")
    browser.get(TABLE)
    with django_assert_max_num_queries(12) as one:
        browser.get(TABLE)
    for number in range(1, 12):
        mark = give("22B", "1", level=Mark.Level.INDICATOR, version=number - 1)
        MarkReply.objects.create(mark=mark, mark_version=1, text="x", by_label="x", at=NOW)
    with django_assert_max_num_queries(12) as many:
        browser.get(TABLE)
    assert len(one) == len(many)
