"""The bundle of changes as a ZIP that is written while it is sent: lists first, then the files."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from io import BytesIO

import xlsxwriter

from assessment import storage
from assessment.core.deltas import Json, QuestionDelta
from assessment.exchange.zip_stream import ZipStream
from assessment.selectors.deltas import RUNNING, Delta, DeltaFile

HEADINGS = (
    "Pertanyaan",
    "Jawaban sebelumnya",
    "Jawaban sekarang",
    "Narasi sebelumnya",
    "Narasi sekarang",
    "Terbukti sebelumnya",
    "Terbukti sekarang",
    "Bukti ditambah",
    "Bukti dilepas",
)


def filename(delta: Delta) -> str:
    city = re.sub(r"[^A-Za-z0-9]+", "-", delta.window.cycle.city.name).strip("-")
    return f"KLA-{city}-{delta.window.cycle.year}-ruang-{delta.window.number}-perubahan.zip"


def chunks(delta: Delta) -> Iterator[bytes]:
    """The archive piece by piece; at no time more than one block of a file is in memory."""
    archive, problems = ZipStream(delta.made_at), [list(pair) for pair in delta.left_out]
    yield archive.data("perubahan.xlsx", changes_workbook(delta.questions))
    for number, file in enumerate(delta.files, start=1):
        try:
            yield from _file(archive, number, file)
        except storage.StorageError:
            problems.append([file.question_code, "berkas tidak ditemukan di penyimpanan"])
    yield archive.data("perubahan.json", _listed(delta, problems).encode())
    yield archive.close()


def _file(archive: ZipStream, number: int, file: DeltaFile) -> Iterator[bytes]:
    name = f"bukti/{file.question_code}-{number:03d}.{file.document.file.extension}"
    with storage.open_file(file.document.file.name) as source:
        yield from archive.file(name, source)


def _listed(delta: Delta, problems: list[list[str]]) -> str:
    window = delta.window
    content = {
        "city": window.cycle.city.code,
        "year": window.cycle.year,
        "window": window.number,
        "from_snapshot": window.snapshot.number,
        "to_snapshot": None if delta.newer == RUNNING else delta.newer,
        "made_at": delta.made_at.isoformat(),
        "sha256": delta.sha256,
        "questions": [{"code": q.code, "old": q.old, "new": q.new} for q in delta.questions],
        "left_out": [{"question": code, "reason": reason} for code, reason in problems],
    }
    return json.dumps(content, ensure_ascii=False, indent=1)


def changes_workbook(questions: Iterable[QuestionDelta]) -> bytes:
    """Old and new of every question as a sheet of texts."""
    stream = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as book:
        sheet, bold = book.add_worksheet("Perubahan"), book.add_format({"bold": True})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        sheet.set_column(0, 0, 12)
        sheet.set_column(1, len(HEADINGS) - 1, 32)
        for column, heading in enumerate(HEADINGS):
            sheet.write_string(0, column, heading, bold)
        for number, question in enumerate(questions, start=1):
            for column, text in enumerate(_cells(question)):
                sheet.write_string(number, column, text[:32_000], wrap)
        sheet.freeze_panes(1, 1)
    return stream.getvalue()


def _cells(row: QuestionDelta) -> tuple[str, ...]:
    old: Json = row.old or {}
    return (
        row.code,
        _said(old.get("answer")),
        _said(row.new["answer"]),
        _said(old.get("narrative")),
        _said(row.new["narrative"]),
        _said(old.get("proven")).replace(".", ","),
        _said(row.new["proven"]).replace(".", ","),
        "; ".join(_evidence(e) for e in row.added),
        "; ".join(_evidence(e) for e in row.removed),
    )


def _evidence(row: Json) -> str:
    return f"{row['item']}: {row['document']['title']} ({row['state']})"


def _said(value: object) -> str:
    return "" if value is None else str(value)
