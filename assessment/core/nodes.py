"""JSON read strictly: every complaint names its place, nothing but InstrumentError comes out.

Knows texts, whole numbers, exact decimals, lists and objects; not what an instrument is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

E = TypeVar("E", bound=StrEnum)

DEEPEST = 20
LARGEST = 9999
_DECIMAL = re.compile(r"[0-9]{1,12}(\.[0-9]{1,12})?")
# NUL cannot be stored by PostgreSQL, lone surrogates by neither database.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class InstrumentError(Exception):
    """The document is not an instrument; `path` names the place, `message` is Indonesian."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(f"{path}: {message}")
        self.path = path
        self.message = message


class Node:
    """A JSON object that knows its path, so that every complaint can name the place."""

    def __init__(self, value: object, path: str) -> None:
        if not isinstance(value, Mapping):
            raise InstrumentError(path, "harus berupa objek")
        self.value: Mapping[str, Any] = value
        self.path = path

    def _get(self, key: str) -> Any:
        if key not in self.value:
            raise InstrumentError(f"{self.path}.{key}", "tidak ada")
        return self.value[key]

    def text(self, key: str, default: str | None = None, longest: int | None = None) -> str:
        if default is not None and self.value.get(key) is None:
            return default
        value = self._get(key)
        if not isinstance(value, str) or not (value.strip() or default == ""):
            raise InstrumentError(f"{self.path}.{key}", "harus berupa teks yang terisi")
        if longest is not None and len(value.strip()) > longest:
            raise InstrumentError(f"{self.path}.{key}", f"paling panjang {longest} karakter")
        return value.strip()

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.value.get(key, [])
        if not isinstance(value, Sequence) or isinstance(value, str):
            raise InstrumentError(f"{self.path}.{key}", "harus berupa daftar teks")
        if not all(isinstance(text, str) and text.strip() for text in value):
            raise InstrumentError(f"{self.path}.{key}", "harus berupa daftar teks")
        return tuple(text.strip() for text in value)

    def integer(self, key: str) -> int:
        value = self._get(key)
        if isinstance(value, bool) or not isinstance(value, int):
            raise InstrumentError(f"{self.path}.{key}", "harus berupa bilangan bulat")
        if not 0 <= value <= LARGEST:
            raise InstrumentError(f"{self.path}.{key}", f"harus dari 0 sampai {LARGEST}")
        return value

    def decimal(self, key: str) -> Decimal:
        return to_points(self._get(key), f"{self.path}.{key}")

    def boolean(self, key: str, default: bool) -> bool:
        value = self.value.get(key, default)
        if not isinstance(value, bool):
            raise InstrumentError(f"{self.path}.{key}", "harus true atau false")
        return value

    def member(self, key: str, kind: type[E], default: E | None = None) -> E:
        if default is not None and self.value.get(key) is None:
            return default
        value = self._get(key)
        if not isinstance(value, str) or value not in list(kind):
            allowed = ", ".join(kind)
            raise InstrumentError(f"{self.path}.{key}", f"harus salah satu dari {allowed}")
        return kind(value)

    def child(self, key: str) -> Node:
        return Node(self._get(key), f"{self.path}.{key}")

    def some(self, key: str, noun: str) -> Iterator[Node]:
        """Like `children`, of a list that may be empty or missing."""
        return self.children(key, noun) if self.value.get(key) not in (None, []) else iter(())

    def children(self, key: str, noun: str) -> Iterator[Node]:
        value = self._get(key)
        if not isinstance(value, Sequence) or isinstance(value, str) or not value:
            raise InstrumentError(f"{self.path}.{key}", "harus berupa daftar yang terisi")
        for index, item in enumerate(value, start=1):
            code = item.get("code") if isinstance(item, Mapping) else None
            name = code[:20] if isinstance(code, str) else index
            yield Node(item, f"{self.path} > {noun} {name}")


def to_points(value: object, path: str) -> Decimal:
    """An exact non-negative decimal from a JSON string or number; floats are refused."""
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        raise InstrumentError(path, "harus berupa angka desimal dalam tanda kutip")
    # A huge integer has more digits than Python turns into text.
    text = "bilangan terlalu besar" if _is_huge(value) else str(value).strip()
    if not _DECIMAL.fullmatch(text):
        raise InstrumentError(path, f"bukan angka desimal: {text[:40]!r}")
    return Decimal(text)


def check_unique(noun: str, codes: Sequence[str]) -> None:
    """InstrumentError for the first code that occurs twice."""
    seen: set[str] = set()
    for code in codes:
        if code in seen:
            raise InstrumentError(f"{noun} {code}", "kode dipakai lebih dari sekali")
        seen.add(code)


def refuse_unstorable(document: object) -> None:
    """InstrumentError for characters no database keeps and for nesting no instrument needs."""
    level = [document]
    for _ in range(DEEPEST):
        below: list[object] = []
        for value in level:
            if isinstance(value, str) and _UNSTORABLE.search(value):
                raise InstrumentError("instrumen", "memuat karakter yang tidak diizinkan")
            if isinstance(value, Mapping):
                below += [*value.keys(), *value.values()]
            elif isinstance(value, list | tuple):
                below += value
        level = below
    if level:
        raise InstrumentError("instrumen", f"bersarang lebih dari {DEEPEST} tingkat")


def _is_huge(value: str | int | Decimal) -> bool:
    return isinstance(value, int) and abs(value) > 10**12
