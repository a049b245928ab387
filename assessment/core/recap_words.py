"""How recaps write clusters, indicators, codes and sums. Pure."""

from __future__ import annotations

import re
from fractions import Fraction

from assessment.core.words import plain_title, telling_words

_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6}
_CLUSTER = re.compile(r"\bk[lu]+(?:a|u)?ster\s+([0-9]|iv|v?i{0,3})\b")
_INDICATOR = re.compile(r"\bindikator\s+(?:ke\s+|no\s+|nomor\s+)?([0-9]{1,2}\s?[a-z]?)\b")
_TOTAL = re.compile(r"^(sub\s?total|jumlah|total|grand total|nilai (akhir|total)|rekap nilai)\b")
_WHOLE = re.compile(r"\b(seluruh\w*|keseluruhan|grand|akhir|umum|semua)\b")
_CODE = re.compile(r"^\s*([0-9]{1,2}[A-Za-z]?(?:\s*\.\s*[0-9]{1,2}[a-z]{0,2})?)[.)\s]*(?=\s|$)")
_POINT = re.compile(r"\s*\.\s*")


def is_total(said: str) -> bool:
    """Whether a plain text begins like a sum; many questions begin with "Jumlah" too."""
    return bool(_TOTAL.match(said))


def is_whole(said: str) -> bool:
    """Whether a sum says that it is that of everything."""
    return bool(_WHOLE.search(said))


def cluster_number(said: str, *, at_front: bool = False) -> int | None:
    """3 of "klaster iii"; None where no cluster is named (at the front, when asked)."""
    match = _CLUSTER.match(said) if at_front else _CLUSTER.search(said)
    if match is None or not match[1]:
        return None
    return _ROMAN.get(match[1]) or int(match[1])


def indicator_code(said: str) -> str:
    """`21A` of "indikator 21a"; empty where none is named."""
    match = _INDICATOR.search(said)
    return match[1].replace(" ", "").upper() if match else ""


def code_in(text: str) -> str:
    """The code at the front of a text: `7.2` of "7 . 2) ..."; empty without one."""
    match = _CODE.match(text)
    return _POINT.sub(".", match[1]).replace(" ", "") if match else ""


def without_code(text: str) -> str:
    """The plain text behind the code at its front."""
    return plain_title(_CODE.sub("", text))


def spellings(code: str) -> tuple[str, ...]:
    """A code as written, and as codes are written: `21a.4A` is 21A.4a."""
    before, point, after = code.partition(".")
    return (code, f"{before.upper()}{point}{after.lower()}", f"{before}{point}{after.lower()}")


def likeness(text: str, other: str) -> Fraction:
    """Words in common of all words that tell something."""
    return shared(telling_words(text), telling_words(other))


def shared(ours: frozenset[str], theirs: frozenset[str]) -> Fraction:
    together = ours | theirs
    return Fraction(len(ours & theirs), len(together)) if together else Fraction(0)


def ends_with(said: str, name: str) -> bool:
    """Whether a plain text is a name, perhaps behind a number or "jumlah"."""
    wanted = plain_title(name)
    return said == wanted or said.endswith(f" {wanted}")
