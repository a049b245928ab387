"""The question page saves by itself: the pieces that come back, and that a repeat acts once."""

from __future__ import annotations

import re
import uuid

import pytest
from django.urls import reverse

from agencies.models import AuditEntry
from assessment.models import Contribution
from assessment.tests.factories import PLAN
from assessment.tests.filling import scene

CODE = "22B.1"


def save(client, code=CODE, **data):
    address = reverse("contribution-save", args=[code])
    data = {"version": "0", "note": "", "kunci": str(uuid.uuid4())} | data
    return client.post(address, data, headers={"HX-Request": "true"})


def value(answer, element):
    tag = re.search(rf'<input[^>]*id="{element}"[^>]*>', answer.content.decode())
    return re.search(r'value="([^"]*)"', tag.group()).group(1)


def test_receipt_brings_version_key_and_points(enter, home):
    client, key = enter("operator BPBD"), str(uuid.uuid4())

    answer = save(client, choice="Ya, dengan bukti", kunci=key)

    text = answer.content.decode()
    assert (answer.status_code, answer["KLA-Simpan"]) == (200, "tersimpan")
    assert "Tersimpan 10.00.00 WITA" in text
    assert value(answer, "versi") == "1"
    assert uuid.UUID(value(answer, "kunci")) != uuid.UUID(key)
    assert "Jawaban tersimpan bernilai" in text
    assert "<html" not in text
    assert 'id="id_note"' not in text
    assert scene.contribution(home, "BPBD", CODE).answer == scene.YES


def test_repeat_of_an_attempt_says_the_same_version(enter, home):
    client, key = enter("operator BPBD"), str(uuid.uuid4())
    first = save(client, choice="Tidak", kunci=key)
    later = save(client, choice="Tidak", note="Lalu.", version="1")

    again = save(client, choice="Tidak", kunci=key)

    assert [value(a, "versi") for a in (first, later, again)] == ["1", "2", "1"]
    assert scene.contribution(home, "BPBD", CODE).note == "Lalu."
    assert AuditEntry.objects.filter(action="contribution.save").count() == 2


def test_nothing_new_is_not_written_again(enter, home):
    client = enter("operator BPBD")
    save(client, choice="Tidak")

    answer = save(client, choice="Tidak", version="1")

    assert value(answer, "versi") == "1"
    assert AuditEntry.objects.filter(action="contribution.save").count() == 1


def test_half_a_percentage_says_what_is_missing(enter, home):
    answer = save(enter("operator DP3A"), "25.2", numerator="5")

    assert answer["KLA-Simpan"] == "tersimpan"
    assert "Belum lengkap: penyebut." in answer.content.decode()


def test_error_comes_to_its_field_and_nothing_is_saved(enter):
    answer = save(enter("operator BPBD"), "22B.4", count="1e5", note="Tetap.")

    text = answer.content.decode()
    assert (answer.status_code, answer["KLA-Simpan"]) == (422, "galat")
    slot = re.search(r'id="id_count_galat"[^>]*>(.*?)</div>', text, re.DOTALL).group(1)
    assert "Tulis hanya angka" in slot
    assert 'id="versi"' not in text
    assert not Contribution.objects.exists()


def test_second_writer_gets_both_texts(enter, home):
    scene.answer(home, "BPBD", CODE, note="Tulisan pertama.")

    answer = save(enter("operator BPBD"), choice="Tidak", note="Tulisan kedua.")

    text = answer.content.decode()
    assert (answer.status_code, answer["KLA-Simpan"]) == (409, "bentrok")
    assert "Tulisan pertama." in text
    assert "Tulisan kedua." in text
    assert 'data-pakai-saya="1"' in text
    assert "data-pakai-tersimpan" in text
    assert 'id="versi"' not in text
    assert scene.contribution(home, "BPBD", CODE).note == "Tulisan pertama."


def test_late_is_said(enter, home, clock):
    clock(PLAN.filling_closes_at)

    answer = save(enter("operator BPBD"), choice="Tidak", note="Terlambat.")

    assert (answer.status_code, answer["KLA-Simpan"]) == (409, "ditolak")
    assert "sudah ditutup" in answer.content.decode()
    assert not Contribution.objects.exists()


def test_without_a_session_there_is_no_receipt(client, home):
    answer = save(client, choice="Tidak")

    assert (answer.status_code, answer.headers.get("KLA-Simpan")) == (401, None)


@pytest.mark.parametrize("who", ["head BPBD", "reviewer"])
def test_only_operators_save(enter, who):
    assert save(enter(who), choice="Tidak").status_code == 403


@pytest.mark.parametrize(
    "text",
    [
        "\"kutip\" 'satu'",
        "anak 👧🏽🚸",
        "\u202eabc \u0643\u0627\u0646\u202c",
        "</script><b>&amp;",
        "x" * 10_000,
    ],
)
def test_note_survives_as_typed(enter, home, text):
    answer = save(enter("operator BPBD"), choice="Tidak", note=text)

    assert answer["KLA-Simpan"] == "tersimpan"
    assert scene.contribution(home, "BPBD", CODE).note == text


@pytest.mark.parametrize("text", ["a\x00b", "x" * 100_000])
def test_unstorable_text_is_refused_at_its_field(enter, text):
    answer = save(enter("operator BPBD"), choice="Tidak", note=text)

    assert (answer.status_code, answer["KLA-Simpan"]) == (422, "galat")
    slot = re.search(r'id="id_note_galat"[^>]*>(.*?)</div>', answer.content.decode(), re.DOTALL)
    assert "d-block" in slot.group(1)


@pytest.mark.parametrize("text", ["a\x00b", "x" * 201])
def test_source_of_a_denominator_is_bounded(enter, home, text):
    answer = save(
        enter("operator DP3A"), "25.2", numerator="1", denominator="2", denominator_source=text
    )

    assert (answer.status_code, answer["KLA-Simpan"]) == (422, "galat")


def test_source_of_a_denominator_is_kept_with_the_answer(enter, home):
    client = enter("operator DP3A")
    figures = {"numerator": "5", "denominator": "12.345", "denominator_source": "BPS 2025"}

    save(client, "25.2", **figures)

    row = scene.contribution(home, "DP3A", "25.2")
    assert (row.denominator_source, row.answer["denominator"]) == ("BPS 2025", 12345)
    page = client.get(reverse("indicator-detail", args=["25"]), {"buka": "25.4"})
    known = page.context["denominators"]
    assert [(d.value, d.code, d.source) for d in known] == [(12345, "25.2", "BPS 2025")]
    assert "dipakai di 25.2: 12.345, sumber BPS 2025" in page.content.decode()
