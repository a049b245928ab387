"""Pictures of evidence: who sees them, how they are handed out, kept and forgotten."""

from __future__ import annotations

import io
import os
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from PIL import Image

from agencies.models import AuditEntry
from assessment import previews
from assessment.models import StoredFile
from assessment.tests.filecheck import builders as make
from assessment.tests.filling import scene


def preview(client, document, page=1):
    return client.get(reverse("document-preview", args=[document.pk, page]))


def kept(settings):
    return sorted(path for path in (settings.MEDIA_ROOT / "previews").rglob("*") if path.is_file())


def test_first_page_is_handed_out_guarded_and_kept(enter, home, settings):
    document = scene.document(home)

    answers = [preview(enter("operator BPBD"), document) for _ in range(2)]

    assert [a.status_code for a in answers] == [200, 200]
    assert answers[0].content == answers[1].content
    assert Image.open(io.BytesIO(answers[0].content)).format == "PNG"
    headers = answers[0].headers
    assert headers["Content-Type"] == "image/png"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert headers["Cache-Control"] == "no-store"
    assert [path.name for path in kept(settings)] == [f"{document.file.sha256}-1.png"]
    assert kept(settings)[0].stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "who, status",
    [("operator Dinsos", 404), ("operator BPBD", 200), ("reviewer", 200), ("leader", 403)],
)
def test_restricted_preview_is_seen_and_noted_like_the_file(enter, home, who, status):
    secret = scene.document(home, facts=replace(scene.FACTS, is_restricted=True))
    preview(enter("reviewer"), secret)  # a kept picture opens no door
    before = AuditEntry.objects.filter(action="document.view").count()

    answer = preview(enter(who), secret)

    assert answer.status_code == status
    views = AuditEntry.objects.filter(action="document.view", subject_id=str(secret.pk))
    assert views.count() - before == (1 if status == 200 else 0)


def test_preview_of_another_city_is_not_found(enter, world):
    foreign = scene.document(world.neighbour)

    assert preview(enter("operator BPBD"), foreign).status_code == 404


@pytest.mark.parametrize("page", ["0", "2", "01", "99999999999999999999999", "-1", "x"])
def test_wrong_page_is_not_found(enter, home, page):
    document = scene.document(home)

    address = f"{reverse('document-detail', args=[document.pk])}pratinjau/{page}/"

    assert enter("operator BPBD").get(address).status_code == 404


def test_office_files_have_no_preview_and_say_so(enter, home):
    client = enter("operator BPBD")
    file = scene.upload("surat.docx", make.docx())
    client.post(reverse("document-create"), {"title": "Surat", "kind": "report", "file": file})
    document = StoredFile.objects.get().documents.get()

    page = client.get(reverse("document-detail", args=[document.pk]))

    assert "tidak memiliki pratinjau" in page.content.decode()
    assert preview(client, document).status_code == 404


def test_what_cannot_be_drawn_is_explained_and_not_tried_again(enter, home, settings):
    document = scene.document(home)
    path = settings.MEDIA_ROOT / "evidence" / document.file.name
    good = path.read_bytes()
    path.write_bytes(b"%PDF-1.7 rusak")
    first = preview(enter("operator BPBD"), document)
    path.write_bytes(good)

    second = preview(enter("operator BPBD"), document)

    assert (first.status_code, second.status_code) == (409, 409)
    assert "Pratinjau halaman ini tidak dapat dibuat" in second.content.decode()
    assert [path.suffix for path in kept(settings)] == [".none"]


def test_lost_bytes_are_explained(enter, home, settings):
    document = scene.document(home)
    (settings.MEDIA_ROOT / "evidence" / document.file.name).unlink()

    answer = preview(enter("operator BPBD"), document)

    assert answer.status_code == 409
    assert "Berkas tidak ditemukan" in answer.content.decode()


def test_deleting_a_document_forgets_its_pictures(
    enter, home, settings, django_capture_on_commit_callbacks
):
    document = scene.document(home)
    client = enter("operator BPBD")
    preview(client, document)
    assert kept(settings)

    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("document-delete", args=[document.pk]))

    assert kept(settings) == []


def test_previews_have_bounded_room(enter, home, settings, monkeypatch):
    monkeypatch.setattr(previews, "MAX_TOTAL_BYTES", 1)
    client = enter("operator BPBD")

    for name in ("a.pdf", "b.pdf"):
        assert preview(client, scene.document(home, name=name)).status_code == 200

    assert len(kept(settings)) <= 1


def test_sweep_forgets_unknown_pictures_only(enter, home, settings, capsys):
    document = scene.document(home)
    preview(enter("operator BPBD"), document)
    strange = kept(settings)[0].with_name(f"{'0' * 64}-1.png")
    broken = kept(settings)[0].with_name(f"{'0' * 32}.part")
    for path in (strange, broken):
        path.write_bytes(b"")
    for path in kept(settings):
        old = path.stat().st_mtime - timedelta(days=2).total_seconds()
        os.utime(path, (old, old))

    call_command("sweep_files")

    assert [path.name for path in kept(settings)] == [f"{document.file.sha256}-1.png"]
    assert f"{'0' * 64}-1.png" in capsys.readouterr().out


def test_document_page_leads_through_the_pages(enter, home):
    client = enter("operator BPBD")
    file = scene.upload("tiga.pdf", make.pdf(pages=3))
    client.post(reverse("document-create"), {"title": "Tiga", "kind": "report", "file": file})
    document = StoredFile.objects.get().documents.get()
    address = reverse("document-detail", args=[document.pk])

    page = client.get(f"{address}?halaman=2").content.decode()

    assert reverse("document-preview", args=[document.pk, 2]) in page
    assert "?halaman=1#pratinjau" in page
    assert "?halaman=3#pratinjau" in page
    assert client.get(f"{address}?halaman=4").status_code == 404
    assert client.get(f"{address}?halaman=x").status_code == 404
