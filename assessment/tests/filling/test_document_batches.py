"""Several files at once: own titles, common facts, refused ones named, the others kept."""

from __future__ import annotations

import uuid
from datetime import date

import pytest
from django.urls import reverse

from agencies.models import AuditEntry
from assessment.models import Document, StoredFile
from assessment.tests.factories import PLAN
from assessment.tests.filling import scene
from assessment.tests.filling.test_documents import evidence_files

ADDRESS = "/dokumen/unggah-banyak/"
COMMON = {"kind": "photo", "date": "2026-03-03", "issuer": "BPBD"}


def post(client, *files, **data):
    return client.post(ADDRESS, COMMON | {"file": list(files)} | data)


def titles():
    return [document.title for document in Document.objects.order_by("pk")]


def test_every_file_becomes_a_document_of_its_own(enter, home, settings):
    answer = post(
        enter("operator BPBD"), scene.upload("SK_Kepala-2026.pdf"), scene.upload("daftar hadir.pdf")
    )

    first, second = Document.objects.order_by("pk")
    assert answer.url == reverse("document-list")
    assert (first.title, second.title) == ("SK Kepala 2026", "daftar hadir")
    assert first.file != second.file
    assert (first.kind, first.date, first.issuer) == ("photo", date(2026, 3, 3), "BPBD")
    assert first.agency == home.agencies["BPBD"]
    assert len(evidence_files(settings)) == 2
    assert AuditEntry.objects.filter(action="document.create").count() == 2
    assert "2 dokumen tersimpan." in enter("operator BPBD").get(answer.url).content.decode()


def test_titles_typed_for_the_files_count(enter):
    files = scene.upload("a.pdf"), scene.upload("b.pdf"), scene.upload("___.pdf")

    post(enter("operator BPBD"), *files, judul=["SK <b>Tim</b>", " ", "Notula"])

    assert titles() == ["SK <b>Tim</b>", "b", "Notula"]


def test_refused_files_do_not_stop_the_others(enter, home, settings):
    scene.document(home, name="lama.pdf")
    files = (
        scene.upload("baik.pdf"),
        scene.upload("virus.exe", b"MZ"),
        scene.upload("lama.pdf"),
        scene.upload("kosong.pdf", b""),
        scene.upload("baik-lagi.pdf", scene.upload("baik.pdf").read()),
        scene.upload("juga.pdf"),
    )

    answer = post(enter("operator BPBD"), *files)

    text = answer.content.decode()
    assert answer.status_code == 422
    assert titles() == ["SK Kepala 1/2026", "baik", "juga"]
    assert "2 dokumen tersimpan." in text
    assert "data-sebagian" in text
    for name in (
        "virus.exe: ",
        "lama.pdf: sudah ada di pustaka",
        "kosong.pdf: ",
        "baik-lagi.pdf: ",
    ):
        assert name in text
    assert 'value="BPBD"' in text
    assert len(evidence_files(settings)) == 3


def test_nothing_is_stored_when_every_file_is_refused(enter, settings):
    answer = post(enter("operator BPBD"), scene.upload("a.exe", b"MZ"))

    assert answer.status_code == 422
    assert "dokumen tersimpan" not in answer.content.decode()
    assert not StoredFile.objects.exists()
    assert evidence_files(settings) == []


@pytest.mark.parametrize(
    "changes, field",
    [
        ({"file": []}, "file"),
        ({"kind": ""}, "kind"),
        ({"kind": "x"}, "kind"),
        ({"date": "kemarin"}, "date"),
        ({"issuer": "a\x00b"}, "issuer"),
    ],
)
def test_wrong_facts_are_named_before_anything_is_stored(enter, settings, changes, field):
    answer = post(enter("operator BPBD"), scene.upload(), **changes)

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {field}
    assert evidence_files(settings) == []


def test_title_that_cannot_be_stored_refuses_its_file_only(enter):
    files = scene.upload("a.pdf"), scene.upload("b.pdf")

    answer = post(enter("operator BPBD"), *files, judul=["x" * 301, "Notula"])

    assert "a.pdf: " in answer.content.decode()
    assert titles() == ["Notula"]


def test_too_many_files_are_refused(enter):
    files = [scene.upload(f"{number}.pdf") for number in range(11)]

    answer = post(enter("operator BPBD"), *files)

    assert "Pilih paling banyak 10 berkas" in answer.content.decode()
    assert not Document.objects.exists()


def test_announced_size_is_refused_before_the_body_is_read(enter, settings):
    settings.EVIDENCE_MAX_BYTES = 100

    answer = enter("operator BPBD").post(ADDRESS, CONTENT_LENGTH=str(30 * 1024 * 1024))

    assert answer.status_code == 413


def test_resend_stores_nothing_twice(enter):
    client, token = enter("operator BPBD"), str(uuid.uuid4())

    answers = [post(client, scene.upload("a.pdf"), kunci=token) for _ in range(2)]

    assert [answer.url for answer in answers] == [reverse("document-list")] * 2
    assert titles() == ["a"]


def test_nothing_is_stored_after_the_deadline(enter, clock, settings):
    clock(PLAN.filling_closes_at)

    answer = post(enter("operator BPBD"), scene.upload("a.pdf"))

    assert answer.status_code == 409
    assert "Pengisian sudah ditutup" in answer.content.decode()
    assert evidence_files(settings) == []


@pytest.mark.parametrize("who", ["head BPBD", "reviewer", "admin"])
def test_only_operators_upload(enter, who):
    assert post(enter(who), scene.upload()).status_code == 403
