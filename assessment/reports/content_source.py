"""Reads the JSON of a snapshot: typed values out of strings, codes into Indonesian words.

Pure. Knows the snapshot's schema, nothing of blocks or renderers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from assessment import format as text_format
from assessment.reports.document import Fact, Identity, TextCell, Tone, clean_text

Json = Mapping[str, Any]

PARTNER_KINDS = {
    "ngo": "lembaga masyarakat",
    "foundation": "yayasan",
    "business": "dunia usaha",
    "media": "media",
    "university": "perguruan tinggi",
    "vertical": "instansi vertikal",
    "donor": "lembaga donor",
    "community": "masyarakat",
}
AGENCY_KINDS = {
    "opd": "perangkat daerah",
    "vertical": "instansi vertikal",
    "business": "dunia usaha",
    "community": "masyarakat",
    "territory": "kecamatan/kelurahan",
}
ENDLESS_WORD = re.compile(r"\S{100,}")
PIECE = re.compile(r"\S{1,20}")
BREAK = "\u200b"
RESTRICTED_TITLE = "Dokumen terbatas"
RESTRICTED_NOTE = "rincian pada sekretariat, untuk melindungi data anak"


def cleaned(content: Json) -> Json:
    """The same JSON with every text fit for XML, PDF and a sheet."""
    mapped: Json = _mapped(content, clean_text)
    return mapped


def softened(content: Json) -> Json:
    """The same JSON with invisible places to break in endless words, slow to set on a page."""
    mapped: Json = _mapped(content, _softened)
    return mapped


def _mapped(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {key: _mapped(item, change) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_mapped(item, change) for item in value]
    return value


def _softened(text: str) -> str:
    return ENDLESS_WORD.sub(lambda found: BREAK.join(PIECE.findall(found.group())), text)


def points(value: str | int | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def canonical(value: str | int | None) -> str:
    """The points as machines compare them: the snapshot's own string."""
    return "tidak ada" if value is None else str(value)


def day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def spoken_day(value: str | None) -> str:
    found = day(value)
    return text_format.date(found) if found else ""


def moment(value: str) -> datetime:
    return datetime.fromisoformat(value)


def word(words: Mapping[str, str], code: str) -> str:
    return words.get(code.lower(), code)


def joined(parts: Iterable[str], separator: str = ", ") -> str:
    return separator.join(part for part in parts if part)


def text_fact(label: str, text: str) -> Fact:
    return Fact(label, TextCell(text or "–"))


def known_sum(values: Iterable[int | None]) -> int | None:
    """The sum of what is known; None when nothing is."""
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def questions(content: Json) -> Iterator[tuple[Json, Json, Json]]:
    """Every question with its cluster and indicator, in the instrument's order."""
    for cluster in content["clusters"]:
        for indicator in cluster["indicators"]:
            for question in indicator["questions"]:
                yield cluster, indicator, question


def identity(content: Json, sha256: str) -> Identity:
    return Identity(
        city=content["city"]["name"],
        year=content["cycle"]["year"],
        number=content["number"],
        sha256=sha256,
        made_at=moment(content["made_at"]),
        timezone=content["city"]["timezone"],
    )


def city_label(city: Json) -> str:
    return "Kabupaten" if city["kind"].lower().startswith("kab") else "Kota"


def document_cell(document: Json | None, note: str = "") -> TextCell:
    """A document as readers may see it: a restricted one shows that it exists, not what it says."""
    if document is None:
        return TextCell("Tanpa dokumen", _notes(note), Tone.MUTED)
    if document["restricted"]:
        return TextCell(RESTRICTED_TITLE, (RESTRICTED_NOTE,))
    number = f"Nomor {document['number']}" if document["number"] else ""
    return TextCell(document["title"], _notes(joined((number, document["issuer"])), note))


def _notes(*lines: str) -> tuple[str, ...]:
    return tuple(line for line in lines if line)


@dataclass(frozen=True, slots=True)
class Lack:
    """What an answered question still has to show."""

    code: str
    items: str


def lack(question: Json) -> Lack | None:
    """None for a question nobody answered: there is nothing to prove yet."""
    is_started = bool(question["answer"] or question["evidence"])
    if not (is_started and question["missing_evidence"]):
        return None
    return Lack(question["code"], ", ".join(question["missing_evidence"]))


def decision(question: Json) -> str:
    """Who stands behind the answer, in words."""
    if not question["answer"]:
        return ""
    if question["stale"]:
        return "Usang: sumber berubah setelah diputuskan"
    if question["decided"]:
        return joined(("Diputuskan", question["decided_by"]), " oleh ")
    return "Usulan, belum diputuskan"


def partners(program: Json) -> str:
    return "; ".join(
        joined((partner["name"], f"({word(PARTNER_KINDS, partner['kind'])})"), " ")
        for partner in program["partners"]
    )


def accepted_programs(content: Json) -> Sequence[Json]:
    return [program for program in content["programs"] if program["accepted"]]
