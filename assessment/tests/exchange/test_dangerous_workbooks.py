"""Dangerous and absurd files: refused within five seconds of work and 300 MB, each for a reason."""

from __future__ import annotations

import io
import json
import random
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest

from assessment.exchange import workbook_reader
from assessment.exchange.rows import read_book
from assessment.exchange.workbook_reader import WorkbookError
from assessment.filecheck import sandbox
from assessment.tests.filecheck import builders

MOST_MEGABYTES, MOST_SECONDS = 300, 5
#: Starts a child and says what it used. A process of its own: what a process has used at most
#: counts from its fork, and the tests themselves are large.
MEASURE = """
import json, os, resource, subprocess, sys
child = subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
output = child.stdout.read()
_, status, used = os.wait4(child.pid, 0)
sys.stderr.write(json.dumps([used.ru_maxrss / 1024, used.ru_utime + used.ru_stime]))
sys.stdout.buffer.write(output)
sys.exit(1 if status else 0)
"""
MAIN = b'<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


@pytest.fixture
def used(monkeypatch):
    """Megabytes and seconds of each child."""
    found = []

    def output_of(command, wall_seconds):
        done = subprocess.run(  # noqa: S603 - our own interpreter, an argument list
            [sys.executable, "-I", "-S", "-c", MEASURE, *command],
            capture_output=True,
            check=False,
            cwd="/",
            env={"LC_ALL": "C.UTF-8"},
            timeout=wall_seconds,
        )
        found.append(json.loads(done.stderr))
        if done.returncode:
            raise sandbox.ChildError(is_late=False)
        return done.stdout

    monkeypatch.setattr(sandbox, "output_of", output_of)
    return found


def book(act):
    made = openpyxl.Workbook()
    act(made)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def with_part(name, content, source=None):
    """A real workbook with a part replaced or added."""
    source = source or book(lambda made: None)
    stream = io.BytesIO()
    old = zipfile.ZipFile(io.BytesIO(source))
    with old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, content)
    return stream.getvalue()


def sheet(rows):
    main = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    body = b'<worksheet xmlns="%s"><sheetData>%s</sheetData></worksheet>' % (main, rows)
    return with_part("xl/worksheets/sheet1.xml", body)


def one_long_text():
    """48 MB in one cell; a zip makes it smaller, not so much that it is refused for it."""
    noise = random.Random(1)  # noqa: S311 - noise, no secret
    blocks = (noise.randbytes(500).hex().encode() * 30 for _ in range(1600))
    start = b'<row r="1"><c r="A1" t="inlineStr"><is><t>'
    return sheet(start + b"".join(blocks) + b"</t></is></c></row>")


def many_cells():
    line = b"".join(b'<c r="%s1"><v>%d</v></c>' % (c, n) for n, c in enumerate((b"A", b"B", b"C")))
    return sheet(b"".join(b'<row r="%d">%s</row>' % (n, line) for n in range(1, 40_000)))


def entities():
    return with_part(
        "xl/workbook.xml",
        b'<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;">]>'
        + MAIN
        + b">&c;</workbook>",
    )


def ods(content=b"", **parts):
    """An ODS of one sheet."""
    names = b" ".join(
        b'xmlns:%s="urn:%s"' % (name, name)
        for name in (b"office", b"table", b"text", b"script", b"xlink")
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("mimetype", b"application/vnd.oasis.opendocument.spreadsheet")
        made.writestr(
            "content.xml",
            b"<office:document-content %s><office:body><office:spreadsheet>%s"
            b"</office:spreadsheet></office:body></office:document-content>" % (names, content),
        )
        made.writestr("META-INF/manifest.xml", parts.pop("manifest", b"<manifest/>"))
        for name, body in parts.items():
            made.writestr(name.replace("__", "/"), body)
    return stream.getvalue()


def ods_cell(row=1, column=1):
    return (
        b'<table:table table:name="A"><table:table-row table:number-rows-repeated="%d">'
        b"<table:table-cell/></table:table-row><table:table-row>"
        b'<table:table-cell table:number-columns-repeated="%d"/>'
        b'<table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell>'
        b"</table:table-row></table:table>" % (row, column)
    )


def ods_repeated():
    """As many cells as a table may have, written once."""
    text = b"<text:p>%s</text:p>" % (b"x" * 1000)
    return (
        b'<table:table table:name="A"><table:table-row table:number-rows-repeated="11000">'
        b'<table:table-cell office:value-type="string" table:number-columns-repeated="110">%s'
        b"</table:table-cell></table:table-row></table:table>" % text
    )


def far(made):
    made.active["XFD1048576"] = "x"


#: What takes the most of a child: each is measured.
BOMBS = [
    ("a zip bomb", "a.xlsx", lambda: sheet(b" " * 150_000_000), "terlalu"),
    ("a text of 48 MB", "a.xlsx", one_long_text, ""),
    ("a hundred thousand cells", "a.xlsx", many_cells, "jauh di luar"),
    ("entities", "a.xlsx", entities, "definisi XML"),
    ("an ODS that repeats", "a.ods", lambda: ods(ods_repeated()), ""),
    ("a far cell of ODS", "a.ods", lambda: ods(ods_cell(1_048_574, 16_383)), "XFD1048575"),
]
#: Name, file name, content, a word of the refusal.
REFUSED = [
    ("macros", "a.xlsx", lambda: with_part("xl/vbaProject.bin", b"x"), "makro"),
    ("macros by name", "a.xlsm", lambda: book(lambda made: None), "makro"),
    (
        "external links",
        "a.xlsx",
        lambda: with_part("xl/externalLinks/externalLink1.xml", b"<a/>"),
        "tautannya",
    ),
    ("encrypted", "a.xlsx", lambda: builders.OLE + "EncryptedPackage".encode("utf-16-le"), "sandi"),
    ("an old workbook", "a.xls", lambda: builders.OLE + b"\0" * 600, "lama"),
    ("CSV as XLSX", "a.xlsx", lambda: b"kode;jawaban\n", "bukan XLSX"),
    ("HTML as XLSX", "a.xlsx", lambda: b"<html><table></table></html>", "bukan XLSX"),
    ("ODS as XLSX", "a.xlsx", lambda: ods(ods_cell()), ""),
    ("XLSX as ODS", "a.ods", lambda: book(lambda made: None), "bukan XLSX"),
    ("HTML as CSV", "a.csv", lambda: b"<html></html>", "bukan XLSX"),
    ("XLSX as CSV", "a.csv", lambda: book(lambda made: None), "bukan XLSX"),
    ("CSV of another code page", "a.csv", "kode;é\n".encode("cp1252"), "UTF-8"),
    ("a picture", "a.png", lambda: builders.png(), "XLSX"),
    ("no ending", "a", lambda: book(lambda made: None), "XLSX"),
    ("ODS with scripts", "a.ods", lambda: ods(ods_cell(), Basic__a=b"x"), "makro"),
    (
        "ODS that runs something",
        "a.ods",
        lambda: ods(b"<office:scripts><script:event-listener/></office:scripts>" + ods_cell()),
        "makro",
    ),
    ("ODS with a link", "a.ods", lambda: ods(b"<table:table-source/>" + ods_cell()), "tautannya"),
    (
        "ODS with a password",
        "a.ods",
        lambda: ods(ods_cell(), manifest=b"<a><encryption-data/></a>"),
        "sandi",
    ),
    ("ODS that is none", "a.ods", lambda: builders.zipped({"content.xml": b"<a/>"}), "bukan XLSX"),
    ("a damaged zip", "a.ods", lambda: b"PK\x03\x04" + b"\0" * 40, ""),
]


def refusal(folder, name, content):
    path = Path(folder) / "upload"
    path.write_bytes(content() if callable(content) else content)
    with pytest.raises(WorkbookError) as error:
        read_book(workbook_reader.sheets(workbook_reader.read(path, name)))
    return str(error.value)


@pytest.mark.parametrize(("title", "name", "content", "word"), BOMBS, ids=[b[0] for b in BOMBS])
def test_a_bomb_takes_neither_memory_nor_time(tmp_path, used, title, name, content, word):
    said = refusal(tmp_path, name, content)

    assert word in said
    assert max(megabytes for megabytes, _ in used) < MOST_MEGABYTES
    assert sum(seconds for _, seconds in used) <= MOST_SECONDS + 0.5


def test_a_cell_in_the_far_corner_is_named(tmp_path, used):
    assert "XFD1048576" in refusal(tmp_path, "a.xlsx", lambda: book(far))
    assert max(megabytes for megabytes, _ in used) < MOST_MEGABYTES / 3


def test_other_dangerous_files_are_refused_for_what_they_are(tmp_path):
    wrong = []
    for title, name, content, word in REFUSED:
        said = refusal(tmp_path, name, content)
        if word not in said:
            wrong.append((title, said))

    assert wrong == []
