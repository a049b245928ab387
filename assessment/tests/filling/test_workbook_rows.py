"""Rows of the sheets Bukti and Wilayah, rows that come back, and the words of the workbook."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from assessment.exchange import layout, workbook_words
from assessment.exchange.messages import FileMessage, Message
from assessment.models import Assignment, Citation, Contribution, WorkbookUpload
from assessment.tests.exchange.workbook_scene import make_scene, written
from assessment.tests.factories import NOW
from assessment.tests.filling import scene as filling

PAGE = "/excel/"
PLACED = "25.2"
#: Whether cells of a counting question are locked.
OPEN = {"kode": True, "pilihan": True, "jumlah": False, "penjelasan": False}


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


def import_(client, scene, change, name="isian.xlsx"):
    """Upload, look, take over what is new or changed; the address of the difference."""
    file = SimpleUploadedFile(name, scene.save(change).read_bytes())
    address = client.post(PAGE, {"file": file}).url
    client.post(address, {"cara": "semua"})
    return address


def cite(document, **others):
    cells = {"pertanyaan": "1.1", "butir": 1, "dokumen": f"D{document.pk}", "halaman": "2-4"}

    def change(book, scene):
        for name, value in (cells | others).items():
            scene.cell(book, "Bukti", layout.FIRST_ROW, name).value = value

    return change


def test_evidence_is_cited_once_and_is_the_same_afterwards(operator, scene):
    document = filling.document(scene.place, scene.agency.abbreviation)

    address = import_(operator, scene, cite(document))
    again = import_(operator, scene, cite(document))

    citation = Citation.objects.get()
    assert (citation.document, citation.item, citation.pages) == (document, 0, "2-4")
    assert citation.created_by == scene.place.people["operator BPBD"]
    assert "1 baris dari buku kerja ini sudah tersimpan" in operator.get(address).content.decode()
    assert "Tidak ada yang perlu disimpan" in operator.get(again).content.decode()


def test_a_citation_that_is_stored_cannot_be_changed_in_the_sheet(operator, scene):
    document = filling.document(scene.place, scene.agency.abbreviation)
    import_(operator, scene, cite(document))
    scene.content = written(scene)

    address = import_(operator, scene, cite(document, halaman="9"))

    assert Citation.objects.get().pages == "2-4"
    assert "tidak dapat diubah di sini" in operator.get(address).content.decode()


def test_an_answer_and_its_evidence_come_in_one_workbook(operator, scene):
    document = filling.document(scene.place, scene.agency.abbreviation)
    Contribution.objects.filter(question_code="1.1").delete()
    scene.content = written(scene)

    def change(book, scene):
        scene.cell(book, "Jawaban", scene.rows["1.1"], "pilihan").value = "Tidak ada"
        cite(document)(book, scene)

    import_(operator, scene, change)

    assert Citation.objects.get().contribution.answer == {"choice": "Tidak ada"}


def test_evidence_without_its_answer_is_refused_with_the_reason(operator, scene):
    document = filling.document(scene.place, scene.agency.abbreviation)
    Contribution.objects.filter(question_code="1.1").delete()
    scene.content = written(scene)

    def change(book, scene):
        scene.cell(book, "Jawaban", scene.rows["1.1"], "pilihan").value = "Tidak ada"
        cite(document)(book, scene)

    file = SimpleUploadedFile("isian.xlsx", scene.save(change).read_bytes())
    address = operator.post(PAGE, {"file": file}).url
    entries = WorkbookUpload.objects.get().result["entries"]
    number = next(n for n, entry in enumerate(entries) if entry["sheet"] == "Bukti")

    response = operator.post(address, {"cara": "pilihan", "baris": [number]})

    assert response.status_code == 409
    assert "Bukti pertanyaan 1.1: Pertanyaan ini belum dijawab" in response.content.decode()
    assert not Citation.objects.exists()


def test_a_row_of_a_territory_changes_that_territory_alone(operator, scene):
    one, two, *_ = scene.place.territories
    Assignment.objects.get_or_create(
        cycle=scene.place.cycle, question_code=PLACED, agency=scene.agency
    )
    for place in (one, two):
        raw = {"numerator": 1, "denominator": 4}
        filling.answer(scene.place, scene.agency.abbreviation, PLACED, raw, territory=place)
    scene.content = written(scene)

    def change(book, scene):
        key = f"w/{scene.agency.pk}/{PLACED}/{two.pk}"
        row = next(cell.row for cell in book["Wilayah"]["A"] if cell.value == key)
        scene.cell(book, "Wilayah", row, "pembilang").value = 3
        scene.cell(book, "Wilayah", row, "penjelasan").value = "Data camat"

    address = import_(operator, scene, change)

    rows = Contribution.objects.filter(question_code=PLACED).order_by("territory__name")
    assert [row.answer["numerator"] for row in rows] == [1, 3]
    assert [row.note for row in rows] == ["", "Data camat"]
    operator.get(address)
    result = WorkbookUpload.objects.get().result["entries"]
    assert {entry["kind"] for entry in result} == {"same"}


def test_a_conflict_comes_back_with_both_values_in_its_cell(operator, scene):
    def change(book, scene):
        scene.cell(book, "Jawaban", scene.rows["2.7"], "jumlah").value = 15

    file = SimpleUploadedFile("isian.xlsx", scene.save(change).read_bytes())
    place, agency = scene.place, scene.agency.abbreviation
    stored = Contribution.objects.get(question_code="2.7")
    filling.answer(place, agency, "2.7", {"count": 20}, note=stored.note, version=1)

    address = operator.post(PAGE, {"file": file}).url
    book = openpyxl.load_workbook(BytesIO(operator.get(f"{address}kembali/").content))
    cell = scene.cell(book, "Jawaban", scene.rows["2.7"], "jumlah")

    assert (cell.value, cell.comment.text) == (15, "Sudah diubah di aplikasi menjadi: 20")
    assert cell.fill.fgColor.rgb == "FFFCE4E2"


def test_an_ods_comes_back_as_a_workbook_that_can_be_uploaded_again(operator, scene):
    def change(book, scene):
        scene.cell(book, "Jawaban", scene.rows["2.7"], "jumlah").value = "dua"

    import_(operator, scene, change)
    WorkbookUpload.objects.update(filename="isian.ods")
    pk = WorkbookUpload.objects.get().pk

    scene.content = operator.get(f"{PAGE}{pk}/kembali/").content
    cell = scene.cell(scene.book(), "Jawaban", scene.rows["2.7"], "jumlah")
    import_(operator, scene, lambda book, scene: change_back(book, scene))

    assert "hanya angka" in cell.comment.text
    assert Contribution.objects.get(question_code="2.7").answer == {"count": 16}


def change_back(book, scene):
    scene.cell(book, "Jawaban", scene.rows["2.7"], "jumlah").value = 16


def test_the_workbook_is_protected_without_a_password(scene):
    book = openpyxl.load_workbook(BytesIO(written(scene)))
    sheet, row = book["Jawaban"], scene.rows["2.7"]
    states = {name: book[name].sheet_state for name in (layout.IDENTITY, layout.LISTS, "Jawaban")}

    assert book.security.lockStructure
    assert not book.security.workbookPassword
    assert states == {
        layout.IDENTITY: "veryHidden",
        layout.LISTS: "veryHidden",
        "Jawaban": "visible",
    }
    assert sheet.protection.sheet
    assert not sheet.protection.password
    assert sheet.row_dimensions[layout.FIELD_ROW].hidden
    system = sheet.column_dimensions["A"]
    assert (system.hidden, system.min, system.max) == (True, 1, 3)
    assert sheet.cell(layout.HEADING_ROW, 9).protection.locked
    locked = {name: scene.cell(book, "Jawaban", row, name).protection.locked for name in OPEN}
    assert locked == OPEN


def test_the_instructions_name_every_message_and_every_column():
    said = "\n".join(" ".join(line) for line in workbook_words.instructions())

    for message in (*Message, *FileMessage):
        assert message.partition("{")[0] in said
    for sheet in layout.READ:
        for column in sheet.editable:
            assert column.heading in said
