"""Reads a file of answers - JSON or XLSX - into rows; says what is wrong, judges no answer."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from assessment.exchange import answer_sheet
from assessment.services.answer_files import AnswerRow

MAX_BYTES = 10 * 1024 * 1024
MAX_ROWS = 5000
_TEXTS = ("agency", "territory", "note")
_KEYS = frozenset({"question", "answer", "points", "cluster", "indicator", *_TEXTS})


class AnswerFileError(Exception):
    """The file as a whole cannot be read; the text is for people."""


def read_rows(path: Path, kinds: Mapping[str, str]) -> list[AnswerRow]:
    """Rows of a JSON or XLSX file. `kinds` gives the kind of every question of the instrument,
    which says what the general answer column of a sheet means."""
    try:
        size = path.stat().st_size
    except OSError as error:
        raise AnswerFileError(f"berkas tidak dapat dibuka: {path.name}") from error
    if not path.is_file():
        raise AnswerFileError(f"bukan berkas: {path.name}")
    if size > MAX_BYTES:
        raise AnswerFileError(f"berkas melebihi {MAX_BYTES // 1024 // 1024} MB")
    match path.suffix.lower():
        case ".json":
            rows = read_json(path.read_bytes())
        case ".xlsx":
            try:
                rows = answer_sheet.read(path, kinds, MAX_ROWS)
            except answer_sheet.SheetError as error:
                raise AnswerFileError(str(error)) from error
        case _:
            raise AnswerFileError("jenis berkas harus JSON atau XLSX")
    if len(rows) > MAX_ROWS:
        raise AnswerFileError(f"berkas memuat lebih dari {MAX_ROWS} baris")
    return rows


def read_json(content: bytes) -> list[AnswerRow]:
    """Rows of a document {"answers": [...]} or of a bare list; exact decimals, no floats."""
    try:
        document = json.loads(
            content.decode("utf-8-sig"),
            parse_float=Decimal,
            parse_constant=_refuse_constant,
            object_pairs_hook=_object,
        )
    except (ValueError, RecursionError, InvalidOperation) as error:
        raise AnswerFileError(f"bukan JSON yang dapat dibaca ({error})") from error
    rows = document.get("answers") if isinstance(document, dict) else document
    if not isinstance(rows, list):
        raise AnswerFileError("JSON harus berupa daftar jawaban atau objek dengan “answers”")
    return [_row(item, f"baris {number}") for number, item in enumerate(rows, start=1)]


def _row(item: object, place: str) -> AnswerRow:
    if not isinstance(item, dict):
        return AnswerRow(place, "", None, problem="harus berupa objek dengan question dan answer")
    code = item.get("question")
    question = code if isinstance(code, str) else ""
    problem = _problem(item)
    if problem:
        return AnswerRow(place, question, None, problem=problem)
    return AnswerRow(
        place=place,
        question=question,
        raw=item["answer"],
        agency=item.get("agency") or "",
        territory=item.get("territory") or "",
        note=item.get("note"),
        points=read_points(item.get("points")),
    )


def _problem(item: Mapping[str, Any]) -> str:
    unknown = sorted(set(item) - _KEYS)
    checks = (
        (not isinstance(item.get("question"), str), "question harus berupa kode pertanyaan"),
        (bool(unknown), f"kunci tidak dikenal: {', '.join(unknown)[:80]}"),
        ("answer" not in item, "answer tidak ada"),
        (not isinstance(item.get("answer"), dict | None), "answer harus berupa objek"),
        (not all(_is_text(item.get(key)) for key in _TEXTS), "agency, territory, note harus teks"),
        (not _is_points(item.get("points")), "points harus berupa angka"),
    )
    return next((message for is_wrong, message in checks if is_wrong), "")


def read_points(value: object) -> Decimal | None:
    """Stated points as an exact decimal; None for none. InvalidOperation when it is no figure."""
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        raise InvalidOperation
    if len(str(value)) > 20:
        raise InvalidOperation
    points = Decimal(value)
    if not points.is_finite():
        raise InvalidOperation
    return points


def _is_points(value: object) -> bool:
    try:
        read_points(value)
    except (InvalidOperation, ValueError):
        return False
    return True


def _is_text(value: object) -> bool:
    return value is None or isinstance(value, str)


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} bukan angka")


def _object(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("satu kunci tertulis dua kali")
    return found
