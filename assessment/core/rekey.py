"""What is typed again into the ministry's application: the option, the figures, a text that fits.

Pure. Reads the JSON form of an answer (answers.to_raw); figures are plain digits.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from assessment.core.numbers import percent, ratio

CUT_MARK = " ..."
#: How far back a cut looks for the end of a word.
WORD_REACH = 40
YEARS = (("current", "tahun evaluasi"), ("previous", "tahun sebelumnya"))


@dataclass(frozen=True, slots=True)
class Figure:
    """`value` as it is typed: digits with a decimal comma, empty where nothing is known."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Typed:
    """One question as it is typed: the option to tick, or figures, or why it does not apply."""

    option: str
    figures: tuple[Figure, ...]


def typed(raw: Mapping[str, Any] | None) -> Typed:
    """Nothing at all for a question without an answer."""
    if not raw:
        return Typed("", ())
    if "choice" in raw:
        return Typed(str(raw["choice"]), ())
    if "not_applicable" in raw:
        return Typed(f"Tidak berlaku: {raw['not_applicable']}", ())
    return Typed("", tuple(_figures(raw)))


def cut(text: str, limit: int) -> str:
    """The text within `limit` letters; one that is too long ends with three dots, after a word."""
    if len(text) <= limit:
        return text
    kept = text[: max(limit - len(CUT_MARK), 0)]
    end = max(kept.rfind(" "), kept.rfind("\n"))
    if end > len(kept) - WORD_REACH and end > 0:
        kept = kept[:end]
    return (kept.rstrip(" \n,;:") + CUT_MARK)[-limit:]


def digest(value: Typed, text: str, hashes: Sequence[str]) -> str:
    """Of all that is typed and uploaded for a question: another digest means type it again."""
    listed = [value.option, [[f.label, f.value] for f in value.figures], text, list(hashes)]
    return hashlib.sha256(json.dumps(listed, ensure_ascii=False).encode()).hexdigest()


def difference(ours: Decimal | None, theirs: Decimal | None) -> Decimal | None:
    """Points of the ministry's application less ours; None where one of them is unknown."""
    return None if ours is None or theirs is None else theirs - ours


def _figures(raw: Mapping[str, Any]) -> list[Figure]:
    if "count" in raw:
        return [Figure("Jumlah", _plain(raw["count"]))]
    if "items" in raw:
        names = "; ".join(row["name"] for row in raw.get("rows", ()))
        named = [Figure("Nama", names)] if names else []
        return [Figure("Jumlah butir", _plain(raw["items"])), *named]
    if "target" in raw:
        found = [figure for key, label in YEARS for figure in _year(raw[key], label)]
        return [*found, Figure("Target", _plain(raw["target"]))]
    return _year(raw, "")


def _year(year: object, label: str) -> list[Figure]:
    """A year of a trend or a percentage: two counts and what they come to, or one figure."""
    ending = f", {label}" if label else ""
    if not isinstance(year, Mapping):
        return [Figure(f"Angka{ending}", _plain(year))]
    numerator, denominator = year["numerator"], year["denominator"]
    known = numerator is not None and denominator
    share = percent(ratio(numerator, denominator)).removesuffix(" %") if known else ""
    return [
        Figure(f"Pembilang{ending}", _plain(numerator)),
        Figure(f"Penyebut{ending}", _plain(denominator)),
        Figure(f"Persentase{ending}", share),
    ]


def _plain(value: object) -> str:
    return "" if value is None else str(value).replace(".", ",")
