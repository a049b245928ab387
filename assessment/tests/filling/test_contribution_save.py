"""Saving an answer in the browser: what is stored, what is refused, and that nothing is lost."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from agencies.models import AuditEntry
from assessment.models import Contribution
from assessment.tests.factories import NOW, PLAN
from assessment.tests.filling import scene

CUT_OFF = PLAN.filling_closes_at


def save(client, code, query="", **data):
    address = reverse("contribution-save", args=[code])
    return client.post(address + query, {"version": "0", "note": ""} | data)


def page(code, question, **query):
    tail = "".join(f"&{key}={value}" for key, value in query.items())
    return f"{reverse('indicator-detail', args=[code])}?buka={question}{tail}"


def test_answer_is_saved_and_leads_on(enter, home):
    answer = save(
        enter("operator BPBD"), "22B.1", choice="Ya, dengan bukti", note=" Ada. ", lanjut="1"
    )

    row = scene.contribution(home, "BPBD", "22B.1")
    assert answer.url == page("22B", "22B.2")
    assert (row.answer, row.note, row.version) == (scene.YES, "Ada.", 1)
    assert (row.updated_by, row.updated_at) == (home.people["operator BPBD"], NOW)
    assert scene.part(home, "BPBD", "22B").status == "draft"
    assert AuditEntry.objects.filter(action="contribution.save").count() == 1


def test_saving_says_when(enter, home):
    answer = save(enter("operator BPBD"), "22B.1", choice="Tidak")

    assert answer.url == page("22B", "22B.1")
    text = enter("operator BPBD").get(answer.url).content.decode()
    assert "Jawaban 22B.1 tersimpan 10.00.00 WITA." in text


def test_empty_form_takes_the_answer_back(enter, home):
    scene.answer(home, "BPBD", "22B.4", {"count": 3})

    save(enter("operator BPBD"), "22B.4", count="", version="1")

    assert scene.contribution(home, "BPBD", "22B.4").answer is None


def test_answer_is_deleted_and_its_note_kept(enter, home):
    scene.answer(home, "BPBD", "22B.1", note="Tetap.")

    save(enter("operator BPBD"), "22B.1", hapus="1", note="Tetap.", version="1")

    row = scene.contribution(home, "BPBD", "22B.1")
    assert (row.answer, row.note) == (None, "Tetap.")


@pytest.mark.parametrize("typed", ["1,5", "1.00", "1e5", "abc", "-3"])
def test_wrong_number_is_kept_with_its_error(enter, home, typed):
    answer = save(enter("operator BPBD"), "22B.4", count=typed, note="Catatan panjang.")

    text = answer.content.decode()
    assert answer.status_code == 422
    assert "<title>Galat:" in text
    assert f'value="{typed}"' in text
    assert 'href="#id_count"' in text
    assert "Catatan panjang." in text
    assert not Contribution.objects.exists()


@pytest.mark.parametrize("note", ["a\x00b", "a\x07b", "x" * 10_001])
def test_hostile_note_is_refused_at_its_field(enter, home, note):
    answer = save(enter("operator BPBD"), "22B.1", choice="Tidak", note=note)

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"note"}
    assert not Contribution.objects.exists()


def test_markup_in_a_note_is_shown_as_text(enter, home):
    scene.answer(home, "BPBD", "22B.1", note='<script>alert("x")</script>')

    text = enter("operator BPBD").get(page("22B", "22B.1")).content.decode()

    assert "<script>alert" not in text
    assert "&lt;script&gt;alert" in text


@pytest.mark.parametrize(
    "moment, status",
    [
        (CUT_OFF - timedelta(seconds=1), 302),
        (CUT_OFF, 409),
        (CUT_OFF + timedelta(seconds=1), 409),
        (PLAN.filling_opens_at - timedelta(seconds=1), 409),
        (PLAN.filling_opens_at, 302),
    ],
)
def test_deadline_holds_to_the_second(enter, home, clock, moment, status):
    clock(moment)

    answer = save(enter("operator BPBD"), "22B.1", choice="Tidak", note="Ketikan saya.")

    assert answer.status_code == status
    assert Contribution.objects.exists() is (status == 302)
    if status == 409:
        assert "Ketikan saya." in answer.content.decode()


def test_second_person_sees_both_texts(enter, home):
    scene.answer(home, "BPBD", "22B.1", note="Tulisan pertama.")

    answer = save(enter("operator BPBD"), "22B.1", choice="Tidak", note="Tulisan kedua.")

    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Tulisan pertama." in text
    assert "Tulisan kedua." in text
    assert answer.context["version"] == 1
    assert scene.contribution(home, "BPBD", "22B.1").note == "Tulisan pertama."
    again = save(
        enter("operator BPBD"), "22B.1", choice="Tidak", note="Tulisan kedua.", version="1"
    )
    assert again.status_code == 302
    assert scene.contribution(home, "BPBD", "22B.1").note == "Tulisan kedua."


def test_double_click_saves_once(enter, home):
    client, token = enter("operator BPBD"), str(uuid.uuid4())

    answers = [save(client, "22B.1", choice="Tidak", kunci=token) for _ in range(2)]

    assert [a.status_code for a in answers] == [302, 302]
    assert answers[0].url == answers[1].url
    assert scene.contribution(home, "BPBD", "22B.1").version == 1


def test_sent_part_is_read_only_and_keeps_what_was_typed(enter, home):
    scene.answer(home, "BPBD", "22B.1", note="Terkirim.")
    scene.move(home, "BPBD", "22B", "submit", "operator BPBD")
    client = enter("operator BPBD")

    shown = client.get(page("22B", "22B.1"))
    answer = save(client, "22B.1", choice="Tidak", note="Terlambat.", version="1")

    assert not shown.context["is_writable"]
    assert "menunggu kepala, jadi isiannya hanya dapat dibaca" in shown.content.decode()
    assert answer.status_code == 409
    assert "Terlambat." in answer.content.decode()
    assert scene.contribution(home, "BPBD", "22B.1").note == "Terkirim."


def test_question_of_another_agency_is_not_found(enter, home):
    client = enter("operator BPBD")

    assert client.get(reverse("indicator-detail", args=["25"])).status_code == 404
    assert save(client, "2.7", count="1").status_code in (403, 404)
    assert client.get(page("22B", "2.7")).status_code == 404
    assert not Contribution.objects.exists()


@pytest.mark.parametrize("who, code", [("head BPBD", 403), ("reviewer", 403), ("leader", 403)])
def test_only_operators_save(enter, home, who, code):
    assert save(enter(who), "22B.1", choice="Tidak").status_code == code
    assert not Contribution.objects.exists()


@pytest.mark.parametrize(
    "address",
    [
        "/indikator/22B/?buka=x",
        "/indikator/22B/?wilayah=1",
        "/indikator/25/?wilayah=9999999999999999999",
        "/indikator/22B/?tahun=99999999999",
        "/indikator/22B/?tahun=abc",
        "/indikator/%00/",
        "/indikator/x/",
        "/pertanyaan/x/simpan/",
        "/pertanyaan/22B.1/bukti/7/",
        "/pertanyaan/22B.1/bukti/99999999999999999999/",
    ],
)
def test_garbage_in_the_address_is_not_found(enter, address):
    assert enter("operator BPBD").get(address).status_code == 404


@pytest.mark.parametrize("version", ["x", "-1", "9" * 30, "1e9"])
def test_garbage_version_is_a_bad_request(enter, version):
    answer = save(enter("operator BPBD"), "22B.1", choice="Tidak", version=version)

    assert answer.status_code == 400


def test_reading_the_save_address_leads_to_the_page(enter):
    answer = enter("operator BPBD").get(reverse("contribution-save", args=["22B.1"]))

    assert answer.url == page("22B", "22B.1")


def test_evidence_button_saves_what_was_typed_first(enter, home):
    answer = save(enter("operator BPBD"), "22B.1", choice="Tidak", note="Simpan.", bukti="0")

    assert answer.url == reverse("citation-create", args=["22B.1", 0])
    assert scene.contribution(home, "BPBD", "22B.1").note == "Simpan."


def test_evidence_button_alone_writes_nothing(enter, home):
    answer = save(enter("operator BPBD"), "22B.1", bukti="0")

    assert answer.url == reverse("citation-create", args=["22B.1", 0])
    assert not Contribution.objects.exists()


@pytest.fixture
def kecamatan(enter, home):
    """A client of an operator for whom the territories answer one by one."""
    person = home.people["operator DP3A"]
    return enter("operator DP3A"), person


def test_territories_are_answered_one_by_one(kecamatan, home):
    client, _ = kecamatan
    first, second = home.territories

    answer = save(
        client, "25.2", f"?wilayah={first.pk}", numerator="3", denominator="6", lanjut="1"
    )

    row = scene.contribution(home, "DP3A", "25.2", first)
    assert answer.url == page("25", "25.2", wilayah=second.pk)
    assert row.answer == {"numerator": 3, "denominator": 6}
    text = client.get(page("25", "25.2", wilayah=first.pk)).content.decode()
    assert "3 dari 6 = 50 %" in text
    assert scene.contribution(home, "DP3A", "25.2") is None


def test_territory_of_another_city_is_not_found(kecamatan, world):
    client, _ = kecamatan
    foreign = world.abroad.territories[0]

    assert client.get(page("25", "25.2", wilayah=foreign.pk)).status_code == 404
    assert save(client, "25.2", f"?wilayah={foreign.pk}", numerator="1").status_code == 404
