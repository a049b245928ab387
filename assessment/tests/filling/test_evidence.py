"""Evidence of an answer: picked from the library, uploaded on the spot, taken away again."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.urls import reverse

from assessment.models import Citation, Document
from assessment.services import citations
from assessment.tests.filling import scene

FORM = {"title": "SK Kepala", "kind": "decree", "date": "2026-03-03"}


def post(client, name, *args, **data):
    return client.post(reverse(name, args=args), data)


def test_evidence_is_picked_from_the_library(enter, home):
    document = scene.document(home, "Dinsos")
    address = reverse("citation-create", args=["22B.1", 0])

    answer = enter("operator BPBD").post(
        address, {"cara": "pilih", "document": document.pk, "pages": "2-4", "note": "Lihat."}
    )

    citation = Citation.objects.get()
    assert answer.url == f"{reverse('indicator-detail', args=['22B'])}?buka=22B.1"
    assert (citation.document, citation.item, citation.pages) == (document, 0, "2-4")
    assert scene.contribution(home, "BPBD", "22B.1").answer is None


@pytest.mark.parametrize("pk", ["", "x", "0", "99999999999999999999", "424242"])
def test_picking_refuses_what_is_not_in_the_library(enter, home, pk):
    address = reverse("citation-create", args=["22B.1", 0])

    answer = enter("operator BPBD").post(address, {"cara": "pilih", "document": pk})

    assert answer.status_code == 422
    assert not Citation.objects.exists()


def test_picking_does_not_reach_restricted_or_foreign_documents(enter, home, world):
    secret = scene.document(home, "Dinsos", facts=replace(scene.FACTS, is_restricted=True))
    foreign = scene.document(world.abroad, "Dinsos")
    address = reverse("citation-create", args=["22B.1", 0])

    for document in (secret, foreign):
        answer = enter("operator BPBD").post(address, {"cara": "pilih", "document": document.pk})
        assert answer.status_code == 422
    assert not Citation.objects.exists()


def test_uploading_from_a_question_cites_at_once(enter, home):
    page = enter("operator BPBD").get(reverse("citation-create", args=["22B.1", 0]))
    data = FORM | {"cara": "unggah", "pages": "1", "is_restricted": "on"}

    answer = post(
        enter("operator BPBD"), "citation-create", "22B.1", 0, file=scene.upload(), **data
    )

    assert page.context["upload"]["is_restricted"].value() is True
    assert answer.status_code == 302
    citation = Citation.objects.get()
    assert (citation.pages, citation.document.is_restricted) == ("1", True)


def test_citation_is_removed_after_asking(enter, home):
    scene.answer(home, "BPBD", "22B.1")
    citation = scene.cite(home, "BPBD", "22B.1", scene.document(home))
    client = enter("operator BPBD")

    asked = client.get(reverse("citation-remove", args=[citation.pk]))
    answer = post(client, "citation-remove", citation.pk)

    assert asked.status_code == 200
    assert answer.url == f"{reverse('indicator-detail', args=['22B'])}?buka=22B.1"
    assert not Citation.objects.exists()
    assert Document.objects.count() == 1


def test_citations_of_others_are_not_found(enter, home):
    scene.answer(home, "Dinsos", "22B.1")
    citation = scene.cite(home, "Dinsos", "22B.1", scene.document(home, "Dinsos"))

    assert post(enter("operator BPBD"), "citation-remove", citation.pk).status_code == 404
    assert Citation.objects.count() == 1


def test_one_kind_of_evidence_has_bounded_documents(enter, home, monkeypatch):
    monkeypatch.setattr(citations, "MOST_PER_ITEM", 1)
    scene.answer(home, "BPBD", "22B.1")
    scene.cite(home, "BPBD", "22B.1", scene.document(home))
    second = scene.document(home, name="lain.pdf")
    address = reverse("citation-create", args=["22B.1", 0])

    answer = enter("operator BPBD").post(address, {"cara": "pilih", "document": second.pk})

    assert answer.status_code == 422
    assert set(answer.context["pick"].errors) == {"document"}


def test_same_file_from_a_question_points_to_the_library(enter, home):
    known = scene.document(home)
    data = FORM | {"cara": "unggah"}

    answer = post(
        enter("operator BPBD"), "citation-create", "22B.1", 0, file=scene.upload(), **data
    )

    assert answer.status_code == 422
    assert answer.context["same"] == known
    assert not Citation.objects.exists()


def test_evidence_of_a_sent_part_is_locked(enter, home):
    scene.answer(home, "BPBD", "22B.1")
    citation = scene.cite(home, "BPBD", "22B.1", scene.document(home))
    other = scene.document(home, name="lain.pdf")
    scene.move(home, "BPBD", "22B", "submit", "operator BPBD")
    client, address = enter("operator BPBD"), reverse("citation-create", args=["22B.1", 0])

    added = client.post(address, {"cara": "pilih", "document": other.pk, "note": "Ketikan."})
    removed = post(client, "citation-remove", citation.pk)

    assert (added.status_code, removed.status_code) == (409, 409)
    assert "Ketikan." in added.content.decode()
    assert Citation.objects.get() == citation
