"""Odd and hostile workbooks: each is imported exactly, or refused by sheet, cell and remedy."""

from __future__ import annotations

import datetime as dt
import re
import zipfile

import pytest
from openpyxl.styles import Font

from assessment.exchange import layout
from assessment.exchange.compare import Kind
from assessment.exchange.workbook_reader import WorkbookError
from assessment.tests.exchange.workbook_scene import make_scene

NEW_ROW = 4


def answer(code, name, value):
    """Puts a value in a cell of the sheet Jawaban."""

    def change(book, scene):
        scene.cell(book, "Jawaban", scene.rows[code], name).value = value

    return change


def program(row=3, **values):
    def change(book, scene):
        for name, value in values.items():
            scene.cell(book, "Kegiatan", row, name).value = value

    return change


def evidence(**values):
    def change(book, scene):
        for name, value in values.items():
            scene.cell(book, "Bukti", 3, name).value = value

    return change


def both(*changes):
    def change(book, scene):
        for act in changes:
            act(book, scene)

    return change


def identity(name, value):
    def change(book, scene):
        page = book[layout.IDENTITY]
        for row in page.iter_rows():
            if row[0].value == name:
                row[1].value = value

    return change


def move_columns(book, scene):
    page = book["Jawaban"]
    for row in range(1, page.max_row + 1):
        left, right = page.cell(row, 4), page.cell(row, 9)
        left.value, right.value = right.value, left.value


def far(ref):
    return lambda book, scene: book["Jawaban"].__setitem__(ref, "x")


def copy_row(book, scene):
    page = book["Jawaban"]
    source, target = scene.rows["2.7"], page.max_row + 1
    for column in range(1, page.max_column + 1):
        page.cell(target, column).value = page.cell(source, column).value


def swap_rows(book, scene):
    page, first, second = book["Jawaban"], scene.rows["2.7"], scene.rows["1.1"]
    for column in range(1, page.max_column + 1):
        one, other = page.cell(first, column), page.cell(second, column)
        one.value, other.value = other.value, one.value


def ten_thousand(book, scene):
    page = book["Jawaban"]
    for row in range(page.max_row + 1, 10_000):
        page.cell(row, 1).font = Font(bold=True)


def hide(book, scene):
    page = book["Jawaban"]
    page.row_dimensions[scene.rows["2.7"]].hidden = True
    page.column_dimensions["H"].hidden = True


def merge(book, scene):
    column = scene.cell(book, "Jawaban", 3, "jumlah").column_letter
    book["Jawaban"].merge_cells(f"{column}{scene.rows['2.7']}:{column}{scene.rows['2.7'] + 1}")


def rename(name, title):
    return lambda book, scene: setattr(book[name], "title", title)


def key(value):
    return answer("2.7", "kunci", value)


SAME, NEWS, CHANGES = Kind.SAME, Kind.NEW, Kind.CHANGED
#: Name, what is done to the file, what becomes of the row, a word of its text or new value.
ROWS = [
    ("untouched", lambda book, scene: None, SAME, ""),
    ("number as text", answer("2.7", "jumlah", "12"), SAME, ""),
    ("blanks around", answer("2.7", "jumlah", "  12  "), SAME, ""),
    ("non-breaking space", answer("2.7", "jumlah", "\u00a012"), SAME, ""),
    ("a float", answer("2.7", "jumlah", 12.0), SAME, ""),
    ("thousands", answer("2.7", "jumlah", "1.000"), CHANGES, "1.000"),
    ("zero", answer("2.7", "jumlah", 0), CHANGES, "0"),
    ("emptied", answer("2.7", "jumlah", None), CHANGES, "\u2013"),
    ("words", answer("2.7", "jumlah", "dua belas"), Kind.REFUSED, "hanya angka"),
    ("half", answer("2.7", "jumlah", 1.5), Kind.REFUSED, "bulat"),
    ("half as text", answer("2.7", "jumlah", "1,5"), Kind.REFUSED, "bulat"),
    ("English decimals", answer("2.7", "jumlah", "1.5"), Kind.REFUSED, "Titik"),
    ("negative", answer("2.7", "jumlah", -3), Kind.REFUSED, "dari 0"),
    ("too much", answer("2.7", "jumlah", 10**14), Kind.REFUSED, "999"),
    ("unit", answer("2.7", "jumlah", "12 anak"), Kind.REFUSED, "hanya angka"),
    ("a day", answer("2.7", "jumlah", dt.date(2026, 1, 2)), Kind.REFUSED, "tanggal"),
    ("true", answer("2.7", "jumlah", True), Kind.REFUSED, "bulat"),
    ("formula never calculated", answer("2.7", "jumlah", "=6*2"), Kind.REFUSED, "hasil"),
    ("error", answer("2.7", "jumlah", "#REF!"), Kind.REFUSED, "#REF!"),
    ("wrong column", answer("2.7", "pembilang", 3), Kind.REFUSED, "tidak dipakai"),
    ("choice in other letters", answer("1.1", "pilihan", "INSTRUKSI  wali kota/bupati"), SAME, ""),
    ("another choice", answer("1.1", "pilihan", "tidak ada"), CHANGES, "Tidak ada"),
    ("no such choice", answer("1.1", "pilihan", "Perda"), Kind.REFUSED, "Pilih salah satu"),
    ("choice by number", answer("1.1", "pilihan", 1), Kind.REFUSED, "Pilih salah satu"),
    (
        "Y for Ya",
        both(
            answer("22B.2", "tidak_berlaku", None),
            answer("22B.2", "alasan", None),
            answer("22B.2", "pilihan", "Y"),
        ),
        CHANGES,
        "Ya, dengan bukti",
    ),
    ("reason alone", answer("22B.2", "tidak_berlaku", None), Kind.REFUSED, "Alasan hanya"),
    ("no reason", answer("22B.2", "alasan", " "), Kind.REFUSED, "Tulis alasan"),
    ("both", answer("22B.2", "pilihan", "Tidak"), Kind.REFUSED, "Kosongkan jawabannya"),
    ("perhaps", answer("22B.2", "tidak_berlaku", "mungkin"), Kind.REFUSED, "Isi Ya"),
    ("yes in small letters", answer("22B.2", "tidak_berlaku", "ya"), SAME, ""),
    ("more than all", answer("5.7", "pembilang", 60), Kind.REFUSED, "melebihi"),
    ("a percentage", answer("5.7", "penyebut", 80), CHANGES, "80"),
    ("source", answer("5.7", "sumber", "BPS"), CHANGES, "BPS"),
    ("source too long", answer("5.7", "sumber", "x" * 201), Kind.REFUSED, "200"),
    ("target", answer("4.1", "target", "90,5"), CHANGES, "90,5"),
    ("target as a number", answer("4.1", "target", 82.5), SAME, ""),
    ("target beyond", answer("4.1", "target", 101), Kind.REFUSED, "100"),
    ("trend emptied by half", answer("4.1", "penyebut_kini", None), CHANGES, "\u2013"),
    ("items renamed", answer("3.1a", "butir", "Satu\nDua\nTiga"), CHANGES, "3"),
    ("items twice", answer("3.1a", "butir", "Satu\nSatu"), Kind.REFUSED, "sama dengan"),
    ("a note", answer("2.7", "penjelasan", "=HYPERLINK()"), Kind.REFUSED, "hasil"),
    ("a note that looks dangerous", answer("2.7", "penjelasan", "+1 <b>&"), CHANGES, "+1 <b>&"),
    ("a long note", answer("2.7", "penjelasan", "x" * 10_001), Kind.REFUSED, "10000"),
    ("a question in the note", answer("2.7", "penjelasan", 5), CHANGES, "5"),
    ("key of nobody", key("q/999999/2.7"), Kind.REFUSED, "tidak dikenal"),
    ("key that is none", key("x"), Kind.REFUSED, "tidak dikenal"),
    ("no key", key(None), Kind.REFUSED, "tidak menerima baris baru"),
    ("key of a question unknown", key("q/1/99.9"), Kind.REFUSED, "tidak dikenal"),
    ("copied row", copy_row, Kind.REFUSED, "sama kuncinya"),
    ("merged cells", merge, Kind.REFUSED, "Pisahkan"),
    ("moved columns", move_columns, SAME, ""),
    ("renamed sheet", rename("Jawaban", "Isian kami"), SAME, ""),
    ("hidden rows", hide, SAME, ""),
    ("ten thousand empty rows", ten_thousand, SAME, ""),
    ("locked text changed", answer("2.7", "pertanyaan", "lain"), SAME, ""),
    ("heading renamed", lambda b, s: b["Jawaban"].__setitem__("J2", "Lain"), SAME, ""),
    ("field ids gone", lambda b, s: b["Jawaban"].delete_rows(1), SAME, ""),
    ("new column", lambda b, s: b["Jawaban"].__setitem__("AD5", "x"), SAME, ""),
    ("blank columns far out", lambda b, s: b["Jawaban"].__setitem__("AZ5", " "), SAME, ""),
    ("a sheet moved", lambda b, s: b.move_sheet("Jawaban", offset=3), SAME, ""),
    (
        "a heading row above",
        lambda b, s: b["Jawaban"].insert_rows(1, 3),
        SAME,
        "",
    ),
    ("rows sorted otherwise", swap_rows, SAME, ""),
    ("new sheet", lambda b, s: b.create_sheet("Coretan").append(["x"]), SAME, ""),
    ("no filter", lambda b, s: setattr(b["Jawaban"].auto_filter, "ref", None), SAME, ""),
    ("a digest forged", answer("2.7", "sidik", "0"), SAME, ""),
    ("a version forged", answer("2.7", "versi", "besok"), SAME, ""),
    ("programme renamed", program(judul="Lain"), CHANGES, "Lain"),
    ("programme without a name", program(judul=None), Kind.REFUSED, "wajib"),
    ("rupiah as text", program(anggaran="1.250.000.000"), SAME, ""),
    ("Rp before", program(anggaran="Rp1.000"), Kind.REFUSED, "hanya angka"),
    ("day as text", program(mulai="1 Maret 2026"), SAME, ""),
    ("day as a serial", program(mulai=46082), SAME, ""),
    ("no such day", program(mulai="31-2-2026"), Kind.REFUSED, "20-12-2026"),
    ("ends before it starts", program(selesai="1-1-2026"), Kind.REFUSED, "mendahului"),
    ("more disabled than all", program(disabilitas=999), Kind.REFUSED, "melebihi"),
    ("target unknown", program(sasaran_lain="99.9"), Kind.REFUSED, "99.9"),
    ("target as a number", program(sasaran_lain=7.1), CHANGES, "7.1"),
    ("indicator by its code", program(indikator="22B"), SAME, ""),
    ("partner without a kind", program(jenis_mitra_1=None), Kind.REFUSED, "jenis mitra"),
    ("kind without a partner", program(mitra_1=None), Kind.REFUSED, "nama mitra"),
    ("partner line", program(mitra_lain="Radio"), Kind.REFUSED, "nama | jenis"),
    ("agreement kind", program(perjanjian="Sewa | 1"), Kind.REFUSED, "MoU"),
    ("agreement of a stranger", program(perjanjian="PKS | 1 | | | Siapa"), Kind.REFUSED, "mitra"),
    ("agreement parts", program(perjanjian="a|b|c|d|e|f|g"), Kind.REFUSED, "perjanjian"),
    ("agency unknown", program(opd_lain="Dinas X"), Kind.REFUSED, "Dinas X"),
    ("agency", program(opd_lain="dinsos"), CHANGES, "Dinsos"),
    ("document code", program(dokumen="X1"), Kind.REFUSED, "X1"),
    ("document of nobody", program(dokumen="D99999999"), Kind.REFUSED, "pustaka"),
    ("programme gone", program(kunci="k/99999999"), Kind.REFUSED, "dihapus"),
    ("new programme", program(NEW_ROW, judul="Baru", anggaran="1.000"), NEWS, "Baru"),
    ("new one without a name", program(NEW_ROW, tempat="Bima"), Kind.REFUSED, "wajib"),
    (
        "known programme as a new one",
        lambda b, s: [
            setattr(b["Kegiatan"].cell(NEW_ROW, c), "value", b["Kegiatan"].cell(3, c).value)
            for c in range(4, 32)
        ],
        SAME,
        "",
    ),
    ("evidence for nothing", evidence(pertanyaan="99"), Kind.REFUSED, "99"),
    ("no such item", evidence(pertanyaan="1.1", butir=9), Kind.REFUSED, "butir bukti"),
    ("no such document", evidence(pertanyaan="1.1", butir=1, dokumen="D9"), Kind.REFUSED, "D9"),
    ("no such place", evidence(pertanyaan="1.1", wilayah="X"), Kind.REFUSED, "Wilayah"),
]
#: Name, what is done to the file, a word of why all of it is refused.
FILES = [
    ("another city", identity("city", "52.71"), "kota lain"),
    ("last year", identity("year", "2025"), "2025"),
    ("another instrument", identity("instrument", "x"), "Instrumen"),
    ("another agency", identity("agency", "999999"), "milik"),
    ("another format", identity("kla.workbook", "9"), "versi aplikasi"),
    ("no identity", lambda b, s: b.remove(b[layout.IDENTITY]), "bukan unduhan"),
    ("far below", far("A1048576"), "A1048576"),
    ("far corner", far("XFD1048576"), "XFD1048576"),
    ("far right", far("XFD5"), "XFD5"),
    ("a sheet twice", lambda b, s: b.copy_worksheet(b["Jawaban"]), "dua kali"),
    ("a column twice", lambda b, s: b["Jawaban"].__setitem__("AE1", "jawaban.jumlah"), "dua kali"),
    ("keys gone", lambda b, s: b["Jawaban"].delete_cols(1), "pengenal"),
    ("no sheets", lambda b, s: [b.remove(b[x.title]) for x in layout.READ], "lembar isian"),
]


def test_there_are_eighty_of_them():
    assert len(ROWS) + len(FILES) >= 80


def test_every_odd_workbook_is_imported_exactly_or_refused_by_cell(world, tmp_path, monkeypatch):
    monkeypatch.setattr(layout, "BLANK_ROWS", 3)
    scene = make_scene(world.home, tmp_path)
    wrong = []
    for name, change, kind, word in ROWS:
        scene.save(change)
        found = [entry for entry in scene.check().entries if entry.kind is not SAME]
        if kind is SAME:
            ok = not found
        else:
            said = [d.new for e in found for d in e.differences]
            said += [text for e in found for ref, text in e.problems if ref]
            ok = bool(found) and {e.kind for e in found} == {kind} and word in " ".join(said)
        if not ok:
            wrong.append((name, [entry.plain for entry in found]))

    assert wrong == []


def test_a_formula_counts_with_its_last_result_and_hidden_rows_are_read(
    world, tmp_path, monkeypatch
):
    monkeypatch.setattr(layout, "BLANK_ROWS", 3)
    scene = make_scene(world.home, tmp_path)
    scene.save(both(hide, answer("2.7", "jumlah", 12)))
    letter = scene.cell(scene.book(), "Jawaban", 3, "jumlah").column_letter
    cell = rb'(<c r="%s%d"[^>]*>)<v>12</v>' % (letter.encode(), scene.rows["2.7"])
    calculated = tmp_path / "rumus.xlsx"
    with zipfile.ZipFile(scene.path) as given, zipfile.ZipFile(calculated, "w") as made:
        for name in given.namelist():
            body = re.sub(cell, rb"\1<f>6*2+3</f><v>15</v>", given.read(name))
            made.writestr(name, body)
    scene.path = calculated

    checked = scene.check()

    [changed] = [entry for entry in checked.entries if entry.kind is not SAME]
    assert [(d.old, d.new) for d in changed.differences] == [("12", "15")]
    assert "Lembar Jawaban: 1 sel berisi rumus; yang dibaca hasilnya saat disimpan." in (
        checked.notices
    )
    assert "Lembar Jawaban: 1 baris tersembunyi ikut dibaca." in checked.notices


def test_files_that_cannot_be_trusted_are_refused_as_a_whole(world, tmp_path, monkeypatch):
    monkeypatch.setattr(layout, "BLANK_ROWS", 3)
    scene = make_scene(world.home, tmp_path)
    for name, change, word in FILES:
        scene.save(change)
        with pytest.raises(WorkbookError, match=word):
            assert not scene.check(), name
