"""Evidence of protected indicators: restricted by its use, whatever the upload said."""

from __future__ import annotations

import uuid
from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from assessment.models import Document
from assessment.policies import visible_documents
from assessment.selectors.instruments import instrument_of
from assessment.services import documents
from assessment.tests.filling import scene
from assessment.tests.secretariat import scene as recap

PROTECTED = "22B.1"


@pytest.fixture(autouse=True)
def _clock(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: scene.NOW)


def _open_question(place):
    """A question outside of cluster V that the instrument gives to BPBD or DP3A."""
    instrument = instrument_of(place.cycle)
    return next(
        q.code
        for q in instrument.questions
        if "DP3A" in q.agencies and q.evidence and not instrument.indicator_of(q.code).is_restricted
    )


def test_citing_for_a_protected_indicator_restricts_the_document(world):
    home = world.home
    document = scene.document(home, "BPBD")
    assert not document.is_restricted

    scene.cite(home, "BPBD", PROTECTED, document)

    document.refresh_from_db()
    others = visible_documents(home.actor("operator Dinsos"))
    assert (document.is_restricted, document.version) == (True, 1)
    assert not others.filter(pk=document.pk).exists()
    assert visible_documents(home.actor("reviewer")).get() == document


def test_citing_elsewhere_leaves_the_document_open(world):
    home = world.home
    document = scene.document(home, "DP3A")

    scene.cite(home, "DP3A", _open_question(home), document)

    document.refresh_from_db()
    assert (document.is_restricted, document.version) == (False, 1)


def test_secrecy_stays_while_the_document_proves_a_protected_indicator(world):
    home = world.home
    document = scene.document(home, "BPBD")
    citation = scene.cite(home, "BPBD", PROTECTED, document)
    document.refresh_from_db()
    change = {
        "cycle": home.cycle,
        "document": document,
        "facts": replace(documents.facts_of(document), is_restricted=False),
        "version": 1,
        "by": home.actor("operator BPBD"),
    }

    with pytest.raises(ValidationError, match="22B"):
        documents.update_document(**change)
    citation.delete()
    documents.update_document(**change)

    document.refresh_from_db()
    assert document.is_restricted is False


def test_corrected_text_under_an_old_token_is_not_swallowed(sign_in, world):
    """Sent, back in the browser, corrected, sent again: both texts stand."""
    client = sign_in(world.home.people["operator BPBD"])
    token = str(uuid.uuid4())
    form = {"kunci": token}
    for rows in ("mitra", "perjanjian"):
        form |= {f"{rows}-TOTAL_FORMS": "0", f"{rows}-INITIAL_FORMS": "0"}

    first = client.post("/kegiatan/baru/", form | {"title": "Sekolah aman"})
    again = client.post("/kegiatan/baru/", form | {"title": "Sekolah aman"})
    other = client.post("/kegiatan/baru/", form | {"title": "Sekolah aman bencana"})

    titles = set(world.home.cycle.programs.values_list("title", flat=True))
    assert first.headers["Location"] == again.headers["Location"] != other.headers["Location"]
    assert titles == {"Sekolah aman", "Sekolah aman bencana"}


def test_same_upload_twice_is_one_document(sign_in, world):
    client = sign_in(world.home.people["operator BPBD"])
    token = str(uuid.uuid4())

    def send(name):
        fields = {"kunci": token, "title": "SK", "kind": "decree", "file": scene.upload(name)}
        return client.post("/dokumen/unggah/", fields)

    first, again, other = send("a.pdf"), send("a.pdf"), send("b.pdf")

    assert first.headers["Location"] == again.headers["Location"] != other.headers["Location"]
    assert Document.objects.count() == 2


@pytest.mark.parametrize("who", ["leader", "operator Dinsos"])
def test_restricted_title_does_not_leak_to(sign_in, world, who):
    """Pages that others of the city may open name the answer, never the document."""
    home = world.home
    row = recap.answer(home, "BPBD", PROTECTED, evidence=False)
    secret = recap.document(home, "BPBD", title="Kasus anak R")
    scene.cite(home, "BPBD", row.question_code, secret)
    client = sign_in(home.people[who])
    pages = (
        f"/kendali/mengapa/{PROTECTED}/",
        "/kendali/",
        f"/dokumen/{secret.pk}/",
        f"/dokumen/{secret.pk}/berkas/",
        "/dokumen/?cari=Kasus",
        "/riwayat/",
        "/tugas/",
    )

    shown = [client.get(page, follow=True).content.decode() for page in pages]

    assert all("Kasus anak R" not in text for text in shown)


def test_admin_reads_that_a_document_was_touched_not_what_it_is(sign_in, world):
    home = world.home
    facts = replace(scene.FACTS, title="Kasus anak R", is_restricted=True)
    scene.document(home, "BPBD", facts=facts)

    admin = sign_in(home.people["admin"]).get("/riwayat/").content.decode()
    coordinator = sign_in(home.people["coordinator"]).get("/riwayat/").content.decode()

    assert "Kasus anak R" not in admin
    assert "Mengunggah dokumen" in admin
    assert "Kasus anak R" in coordinator
