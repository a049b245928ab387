"""The things that an answer counts, by name: read from JSON and from lines that people paste."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

MOST = 300
LONGEST_NAME = 200
LONGEST_NOTE = 300
_FIELDS = {"name", "note"}
_NUMBERING = re.compile(r"[0-9]{1,4}[.)]?")


class NamedItemError(Exception):
    """A list cannot be read; the message is Indonesian and names the line."""


@dataclass(frozen=True, slots=True)
class NamedItem:
    """One thing that is counted; the note says what else is known of it (date, number)."""

    name: str
    note: str = ""

    @property
    def words(self) -> str:
        return f"{self.name} ({self.note})" if self.note else self.name

    @property
    def key(self) -> str:
        """Two spellings that differ only in case are one name."""
        return self.name.casefold()


def read_items(raw: object) -> tuple[NamedItem, ...]:
    """The rows of an answer's JSON form; none for null. NamedItemError names the line."""
    if raw is None:
        return ()
    if not isinstance(raw, list):
        raise NamedItemError("daftar butir harus berupa daftar nama")
    if len(raw) > MOST:
        raise NamedItemError(f"daftar paling banyak {MOST} butir; kelebihan {len(raw) - MOST}")
    found: dict[NamedItem, int] = {}
    for number, row in enumerate(raw, start=1):
        item = _item(row, number)
        if item in found:
            raise NamedItemError(
                f"baris {number} sama dengan baris {found[item]}; hapus salah satu"
            )
        found[item] = number
    return tuple(found)


def from_lines(text: str) -> list[dict[str, str]]:
    """Lines as typed (`name; note`) or pasted (cells parted by tabs), in the answer's JSON form.

    Empty lines and a numbering column before the name are dropped.
    """
    return [_parted(line) for line in text.replace("\r", "\n").split("\n") if line.strip()]


def to_lines(items: Iterable[NamedItem]) -> str:
    """Lines that `from_lines` reads back to the same items."""
    return "\n".join(_line(item) for item in items)


def _parted(line: str) -> dict[str, str]:
    if "\t" not in line:
        name, _, note = line.partition(";")
        return {"name": _joined(name), "note": _joined(note)}
    cells = [_joined(cell) for cell in line.split("\t")]
    if _NUMBERING.fullmatch(cells[0]) and cells[1]:
        cells = cells[1:]
    return {"name": cells[0], "note": ", ".join(cell for cell in cells[1:] if cell)}


def _line(item: NamedItem) -> str:
    if ";" in item.name:
        return f"{item.name}\t{item.note}"
    return f"{item.name}; {item.note}" if item.note else item.name


def _item(row: object, number: int) -> NamedItem:
    if not isinstance(row, Mapping) or set(row) - _FIELDS:
        raise NamedItemError(f"baris {number} harus berisi name dan note")
    name = _text(row.get("name"), number, LONGEST_NAME, "nama")
    note = _text(row.get("note", ""), number, LONGEST_NOTE, "keterangan")
    if not name:
        raise NamedItemError(f"baris {number} belum bernama; tulis nama butirnya")
    return NamedItem(name, note)


def _text(value: object, number: int, longest: int, words: str) -> str:
    if not isinstance(value, str):
        raise NamedItemError(f"baris {number}: {words} harus berupa teks")
    text = _joined(value)
    if any(unicodedata.category(sign) in {"Cc", "Cs"} for sign in text):
        raise NamedItemError(f"baris {number}: {words} memuat karakter yang tidak diizinkan")
    if len(text) > longest:
        raise NamedItemError(f"baris {number}: {words} paling panjang {longest} karakter")
    return text


def _joined(text: str) -> str:
    """Without line ends and repeated blanks."""
    return " ".join(text.split())
