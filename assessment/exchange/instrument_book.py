"""An instrument as a workbook and back: one sheet per level, every cell a text.

The workbook holds exactly what the JSON document says, so that JSON, XLSX and JSON again parse to
the same instrument. Blank cells are keys that the document does not have.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter

from assessment.core.nodes import InstrumentError
from assessment.core.numbers import canonical
from assessment.exchange import sheets
from assessment.exchange.sheets import Cell, SheetRow
from assessment.reports.xlsx import OPTIONS

Json = dict[str, Any]
MAX_ROWS = 5000
#: Columns of each sheet: the heading, and the key of the document. A star: one text a line.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "Instrumen": ("kunci", "isi"),
    "Kategori": ("name", "lower", "lower_inclusive"),
    "Syarat": ("kategori", "indicators", "percent", "indicator", "at_least", "above"),
    "Klaster": ("code", "name", "max_points", "restricted"),
    "Indikator": (
        *("klaster", "code", "number", "name", "max_points"),
        *("lead_agencies*", "contributing_agencies*", "restricted"),
    ),
    "Pertanyaan": (
        *("indikator", "code", "text", "max_points", "kind", "rule", "measure", "better"),
        *("item_label", "note", "agencies*", "basis*"),
        *("asked_question", "asked_choices*", "asked_at_least", "asked_above", "asked_at_most"),
    ),
    "Aturan": (
        *("pertanyaan", "label", "at_least", "above", "at_most", "points", "evidence*"),
        *("points_per_item", "cap", "met_and_improved", "met", "improved", "neither"),
        "incomplete",
    ),
    "Bukti": ("pertanyaan", "name", "validity", "kinds*"),
}
HEAD = ("code", "title", "year", "status", "total_points", "category_note", "not_applicable")
BOOLEANS = {"lower_inclusive", "restricted"}
INTEGERS = {"year", "number", "indicators"}
RULE_PARTS = {"options": "options", "bands": "bands"}


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of a sheet by heading; `place` says where it stands."""

    place: str
    cells: Mapping[str, str]

    def picked(self, *names: str) -> Json:
        """The filled cells under those headings, as the document writes them."""
        found: Json = {}
        for name in names:
            text = self.cells.get(name, "")
            if text:
                found[name.rstrip("*")] = _value(name, text, self.place)
        return found


def write(document: Mapping[str, Any] | None) -> bytes:
    """The workbook of a document; the empty layout for None."""
    output = BytesIO()
    book = xlsxwriter.Workbook(output, OPTIONS)
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    body = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    rows = _rows(document) if document else {}
    for name, columns in COLUMNS.items():
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(columns) - 1, 22, body)
        for column, heading in enumerate(columns):
            sheet.write_string(0, column, heading, bold)
        for number, row in enumerate(rows.get(name, ()), start=1):
            for column, heading in enumerate(columns):
                text = row.get(heading)
                if text is not None:
                    sheet.write_string(number, column, text, body)
    book.close()
    return output.getvalue()


def read(path: Path) -> Json:
    """The document of a workbook. SheetError when it cannot be read or has not this layout,
    InstrumentError naming sheet and row where a cell is wrong."""
    book = sheets.read_book(path, len(COLUMNS), MAX_ROWS)
    found = {name: _table(name, book.get(name)) for name in COLUMNS}
    document = _head(found["Instrumen"])
    gates = _grouped(found["Syarat"], "kategori")
    document["categories"] = [
        row.picked(*COLUMNS["Kategori"]) | _some("gates", _gates(gates.pop(row.cells["name"], ())))
        for row in found["Kategori"]
    ]
    document["clusters"] = _clusters(found)
    _refuse_orphans("Syarat", gates)
    return document


def _rows(document: Mapping[str, Any]) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = defaultdict(list)
    for key in HEAD:
        if document.get(key) is not None:
            found["Instrumen"].append({"kunci": key, "isi": _text(document[key])})
    for note in document.get("notes", ()):
        found["Instrumen"].append({"kunci": "notes", "isi": note})
    _add_categories(found, document["categories"])
    for cluster in document["clusters"]:
        found["Klaster"].append(_cells("Klaster", cluster))
        for indicator in cluster["indicators"]:
            row = _cells("Indikator", indicator)
            found["Indikator"].append({"klaster": cluster["code"], **row})
            for question in indicator["questions"]:
                _add_question(found, indicator["code"], question)
    return found


def _add_categories(
    found: dict[str, list[dict[str, str]]], categories: Iterable[Mapping[str, Any]]
) -> None:
    for band in categories:
        found["Kategori"].append(_cells("Kategori", band))
        for gate in band.get("gates") or ():
            found["Syarat"].append({"kategori": band["name"], **_cells("Syarat", gate)})


def _add_question(
    found: dict[str, list[dict[str, str]]], indicator: str, question: Mapping[str, Any]
) -> None:
    code, rule = question["code"], question["rule"]
    row = _cells("Pertanyaan", {k: v for k, v in question.items() if k not in ("rule", "basis")})
    row |= {"indikator": indicator, "rule": rule["type"]}
    if question.get("basis"):
        row["basis*"] = "\n".join(f"{key}: {value}" for key, value in question["basis"].items())
    condition = question.get("asked_when") or {}
    row |= _cells("Pertanyaan", {f"asked_{key}": value for key, value in condition.items()})
    found["Pertanyaan"].append(row)
    parts = rule[RULE_PARTS[rule["type"]]] if rule["type"] in RULE_PARTS else [rule]
    found["Aturan"] += [{"pertanyaan": code, **_cells("Aturan", part)} for part in parts]
    for item in question.get("evidence") or ():
        demand = {"name": item} if isinstance(item, str) else item
        found["Bukti"].append({"pertanyaan": code, **_cells("Bukti", demand)})


def _cells(sheet: str, node: Mapping[str, Any]) -> dict[str, str]:
    """Texts of a node by heading; an empty list is written as a dash."""
    found = {}
    for heading in COLUMNS[sheet]:
        value = node.get(heading.rstrip("*"))
        if value is not None:
            found[heading] = _text(value)
    return found


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, list):
        return "\n".join(value) or "-"
    return canonical(value) if isinstance(value, Decimal) else str(value)


def _table(name: str, rows: list[SheetRow] | None) -> list[_Row]:
    if not rows:
        raise sheets.SheetError(f"Lembar {name} tidak ada. Pakai templat instrumen.")
    headings = [_cell_text(cell) for cell in rows[0].cells]
    if missing := [heading for heading in COLUMNS[name] if heading not in headings]:
        raise sheets.SheetError(f"Lembar {name}: kolom {missing[0]} tidak ada.")
    return [
        _Row(f"lembar {name} baris {row.number}", _named(headings, row, name))
        for row in rows[1:]
        if not row.is_empty
    ]


def _named(headings: list[str], row: SheetRow, sheet: str) -> dict[str, str]:
    found = {}
    for heading, cell in zip(headings, row.cells, strict=False):
        if isinstance(cell, Decimal) and heading in ("code", *PARENTS):
            place = f"lembar {sheet} baris {row.number}, kolom {heading}"
            raise InstrumentError(place, "kode tersimpan sebagai angka; format selnya sebagai teks")
        found[heading] = _cell_text(cell)
    return found


PARENTS = ("klaster", "indikator", "pertanyaan", "asked_question", "indicator")


def _cell_text(cell: Cell) -> str:
    if isinstance(cell, bool):
        return "ya" if cell else "tidak"
    return canonical(cell) if isinstance(cell, Decimal) else str(cell or "").strip()


def _value(heading: str, text: str, place: str) -> Any:
    if heading.endswith("*"):
        return [] if text == "-" else [line.strip() for line in text.splitlines() if line.strip()]
    if heading in BOOLEANS:
        if text.lower() not in ("ya", "tidak"):
            raise InstrumentError(f"{place}, kolom {heading}", "isi ya atau tidak")
        return text.lower() == "ya"
    if heading in INTEGERS:
        if not (text.isascii() and text.isdigit() and len(text) < 10):
            raise InstrumentError(f"{place}, kolom {heading}", "harus berupa bilangan bulat")
        return int(text)
    return text


def _head(rows: Iterable[_Row]) -> Json:
    document: Json = {}
    notes = []
    for row in rows:
        key, text = row.cells["kunci"], row.cells["isi"]
        if key == "notes":
            notes.append(text)
        elif key in HEAD and key not in document:
            document[key] = _value(key, text, row.place)
        else:
            raise InstrumentError(row.place, f"kunci {key[:20]!r} tidak dikenal atau berulang")
    return document | _some("notes", notes)


def _clusters(found: Mapping[str, list[_Row]]) -> list[Json]:
    indicators = _grouped(found["Indikator"], "klaster")
    questions = _grouped(found["Pertanyaan"], "indikator")
    rules = _grouped(found["Aturan"], "pertanyaan")
    evidence = _grouped(found["Bukti"], "pertanyaan")
    clusters = []
    for row in found["Klaster"]:
        own = []
        for child in indicators.pop(row.cells["code"], ()):
            asked = [
                _question(q, rules.pop(q.cells["code"], ()), evidence.pop(q.cells["code"], ()))
                for q in questions.pop(child.cells["code"], ())
            ]
            own.append(child.picked(*COLUMNS["Indikator"][1:]) | {"questions": asked})
        clusters.append(row.picked(*COLUMNS["Klaster"]) | {"indicators": own})
    groups = {"Indikator": indicators, "Pertanyaan": questions, "Aturan": rules, "Bukti": evidence}
    for name, rest in groups.items():
        _refuse_orphans(name, rest)
    return clusters


def _question(row: _Row, rules: Iterable[_Row], evidence: Iterable[_Row]) -> Json:
    columns = [c for c in COLUMNS["Pertanyaan"][1:] if not c.startswith("asked_")]
    question = row.picked(*columns)
    kind = question.pop("rule", "")
    parts = [part.picked(*COLUMNS["Aturan"][1:]) for part in rules]
    if kind in RULE_PARTS:
        question["rule"] = {"type": kind, RULE_PARTS[kind]: parts}
    else:
        question["rule"] = {"type": kind, **(parts[0] if len(parts) == 1 else {})}
    if "basis" in question:
        pairs = (line.partition(": ") for line in question["basis"])
        question["basis"] = {key: value for key, _, value in pairs}
    asked = [c for c in COLUMNS["Pertanyaan"] if c.startswith("asked_")]
    condition = {key.removeprefix("asked_"): v for key, v in row.picked(*asked).items()}
    question["evidence"] = [_demand(item) for item in evidence]
    return question | _some("asked_when", condition)


def _demand(row: _Row) -> object:
    demand = row.picked(*COLUMNS["Bukti"][1:])
    return demand["name"] if set(demand) == {"name"} else demand


def _gates(rows: Iterable[_Row]) -> list[Json]:
    return [row.picked(*COLUMNS["Syarat"][1:]) for row in rows]


def _some(key: str, value: Any) -> Json:
    return {key: value} if value else {}


def _grouped(rows: Iterable[_Row], heading: str) -> dict[str, list[_Row]]:
    found: dict[str, list[_Row]] = defaultdict(list)
    for row in rows:
        found[row.cells[heading]].append(row)
    return dict(found)


def _refuse_orphans(sheet: str, rest: Mapping[str, list[_Row]]) -> None:
    """Rows whose parent does not exist would be lost silently."""
    for parent, rows in rest.items():
        raise InstrumentError(rows[0].place, f"induk {parent[:20]!r} tidak ada atau berulang")
