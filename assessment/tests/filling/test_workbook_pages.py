"""The Excel page: download, dry run, apply, the workbook that comes back; and the commands."""

from __future__ import annotations

import json
from io import BytesIO, StringIO

import openpyxl
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from agencies.models import AuditEntry
from assessment.exchange import imports, layout
from assessment.exchange.compare import Kind
from assessment.models import Contribution, Program, WorkbookUpload
from assessment.services.contributions import save_contribution
from assessment.tests.exchange.workbook_scene import make_scene, written
from assessment.tests.factories import NOW, PLAN

PAGE = "/excel/"


@pytest.fixture(autouse=True)
def _in_filling():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def scene(world, tmp_path, monkeypatch):
    monkeypatch.setattr(layout, "BLANK_ROWS", 3)
    return make_scene(world.home, tmp_path)


@pytest.fixture
def operator(sign_in, scene):
    return sign_in(scene.place.people["operator BPBD"])


def put(name, value, code="2.7"):
    def change(book, scene):
        scene.cell(book, "Jawaban", scene.rows[code], name).value = value

    return change


def upload(client, scene, change, **data):
    content = scene.save(change).read_bytes()
    return client.post(PAGE, {"file": SimpleUploadedFile("isian.xlsx", content), **data})


def count(code="2.7"):
    return Contribution.objects.get(question_code=code, territory=None).answer


def test_a_changed_cell_is_shown_applied_once_and_then_is_the_same(operator, scene):
    response = upload(operator, scene, put("jumlah", 15))
    page = operator.get(response.url).content.decode()

    assert "<ins>15</ins>" in page
    assert count() == {"count": 12}

    operator.post(response.url, {"cara": "semua"})
    after = operator.get(response.url).content.decode()

    assert count() == {"count": 15}
    assert "1 baris dari buku kerja ini sudah tersimpan" in after
    assert AuditEntry.objects.filter(action="workbook.apply").count() == 1
    again = operator.get(upload(operator, scene, put("jumlah", 15)).url).content.decode()
    assert "Tidak ada yang perlu disimpan" in again


def test_nothing_is_said_to_be_stored_when_nothing_was(operator, scene):
    address = upload(operator, scene, lambda book, scene: None).url

    response = operator.post(address, {"cara": "semua"})

    assert response.status_code == 422
    assert "Centang sedikitnya satu baris" in response.content.decode()
    for row in ("999999", "-1", "x", "\u00b2"):
        assert operator.post(address, {"cara": "pilihan", "baris": [row]}).status_code == 422
    assert not AuditEntry.objects.filter(action="workbook.apply").exists()


def test_a_row_changed_meanwhile_is_a_conflict_with_both_values(operator, scene):
    path = scene.save(put("jumlah", 15))
    stored = Contribution.objects.get(question_code="2.7")
    save_contribution(
        cycle=scene.place.cycle,
        agency=scene.agency,
        question_code="2.7",
        raw={"count": 20},
        note=stored.note,
        version=stored.version,
        by=scene.actor,
    )
    file = SimpleUploadedFile("isian.xlsx", path.read_bytes())
    address = operator.post(PAGE, {"file": file}).url
    page = operator.get(address).content.decode()

    assert ">20</del>" in page
    assert "<ins>15</ins>" in page
    assert operator.post(address, {"cara": "semua"}).status_code == 422

    result = WorkbookUpload.objects.get().result["entries"]
    number = next(n for n, e in enumerate(result) if e["kind"] == Kind.CONFLICT)
    operator.post(address, {"cara": "pilihan", "baris": [number]})

    assert count() == {"count": 15}


def test_what_changes_between_look_and_click_is_not_overwritten(operator, scene):
    address = upload(operator, scene, put("jumlah", 15)).url
    stored = Contribution.objects.get(question_code="2.7")
    save_contribution(
        cycle=scene.place.cycle,
        agency=scene.agency,
        question_code="2.7",
        raw={"count": 20},
        note=stored.note,
        version=stored.version,
        by=scene.actor,
    )

    response = operator.post(address, {"cara": "semua"})

    assert response.status_code == 409
    assert "Tidak ada yang disimpan" in response.content.decode()
    assert count() == {"count": 20}


def test_the_deadline_counts_for_the_click(operator, scene):
    address = upload(operator, scene, put("jumlah", 15)).url
    with time_machine.travel(PLAN.filling_closes_at, tick=False):
        operator.force_login(scene.place.people["operator BPBD"])
        response = operator.post(address, {"cara": "semua"})

    assert response.status_code == 409
    assert "Pengisian sudah ditutup" in response.content.decode()
    assert count() == {"count": 12}


def test_refused_rows_come_back_in_the_same_workbook(operator, scene):
    address = upload(operator, scene, put("jumlah", "dua")).url

    response = operator.get(f"{address}kembali/")
    book = openpyxl.load_workbook(BytesIO(response.content))
    cell = scene.cell(book, "Jawaban", scene.rows["2.7"], "jumlah")

    assert response["Content-Disposition"] == 'attachment; filename="isian-diperiksa.xlsx"'
    assert "hanya angka" in cell.comment.text
    assert cell.fill.fgColor.rgb == "FFFCE4E2"
    assert cell.value == "dua"

    cell.value = 16
    book.save(scene.path)
    file = SimpleUploadedFile("isian.xlsx", scene.path.read_bytes())
    again = operator.post(PAGE, {"file": file}).url
    operator.post(again, {"cara": "semua"})
    assert count() == {"count": 16}


def test_a_new_programme_is_made_once(operator, scene):
    def change(book, scene):
        scene.cell(book, "Kegiatan", 4, "judul").value = "Simulasi <script>"

    address = upload(operator, scene, change).url
    operator.post(address, {"cara": "semua"})
    again = upload(operator, scene, change).url

    assert Program.objects.filter(title="Simulasi <script>").count() == 1
    assert "Tidak ada yang perlu disimpan" in operator.get(again).content.decode()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("isian.xlsx", b"kode;jawaban\n1.1;Ya\n"),
        ("isian.xlsx", b"<html><table></table></html>"),
        ("isian.csv", b"kode;jawaban\n"),
        ("isian.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 600),
        ("isian.xlsx", b"PK\x03\x04" + b"\0" * 40),
    ],
)
def test_other_files_are_refused_at_the_field(sign_in, world, name, content):
    client = sign_in(world.home.people["operator BPBD"])

    response = client.post(PAGE, {"file": SimpleUploadedFile(name, content)})

    assert response.status_code == 422
    assert 'aria-invalid="true"' in response.content.decode()
    assert not WorkbookUpload.objects.exists()


def test_another_agencys_upload_does_not_exist(operator, scene, client):
    address = upload(operator, scene, put("jumlah", 15)).url
    client.force_login(scene.place.people["operator Dinsos"])

    assert client.get(address).status_code == 404
    assert client.post(address, {"cara": "semua"}).status_code == 404
    assert client.get(f"{address}kembali/").status_code == 404


def test_a_head_reads_and_does_not_upload(client, world):
    client.force_login(world.home.people["head BPBD"])

    assert client.get(PAGE).status_code == 200
    assert client.post(PAGE, {}).status_code == 403


def test_the_city_and_the_empty_workbook_are_empty_differences(scene, sign_in):
    client = sign_in(scene.place.people["coordinator"])
    whole = client.get("/excel/unduh/")
    scene.path.write_bytes(whole.content)
    city = imports.check(
        imports.opened(scene.path, "kota.xlsx"),
        cycle=scene.place.cycle,
        agency=None,
        by=scene.place.system(),
    )
    client = sign_in(scene.place.people["operator BPBD"])
    scene.path.write_bytes(client.get("/excel/unduh/?isi=kosong").content)

    assert {entry.kind for entry in city.entries} == {Kind.SAME}
    assert {entry.kind for entry in scene.check().entries} == {Kind.SAME}
    assert len({entry.row.sheet.id for entry in city.entries if entry.row}) == 3


def test_pages_cost_the_same_for_one_row_and_forty(operator, scene, django_assert_max_num_queries):
    entry = {"kind": "new", "sheet": "Jawaban", "row": 3, "title": "<i>", "changes": []}
    address = upload(operator, scene, put("jumlah", 15)).url
    for rows in (1, 40):
        result = {"entries": [entry | {"problems": [], "note": ""}] * rows, "notices": []}
        WorkbookUpload.objects.update(result=result)
        with django_assert_max_num_queries(8):
            assert "&lt;i&gt;" in operator.get(address).content.decode()


def test_commands_write_and_read_the_same_workbook(scene, tmp_path):
    path, out = tmp_path / "bpbd.xlsx", StringIO()
    where = ["--city", "52.72", "--year", "2026", "--agency", "bpbd"]
    call_command("agency_workbook", *where, "--output", str(path), "--json", stdout=out)
    by = ["--by", scene.place.people["operator BPBD"].username]
    dry, applied = StringIO(), StringIO()
    call_command("import_workbook", str(path), *by, "--json", stdout=dry)
    scene.content = path.read_bytes()
    scene.save(put("jumlah", 15))
    call_command("import_workbook", str(scene.path), *by, "--apply", "--json", stdout=applied)

    assert json.loads(out.getvalue())["rows"] == json.loads(dry.getvalue())["same"]
    assert json.loads(applied.getvalue())["changed"] == 1
    assert json.loads(applied.getvalue())["applied"] == 1
    assert count() == {"count": 15}


def test_the_same_state_is_written_the_same(scene):
    assert scene.check_sheets(_sheets(scene, written(scene))).of(Kind.SAME)


def _sheets(scene, content):
    scene.path.write_bytes(content)
    return imports.opened(scene.path, "isian.xlsx")
