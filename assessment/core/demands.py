"""An item of evidence that a question demands: name, fitting kinds of documents, time. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from assessment.core.nodes import InstrumentError, Node

#: Codes of the kinds of documents in the library.
KINDS = (
    "regulation",
    "decree",
    "budget",
    "report",
    "photo",
    "matrix",
    "attendance",
    "certificate",
    "agreement",
    "procedure",
    "other",
)


class Validity(StrEnum):
    """Of which time a document must be."""

    WINDOW = "window"
    YEAR = "year"
    PREVIOUS = "previous"
    IN_FORCE = "in_force"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Validity.WINDOW: "dari masa bukti siklus",
    Validity.YEAR: "dari tahun yang dievaluasi",
    Validity.PREVIOUS: "dari tahun sebelumnya",
    Validity.IN_FORCE: "masih berlaku pada tahun yang dievaluasi",
}


@dataclass(frozen=True, slots=True)
class Demand:
    """`kinds` are codes of the library; empty: what the words of the name tell."""

    name: str
    validity: Validity = Validity.WINDOW
    kinds: tuple[str, ...] = ()

    @property
    def is_plain(self) -> bool:
        return self.validity is Validity.WINDOW and not self.kinds


def parse_demands(node: Node) -> tuple[Demand, ...]:
    """Items of `evidence`: names, or objects with `name`, `validity`, `kinds`."""
    value = node.value.get("evidence", [])
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise InstrumentError(f"{node.path}.evidence", "harus berupa daftar bukti")
    return tuple(_parse(item, f"{node.path}.evidence {n}") for n, item in enumerate(value, 1))


def _parse(item: object, path: str) -> Demand:
    if isinstance(item, str):
        if not item.strip():
            raise InstrumentError(path, "harus berupa teks yang terisi")
        return Demand(item.strip())
    node = Node(item, path)
    kinds = node.texts("kinds")
    if unknown := [kind for kind in kinds if kind not in KINDS]:
        raise InstrumentError(f"{path}.kinds", f"jenis {unknown[0][:20]} tidak dikenal")
    validity = node.member("validity", Validity, Validity.WINDOW)
    return Demand(node.text("name"), validity, kinds)
