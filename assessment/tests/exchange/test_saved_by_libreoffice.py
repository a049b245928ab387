"""Workbooks that LibreOffice has saved as XLSX, ODS and CSV: read exactly as they were written.

The files in tests/data/ were written by `KLA_SOFFICE=/usr/bin/soffice pytest` of this file; rows
that the test database numbers otherwise are renamed in them.
"""

from __future__ import annotations

import os
import re
import subprocess
import zipfile
from collections import Counter
from pathlib import Path

import pytest

from assessment.exchange import imports, layout
from assessment.exchange.compare import Kind
from assessment.tests.exchange.workbook_scene import make_scene, written

DATA = Path(__file__).parent / "data"
SOFFICE = os.environ.get("KLA_SOFFICE", "")
CSV = "csv:Text - txt - csv (StarCalc):59,34,76,1,,0,false,true,false,false,false,-1"
SAVED = ("isian.ods", "isian.xlsx")
#: Ids of the agency and of the programme in the files.
AGENCY, PROGRAM = 900_001, 900_002


@pytest.fixture
def scene(world, tmp_path, monkeypatch):
    monkeypatch.setattr(layout, "BLANK_ROWS", 3)
    return make_scene(world.home, tmp_path)


def renamed(content, old, new):
    """The file with other ids in its keys and identity."""
    (old_agency, old_program), (agency, program) = old, new
    for pattern, text in (
        (rb"\bq/%d/" % old_agency, b"q/%d/" % agency),
        (rb"\bw/%d/" % old_agency, b"w/%d/" % agency),
        (rb"\bk/%d\b" % old_program, b"k/%d" % program),
        (rb"\|( ?)%d\|" % old_agency, rb"|\g<1>%d|" % agency),
        (rb"(<t(?: [^>]*)?>|<text:p>)%d(</)" % old_agency, rb"\g<1>%d\2" % agency),
    ):
        content = re.sub(pattern, text, content)
    return content


def rezipped(source, target, old, new):
    with zipfile.ZipFile(source) as given, zipfile.ZipFile(target, "w") as made:
        for part in given.infolist():
            body = renamed(given.read(part), old, new)
            kind = zipfile.ZIP_STORED if part.filename == "mimetype" else zipfile.ZIP_DEFLATED
            made.writestr(part.filename, body, kind)


def ids(scene):
    return scene.agency.pk, scene.place.cycle.programs.get().pk


def saved(scene, name):
    """A file of DATA with the ids of this database."""
    target = scene.path.with_name(name)
    old, new = (AGENCY, PROGRAM), ids(scene)
    if name.endswith(".csv"):
        target.write_bytes(renamed((DATA / name).read_bytes(), old, new))
    else:
        rezipped(DATA / name, target, old, new)
    return target


def check(scene, path):
    return scene.check_sheets(imports.opened(path, path.name))


@pytest.mark.skipif(not SOFFICE, reason="writes the files of tests/data anew")
def test_write_the_files(scene):
    DATA.mkdir(exist_ok=True)
    folder = scene.path.parent
    scene.path.write_bytes(written(scene))
    rezipped(scene.path, folder / "asli.xlsx", ids(scene), (AGENCY, PROGRAM))
    (folder / "asli.xlsx").rename(scene.path)
    for kind, source in (("ods", "isian.xlsx"), ("xlsx", "ods/isian.ods"), (CSV, "isian.xlsx")):
        command = [SOFFICE, "--headless", f"-env:UserInstallation={(folder / 'p').as_uri()}"]
        command += ["--convert-to", kind, "--outdir", str(folder / kind[:4]), str(folder / source)]
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - LibreOffice
    (DATA / "isian.ods").write_bytes((folder / "ods" / "isian.ods").read_bytes())
    (DATA / "isian.xlsx").write_bytes((folder / "xlsx" / "isian.xlsx").read_bytes())
    (DATA / "jawaban.csv").write_bytes((folder / "csv:" / "isian-Jawaban.csv").read_bytes())
    assert {path.name for path in DATA.iterdir()} == {*SAVED, "jawaban.csv"}


@pytest.mark.parametrize("name", SAVED)
def test_what_libreoffice_saved_is_an_empty_difference(scene, name):
    checked = check(scene, saved(scene, name))

    assert [entry.plain for entry in checked.entries if entry.kind is not Kind.SAME] == []
    sheets = Counter(entry.row.sheet.title for entry in checked.entries)
    assert sheets == {"Jawaban": len(scene.rows), "Kegiatan": 1}
    assert not any(entry.note for entry in checked.entries)


def test_a_sheet_saved_as_csv_travels_alone(scene):
    """Saved with English settings: a decimal point is doubtful there, and said to be."""
    checked = check(scene, saved(scene, "jawaban.csv"))

    others = [entry for entry in checked.entries if entry.kind is not Kind.SAME]
    assert [(e.kind, e.title) for e in others] == [(Kind.REFUSED, "Pertanyaan 4.1")]
    assert others[0].problems[0][0] == f"U{scene.rows['4.1']}"
    assert "82,5" in others[0].problems[0][1] or "12,5" in others[0].problems[0][1]
    assert len(checked.entries) == len(scene.rows)
    assert "Lembar Kegiatan tidak ada; isinya di aplikasi tetap." in checked.notices


@pytest.mark.parametrize(
    ("encoding", "separator"), [("utf-8", ";"), ("utf-8-sig", ","), ("utf-8", "\t")]
)
def test_a_csv_is_read_in_its_ways_of_writing(scene, encoding, separator):
    path = saved(scene, "jawaban.csv")
    text = path.read_text("utf-8-sig").replace("Catatan 2.7", "Catatan é baru")
    path.write_text(text.replace(";", separator), encoding)

    entries = [e for e in check(scene, path).entries if e.kind is not Kind.SAME]

    assert [e.title for e in entries if "2.7" in e.title] == ["Pertanyaan 2.7"]
    assert [d.new for e in entries for d in e.differences if "é" in d.new] == [
        "Catatan é baru\nbaris dua"
    ]


def test_a_cell_changed_in_libreoffice_is_the_only_change(scene):
    path = saved(scene, "isian.ods")
    changed = path.with_name("diubah.ods")
    with zipfile.ZipFile(path) as given, zipfile.ZipFile(changed, "w") as made:
        for part in given.infolist():
            body = given.read(part).replace(b"Catatan 2.7", b"Catatan lain")
            kind = zipfile.ZIP_STORED if part.filename == "mimetype" else zipfile.ZIP_DEFLATED
            made.writestr(part.filename, body, kind)

    entries = [e for e in check(scene, changed).entries if e.kind is not Kind.SAME]

    assert [(e.kind, e.title) for e in entries] == [(Kind.CHANGED, "Pertanyaan 2.7")]
    assert [(d.old, d.new) for d in entries[0].differences] == [
        ("Catatan 2.7\nbaris dua", "Catatan lain\nbaris dua")
    ]
