"""Verifiers' requests as pasted text: one request a line, columns parted by tabs.

`KODE <tab> YANG DIMINTA <tab> OPD <tab> POIN <tab> ALASAN <tab> PENANGGUNG JAWAB`; without tabs the
first word is the code and the rest is what is asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

COLUMNS = (
    "Kode pertanyaan",
    "Yang diminta",
    "Perangkat daerah",
    "Poin",
    "Alasan",
    "Penanggung jawab",
)
TAB = "\t"


@dataclass(frozen=True, slots=True)
class RequestLine:
    """One line as typed; `number` counts from 1 as an editor does. What is left out is empty."""

    number: int
    code: str
    asked: str = ""
    agencies: tuple[str, ...] = ()
    points: str = ""
    reason: str = ""
    owner: str = ""


def parse(text: str) -> tuple[RequestLine, ...]:
    """Every line that says something, in order; a heading row is skipped."""
    return tuple(_lines(text))


def _lines(text: str) -> Iterator[RequestLine]:
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        cells = [cell.strip() for cell in _cells(line)]
        if any(cells) and cells[0].casefold() not in ("kode", COLUMNS[0].casefold()):
            yield _line(number, cells)


def _cells(line: str) -> list[str]:
    if TAB in line:
        return line.split(TAB)
    code, _, asked = line.strip().partition(" ")
    return [code, asked]


def _line(number: int, cells: list[str]) -> RequestLine:
    code, asked, agencies, points, reason, owner = [*cells, "", "", "", "", ""][: len(COLUMNS)]
    named = agencies.replace(";", ",").split(",")
    found = tuple(dict.fromkeys(name.strip() for name in named if name.strip()))
    return RequestLine(number, code, asked, found, points, reason, owner)
