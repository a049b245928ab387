"""What the verifiers ask: pasted or uploaded, looked at first, stored all or not at all."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.core.exceptions import ValidationError

from agencies.models import AuditEntry
from assessment.exchange import request_sheet
from assessment.models import RequestItem
from assessment.tests.governance.test_window_room import AFTER, ASKED, ask


@pytest.mark.parametrize(
    "line",
    [
        "99.9 Tidak ada",
        "22B.1",
        "22B.1\tLengkapi\tBappeda",
        "22B.1\tLengkapi\tBPBD\tbanyak",
        "22B.1\tLengkapi\tBPBD\t999",
        "22B.1\t" + "x" * 2001,
        "22B.1\tx\x00y",
        "22B.1\tx\ud800y",
    ],
)
def test_one_wrong_line_keeps_all_out(frozen, home, line):
    with pytest.raises(ValidationError, match="1 baris ditolak"):
        ask(home, f"{ASKED}\n{line}")

    assert not RequestItem.objects.exists()


def test_page_previews_before_it_stores(frozen, enter, clock):
    clock(AFTER)
    client = enter("coordinator")
    page = client.post("/ruang/permintaan/", {"text": f"{ASKED}\n99.9 Salah", "periksa": "1"})
    body = page.content.decode()
    assert (page.status_code, RequestItem.objects.count()) == (200, 0)
    assert "Baris 2" in body
    assert 'name="simpan"' not in body
    assert "99.9 Salah" in body

    shown = client.post("/ruang/permintaan/", {"text": ASKED, "periksa": "1"}).content.decode()
    assert 'name="simpan"' in shown
    done = client.post("/ruang/permintaan/", {"text": ASKED, "simpan": "1"})
    assert done["Location"] == "/ruang/?tahun=2026"
    row = RequestItem.objects.get()
    assert (row.asked, row.points, row.reason, row.owner) == (
        "Lengkapi SK",
        "9",
        "Tidak terbaca",
        "Pak Amir",
    )


def test_workbook_becomes_text_to_look_at(frozen, enter, clock, tmp_path):
    clock(AFTER)
    template = tmp_path / "templat.xlsx"
    template.write_bytes(request_sheet.template())
    book = openpyxl.load_workbook(template)
    book.active.append(["22B.1", "=SUM(A1)\nSK", "BPBD", 4.5])
    book.save(template)
    with template.open("rb") as file:
        page = enter("coordinator").post("/ruang/permintaan/", {"file": file, "simpan": "1"})

    assert (page.status_code, RequestItem.objects.count()) == (200, 0)
    assert "4,5" in page.context["form"].initial["text"]


@pytest.mark.parametrize("body", [b"", b"bukan xlsx", b"PK\x03\x04rusak"])
def test_unreadable_workbooks_are_refused_at_their_field(frozen, enter, clock, body):
    clock(AFTER)
    file = io.BytesIO(body)
    file.name = "a.xlsx"
    refused = enter("coordinator").post("/ruang/permintaan/", {"file": file})

    assert refused.status_code == 422
    assert "file" in refused.context["form"].errors


def test_verifiers_list_requests_and_take_back_their_own(frozen, world, home, client, clock):
    clock(AFTER)
    ask(home)
    client.force_login(world.verifier)
    address = f"/verifikasi/{frozen.pk}/permintaan/"
    done = client.post(address, {"text": "22B.2 <script>alert(1)</script>", "simpan": "1"})

    assert done["Location"] == address
    page = client.get(address).content.decode()
    assert "&lt;script&gt;" in page
    own, others = RequestItem.objects.get(question_code="22B.2"), RequestItem.objects.first()
    assert client.post(f"/ruang/permintaan/{others.pk}/tarik/").status_code == 403
    assert client.post(f"/ruang/permintaan/{own.pk}/tarik/").status_code == 302
    assert AuditEntry.objects.filter(action="request.remove", city_id=home.city.pk).exists()
    client.force_login(world.foreign_verifier)
    assert client.get(address).status_code == 404
