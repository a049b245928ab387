"""The library: uploading, sharing bytes, replacing, restricting, and handing files out."""

from __future__ import annotations

import uuid
from dataclasses import asdict, replace
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from agencies.errors import ConflictError, LateError
from agencies.models import AuditEntry
from assessment.models import Citation, Document, StoredFile
from assessment.services import documents as services
from assessment.services.citations import decide_citation
from assessment.services.uploads import received
from assessment.tests.factories import NOW, PLAN
from assessment.tests.filecheck.builders import jpeg_with_gps
from assessment.tests.filling import scene

FORM = {"title": "SK Kepala", "kind": "decree", "date": "2026-03-03"}


def post(client, name, *args, **data):
    return client.post(reverse(name, args=args), data)


def evidence_files(settings):
    return [p for p in (settings.MEDIA_ROOT / "evidence").rglob("*") if p.is_file()]


def replace_file(home, document, name, version=1):
    with received(scene.upload(name), city_id=home.city.pk) as taken:
        return services.replace_file(
            cycle=home.cycle,
            document=document,
            upload=taken,
            version=version,
            by=home.actor("operator BPBD"),
        )


def update(home, document, version=1, **changes):
    return services.update_document(
        cycle=home.cycle,
        document=document,
        facts=replace(services.facts_of(document), **changes),
        version=version,
        by=home.actor("operator BPBD"),
    )


def test_upload_keeps_bytes_and_passport(enter, home, settings):
    answer = post(enter("operator BPBD"), "document-create", file=scene.upload(), **FORM)

    document = Document.objects.get()
    assert answer.url == reverse("document-detail", args=[document.pk])
    assert (document.title, document.kind, document.date) == (
        "SK Kepala",
        "decree",
        date(2026, 3, 3),
    )
    assert (document.agency, document.uploaded_at) == (home.agencies["BPBD"], NOW)
    assert (document.file.mime, document.file.pages) == ("application/pdf", 1)
    assert scene.stored_bytes(document, settings.MEDIA_ROOT) == scene.upload().read()
    assert AuditEntry.objects.filter(action="document.create").count() == 1


def test_upload_cleans_pictures(enter, home, settings):
    picture = scene.upload("foto.jpg", jpeg_with_gps())

    post(enter("operator BPBD"), "document-create", file=picture, **FORM)

    stored = scene.stored_bytes(Document.objects.get(), settings.MEDIA_ROOT)
    assert b"Exif" not in stored


@pytest.mark.parametrize(
    "name, content",
    [
        ("virus.exe", b"MZ"),
        ("palsu.pdf", b"bukan pdf"),
        ("kosong.pdf", b""),
        ("x.pdf", b"%PDF-1.4"),
    ],
)
def test_wrong_file_is_refused_and_the_text_kept(enter, settings, name, content):
    answer = post(
        enter("operator BPBD"), "document-create", file=scene.upload(name, content), **FORM
    )

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"file"}
    assert 'value="SK Kepala"' in answer.content.decode()
    assert evidence_files(settings) == []
    assert not StoredFile.objects.exists()


def test_too_large_file_is_refused(enter, settings):
    settings.EVIDENCE_MAX_BYTES = 100

    answer = post(enter("operator BPBD"), "document-create", file=scene.upload(), **FORM)

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"file"}


def test_announced_size_is_refused_before_the_body_is_read(enter, settings):
    settings.EVIDENCE_MAX_BYTES = 100

    answer = enter("operator BPBD").post(
        reverse("document-create"), CONTENT_LENGTH=str(30 * 1024 * 1024)
    )

    assert answer.status_code == 413


def test_upload_without_a_csrf_token_is_refused(client, home):
    client.handler.enforce_csrf_checks = True
    client.force_login(home.people["operator BPBD"])

    answer = post(client, "document-create", file=scene.upload(), **FORM)

    assert answer.status_code == 403
    assert not Document.objects.exists()


@pytest.mark.parametrize(
    "field, value",
    [
        ("title", ""),
        ("title", "a\x00b"),
        ("title", "a\x07b"),
        ("title", "x" * 301),
        ("kind", "x"),
        ("date", "31-02-2026"),
        ("date", "0001-01-01"),
        ("number", "x" * 151),
        ("valid_until", "2026-01-01"),
    ],
)
def test_wrong_passport_is_refused_at_its_field(enter, settings, field, value):
    answer = post(
        enter("operator BPBD"), "document-create", file=scene.upload(), **(FORM | {field: value})
    )

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {field}
    assert not Document.objects.exists()
    assert evidence_files(settings) == []


def test_same_bytes_are_recognised_and_shared_on_demand(enter, home, settings):
    first = scene.document(home, "Dinsos")
    client = enter("operator BPBD")

    refused = post(client, "document-create", file=scene.upload(), **FORM)
    kept = post(client, "document-create", file=scene.upload(), keep_same="on", **FORM)

    text = refused.content.decode()
    assert refused.status_code == 422
    assert "sudah diunggah 1 Desember 2026 oleh Dinsos" in text
    assert reverse("document-detail", args=[first.pk]) in text
    assert kept.status_code == 302
    assert Document.objects.count() == 2
    assert StoredFile.objects.count() == len(evidence_files(settings)) == 1


def test_restricted_bytes_of_others_are_not_betrayed(enter, home):
    scene.document(home, "Dinsos", facts=replace(scene.FACTS, is_restricted=True))

    answer = post(enter("operator BPBD"), "document-create", file=scene.upload(), **FORM)

    assert answer.status_code == 302
    assert StoredFile.objects.count() == 1


def test_double_click_uploads_once(enter, settings):
    client, token = enter("operator BPBD"), str(uuid.uuid4())

    answers = [
        post(client, "document-create", file=scene.upload(), kunci=token, **FORM) for _ in range(2)
    ]

    assert [a.status_code for a in answers] == [302, 302]
    assert answers[0].url == answers[1].url
    assert Document.objects.count() == len(evidence_files(settings)) == 1


def test_late_upload_keeps_nothing(enter, clock, settings):
    clock(PLAN.filling_closes_at)

    answer = post(enter("operator BPBD"), "document-create", file=scene.upload(), **FORM)

    assert answer.status_code == 409
    assert 'value="SK Kepala"' in answer.content.decode()
    assert evidence_files(settings) == []


def test_library_of_another_city_is_not_found(enter, world):
    foreign = scene.document(world.neighbour)
    client = enter("operator BPBD")

    codes = {
        client.get(reverse(name, args=[foreign.pk])).status_code
        for name in ("document-detail", "document-edit", "document-delete", "document-file")
    }

    assert codes == {404}
    assert foreign.title not in client.get(reverse("document-list")).content.decode()


def test_documents_of_another_agency_are_read_but_not_changed(enter, home):
    theirs = scene.document(home, "Dinsos")
    client = enter("operator BPBD")

    assert client.get(reverse("document-detail", args=[theirs.pk])).status_code == 200
    for name in ("document-edit", "document-replace", "document-delete"):
        assert client.get(reverse(name, args=[theirs.pk])).status_code == 403
        assert post(client, name, theirs.pk, **FORM).status_code in (403, 422)
    theirs.refresh_from_db()
    assert theirs.version == 1


@pytest.mark.parametrize(
    "who, status", [("operator Dinsos", 404), ("operator BPBD", 200), ("reviewer", 200)]
)
def test_restricted_document_is_seen_by_its_agency_and_the_secretariat(enter, home, who, status):
    secret = scene.document(home, facts=replace(scene.FACTS, is_restricted=True))

    answer = enter(who).get(reverse("document-file", args=[secret.pk]))

    assert answer.status_code == status
    if answer.streaming:
        assert answer.getvalue() == scene.upload().read()
    views = AuditEntry.objects.filter(action="document.view", subject_id=str(secret.pk))
    assert views.count() == (1 if status == 200 else 0)


@pytest.mark.parametrize("query, disposition", [("", "attachment"), ("?tampil=1", "inline")])
def test_files_are_handed_out_guarded(enter, home, query, disposition):
    document = scene.document(home, name='a".pdf')

    answer = enter("operator BPBD").get(reverse("document-file", args=[document.pk]) + query)

    assert answer.getvalue()
    headers = answer.headers
    assert headers["Content-Disposition"].startswith(disposition)
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert headers["Cache-Control"] == "no-store"
    assert headers["Content-Type"] == "application/pdf"


def test_lost_bytes_are_explained(enter, home, settings):
    document = scene.document(home)
    evidence_files(settings)[0].unlink()

    answer = enter("operator BPBD").get(reverse("document-file", args=[document.pk]))

    assert answer.status_code == 409
    assert "Berkas tidak ditemukan" in answer.content.decode()


def test_edit_conflict_shows_both_texts(enter, home):
    document = scene.document(home)
    update(home, document, title="Judul baru")

    answer = post(enter("operator BPBD"), "document-edit", document.pk, version="1", **FORM)

    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Judul baru" in text
    assert 'value="SK Kepala"' in text
    assert 'name="version" value="2"' in text


def test_changing_the_passport_asks_for_a_new_verdict(home):
    document = scene.document(home)
    scene.answer(home, "BPBD", "22B.1")
    citation = _accepted_then_returned(home, document)

    update(home, document, date=date(2026, 4, 4))

    citation.refresh_from_db()
    assert (citation.state, citation.decided_by) == ("pending", None)


def test_replacing_resets_citations_and_drops_old_bytes(
    home, settings, django_capture_on_commit_callbacks
):
    document = scene.document(home)
    scene.answer(home, "BPBD", "22B.1")
    citation = _accepted_then_returned(home, document)

    with django_capture_on_commit_callbacks(execute=True):
        updated = replace_file(home, document, "baru.pdf")

    citation.refresh_from_db()
    assert citation.state == "pending"
    assert updated.filename == "baru.pdf"
    assert len(evidence_files(settings)) == StoredFile.objects.count() == 1


def test_sent_evidence_is_locked_but_may_become_secret(enter, home):
    document = scene.document(home)
    scene.answer(home, "BPBD", "22B.1")
    scene.cite(home, "BPBD", "22B.1", document)
    scene.move(home, "BPBD", "22B", "submit", "operator BPBD")

    with pytest.raises(ConflictError, match="22B"):
        replace_file(home, document, "baru.pdf")
    with pytest.raises(ConflictError, match="22B"):
        update(home, document, date=date(2026, 4, 4))
    secret = update(home, document, is_restricted=True)

    assert secret.is_restricted
    page = enter("operator BPBD").get(reverse("document-replace", args=[document.pk]))
    assert page.context["locked"] == ["22B"]


def test_used_document_is_not_deleted(enter, home, settings):
    document = scene.document(home)
    scene.answer(home, "BPBD", "22B.1")
    citation = scene.cite(home, "BPBD", "22B.1", document)
    client = enter("operator BPBD")

    assert post(client, "document-delete", document.pk).status_code == 409
    citation.delete()
    assert post(client, "document-delete", document.pk).status_code == 302
    assert not Document.objects.exists()
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize(
    "who, error", [("operator Dinsos", PermissionDenied), ("head BPBD", PermissionDenied)]
)
def test_services_check_who(home, who, error):
    document = scene.document(home)

    with pytest.raises(error):
        services.delete_document(cycle=home.cycle, document=document, by=home.actor(who))


def test_services_check_when(home):
    document = scene.document(home)
    late = home.actor("operator BPBD", PLAN.filling_closes_at)

    with pytest.raises(LateError):
        services.delete_document(cycle=home.cycle, document=document, by=late)


def test_agency_has_bounded_room(home, monkeypatch):
    monkeypatch.setattr(services, "AGENCY_MAX_BYTES", 10)

    with pytest.raises(ValidationError) as caught:
        scene.document(home)

    assert set(caught.value.message_dict) == {"file"}


def test_facts_of_a_document_are_its_passport(home):
    document = scene.document(home)

    assert asdict(services.facts_of(document)) == asdict(scene.FACTS)


def _accepted_then_returned(home, document):
    """A citation that the secretariat accepted in a part that it then returned."""
    citation = scene.cite(home, "BPBD", "22B.1", document)
    scene.move(home, "BPBD", "22B", "submit", "operator BPBD")
    scene.move(home, "BPBD", "22B", "approve", "head BPBD")
    decide_citation(
        citation=citation,
        state=Citation.CitationState.ACCEPTED,
        reason="",
        version=1,
        by=home.actor("reviewer"),
    )
    scene.move(home, "BPBD", "22B", "return", "reviewer", "Lengkapi.")
    return citation
