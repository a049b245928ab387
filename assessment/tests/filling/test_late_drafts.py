"""What arrives too late is refused and kept for its author alone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from agencies.models import AuditEntry
from assessment.models import Contribution, Extension, LateDraft, Program
from assessment.tests.factories import NOW, PLAN

DEADLINE = PLAN.filling_closes_at
SECOND = timedelta(seconds=1)
ADDRESS = "/pertanyaan/22B.2/simpan/"
PAGE = "/indikator/22B/?buka=22B.2"
TYPED = {"choice": "Ya, dengan bukti", "note": "Ditulis malam itu <b>", "version": "0"}


@pytest.mark.parametrize("headers", [{}, {"HTTP_HX_REQUEST": "true"}], ids=["plain", "autosave"])
@pytest.mark.parametrize("seconds", [-1, 0, 1])
def test_the_deadline_decides_to_the_second_and_keeps_the_text(enter, clock, headers, seconds):
    clock(DEADLINE + seconds * SECOND)
    answer = enter("operator BPBD").post(ADDRESS, TYPED, **headers)

    if seconds < 0:
        assert answer.status_code == (200 if headers else 302)
        assert not LateDraft.objects.exists()
        return
    assert answer.status_code == 409
    assert "disimpan sebagai draf pribadi" in answer.content.decode()
    assert not Contribution.objects.exists()
    draft = LateDraft.objects.get()
    assert (draft.address, draft.title) == (PAGE, "Pertanyaan 22B.2")
    assert ["note", "Ditulis malam itu <b>"] in draft.fields
    assert draft.arrived_at == DEADLINE + seconds * SECOND


@pytest.fixture
def late(enter, clock):
    clock(DEADLINE)
    enter("operator BPBD").post(ADDRESS, TYPED)
    return LateDraft.objects.get()


def test_later_text_of_the_same_form_takes_its_place(late, enter):
    enter("operator BPBD").post(ADDRESS, TYPED | {"note": "Lebih baru"})

    assert ["note", "Lebih baru"] in LateDraft.objects.get().fields
    assert AuditEntry.objects.filter(action="late_draft.keep").count() == 1
    assert "malam itu" not in AuditEntry.objects.get(action="late_draft.keep").after


def test_only_the_author_reads_it_on_the_question(late, enter, home, world, client):
    own = enter("operator BPBD").get(PAGE).content.decode()
    assert "Draf pribadi: tiba terlambat" in own
    assert "Ditulis malam itu &lt;b&gt;" in own
    assert "Masukkan ke formulir" not in own
    assert "malam itu" in enter("operator BPBD").get("/draf/").content.decode()
    for who in ("head BPBD", "operator Dinsos"):
        assert "malam itu" not in enter(who).get("/draf/").content.decode()
        assert client.post(f"/draf/{late.pk}/hapus/").status_code == 404
    assert "malam itu" not in enter("head BPBD").get(PAGE).content.decode()


def test_an_extension_lets_it_back_into_the_form(late, enter, home):
    Extension.objects.create(
        cycle=home.cycle,
        agency=home.agencies["BPBD"],
        until=DEADLINE + timedelta(days=1),
        reason="Banjir",
        granted_at=NOW,
    )
    client = enter("operator BPBD")
    assert "Masukkan ke formulir" in client.get(PAGE).content.decode()

    page = client.get(f"{PAGE}&draf={late.pk}")
    assert page.context["form"]["note"].value() == "Ditulis malam itu <b>"
    assert page.context["form"]["choice"].value() == "Ya, dengan bukti"
    assert not Contribution.objects.exists()
    assert client.post(ADDRESS, TYPED).status_code == 302
    assert Contribution.objects.get().note == "Ditulis malam itu <b>"
    assert client.get(f"{PAGE}&draf=x").status_code == 404


def test_the_author_throws_it_away(late, enter):
    client = enter("operator BPBD")
    assert client.get(f"/draf/{late.pk}/hapus/").status_code == 405
    assert client.post(f"/draf/{late.pk}/hapus/")["Location"] == PAGE
    assert not LateDraft.objects.exists()
    assert client.post(f"/draf/{late.pk}/hapus/").status_code == 404


def test_programmes_keep_their_text_too(enter, clock):
    clock(DEADLINE)
    refused = enter("operator BPBD").post(
        "/kegiatan/baru/",
        {
            "title": "Sekolah aman",
            "result": "Banyak",
            **{
                f"{prefix}-{name}": "0"
                for prefix in ("partners", "agreements", "mitra", "perjanjian")
                for name in ("TOTAL_FORMS", "INITIAL_FORMS")
            },
        },
    )

    assert refused.status_code == 409, refused.context["form"].errors
    draft = LateDraft.objects.get()
    assert (draft.title, draft.address) == ("Kegiatan Sekolah aman", "/kegiatan/baru/")
    assert not Program.objects.exists()


def test_drafts_cost_the_question_page_no_more_than_twelve_queries(
    late, enter, home, django_assert_max_num_queries
):
    client = enter("operator BPBD")
    with django_assert_max_num_queries(12):
        assert client.get(PAGE).status_code == 200
