"""What people are told of their evidence: alike photos, other uses, kinds, validity, re-use."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse

from assessment.models import Citation, Document
from assessment.selectors.checks import ProblemKind, indicator_part
from assessment.selectors.instruments import instrument_of
from assessment.selectors.likeness import alike
from assessment.services.documents import store_document
from assessment.services.uploads import received
from assessment.tests.factories import NOW
from assessment.tests.filecheck import builders as make
from assessment.tests.filecheck.test_likeness import scene as photo
from assessment.tests.filling import scene

PHOTO = replace(scene.FACTS, title="Foto simulasi", kind="photo")


def store_photo(place, agency="BPBD", seed=1, quality=85, **facts):
    file = scene.upload("foto.jpg", make.jpeg(photo(seed), quality=quality))
    with received(file, city_id=place.city.pk) as taken:
        return store_document(
            cycle=place.cycle,
            agency=place.agencies[agency],
            upload=taken,
            facts=replace(PHOTO, **facts),
            by=place.actor(f"operator {agency}"),
        )


def loaded(document):
    return Document.objects.select_related("file").get(pk=document.pk)


def text_of(client, name, *args, query=""):
    return client.get(reverse(name, args=args) + query).content.decode()


def test_alike_photos_of_the_city_are_pointed_out(enter, home, world):
    first = store_photo(home, "Dinsos", title="Foto Dinsos")
    other = store_photo(home, seed=2, title="Foto lain")
    second = store_photo(home, quality=30)
    store_photo(world.neighbour, quality=50, title="Foto tetangga")

    found = alike(home.actor("operator BPBD"), [loaded(second), loaded(other)])

    assert {pk: [row.pk for row in rows] for pk, rows in found.items()} == {second.pk: [first.pk]}
    page = text_of(enter("operator BPBD"), "document-detail", second.pk)
    assert "Foto ini mirip dengan yang sudah ada" in page
    assert "Foto Dinsos" in page
    assert "Foto lain" not in page
    assert "Foto tetangga" not in page


def test_restricted_photos_of_others_are_not_betrayed(enter, home):
    secret = store_photo(home, "Dinsos", title="Foto korban", is_restricted=True)
    own = store_photo(home, quality=30)

    page = text_of(enter("operator BPBD"), "document-detail", own.pk)

    assert "mirip" not in page
    assert "Foto korban" not in page
    found = alike(home.actor("reviewer"), [loaded(own)])
    assert [row.pk for row in found[own.pk]] == [secret.pk]


def test_review_page_shows_likeness_other_uses_and_the_cited_page(
    enter, home, django_assert_max_num_queries
):
    store_photo(home, "Dinsos", title="Foto Dinsos")
    mine = store_photo(home, quality=30)
    report = scene.document(home)
    for code in ("22B.1", "22B.2"):
        scene.answer(home, "BPBD", code)
        scene.cite(home, "BPBD", code, mine)
    scene.cite(home, "BPBD", "22B.1", report)
    scene.move(home, "BPBD", "22B", "submit", "operator BPBD")
    scene.move(home, "BPBD", "22B", "approve", "head BPBD")
    part = scene.part(home, "BPBD", "22B")

    client = enter("reviewer")
    with django_assert_max_num_queries(12):
        page = text_of(client, "review-detail", part.pk)

    assert "Dipakai juga di 22B.2." in page
    assert "Dipakai juga di 22B.1." in page
    assert "Foto mirip dengan" in page
    assert reverse("document-preview", args=[report.pk, 1]) in page


def test_question_page_names_other_uses_and_unfitting_kinds(enter, home):
    document = scene.document(home, facts=replace(scene.FACTS, kind="certificate"))
    scene.answer(home, "BPBD", "21A.1")
    scene.cite(home, "BPBD", "21A.1", document)
    scene.answer(home, "BPBD", "22B.1")
    scene.cite(home, "BPBD", "22B.1", document)

    page = text_of(enter("operator BPBD"), "indicator-detail", "21A", query="?buka=21A.1")
    check = text_of(enter("operator BPBD"), "submission-check")

    assert "Dipakai juga di 22B.1." in page
    assert "Jenisnya Sertifikat, sedangkan butir ini meminta" in page
    assert "Jenisnya Sertifikat, sedangkan butir ini meminta" in check
    assert "hal yang meragukan" in check


def test_doubts_are_no_gaps(home):
    document = scene.document(home, facts=replace(scene.FACTS, kind="certificate"))
    scene.answer(home, "BPBD", "21A.1")
    for item in range(len(scene.question(home, "21A.1").evidence)):
        scene.cite(home, "BPBD", "21A.1", document, item=item)

    from_page = _part(home).question("21A.1")

    assert from_page.problems == ()
    assert not from_page.is_open
    assert {doubt.kind for doubt in from_page.doubts} == {ProblemKind.DOUBT}


def test_same_file_is_used_again_with_one_press(enter, home):
    known = scene.document(home, "Dinsos")
    client, address = enter("operator BPBD"), reverse("citation-create", args=["22B.1", 0])
    data = {
        "title": "SK Kepala",
        "kind": "decree",
        "cara": "unggah",
        "pages": "3",
        "note": "Butir.",
    }

    refused = client.post(address, data | {"file": scene.upload()})
    text = refused.content.decode()
    again = {"cara": "pilih", "document": known.pk, "pages": "3", "note": "Butir."}
    taken = client.post(address, again)

    assert "sudah diunggah 1 Desember 2026 oleh Dinsos - pakai ulang?" in text
    assert "Pakai ulang dokumen itu" in text
    for name, value in again.items():
        assert f'name="{name}" value="{value}"' in " ".join(text.split())
    assert taken.status_code == 302
    citation = Citation.objects.get()
    assert (citation.document, citation.pages, citation.note) == (known, "3", "Butir.")
    assert Document.objects.count() == 1


@pytest.mark.parametrize(
    "facts, words",
    [
        ({"date": date(2019, 1, 1)}, "di luar tahun yang dievaluasi"),
        ({"date": None}, "Belum bertanggal"),
        ({"valid_until": date(2026, 12, 31)}, "Masa berlakunya akan habis 31 Desember 2026"),
        ({"valid_until": date(2026, 11, 30)}, "Masa berlakunya berakhir 30 November 2026"),
    ],
)
def test_doubts_of_a_document_are_told_at_once(enter, home, facts, words):
    client = enter("operator BPBD")
    typed = {"title": "SK", "kind": "decree", "date": "2026-03-03"}
    typed |= {name: "" if value is None else str(value) for name, value in facts.items()}

    answer = client.post(reverse("document-create"), typed | {"file": scene.upload()}, follow=True)

    assert [words in str(message) for message in answer.context["messages"]] == [True]


@pytest.mark.parametrize(
    "end, is_found",
    [(None, False), (date(2027, 3, 1), True), (date(2027, 3, 2), False), (date(2026, 4, 1), True)],
)
def test_library_finds_what_runs_out(enter, home, end, is_found):
    assert NOW.date() == date(2026, 12, 1)
    scene.document(home, facts=replace(scene.FACTS, valid_until=end))

    page = enter("operator BPBD").get(reverse("document-list") + "?saring=habis-berlaku")

    assert len(page.context["rows"]) == int(is_found)


def test_library_lists_where_documents_are_used(enter, home):
    document = scene.document(home)
    for code in ("22B.2", "22B.1"):
        scene.answer(home, "BPBD", code)
        scene.cite(home, "BPBD", code, document)

    page = enter("operator BPBD").get(reverse("document-list") + "?urut=berlaku")

    assert [row.used_in for row in page.context["rows"]] == ["22B.1 dan 22B.2"]


def _part(home):
    indicator = instrument_of(home.cycle).indicator("21A")
    return indicator_part(home.actor("operator BPBD"), home.cycle, home.agencies["BPBD"], indicator)
