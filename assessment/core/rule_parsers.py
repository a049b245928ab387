"""The rule of a question out of its JSON, one function per type of rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from assessment.core.nodes import InstrumentError, Node, check_unique
from assessment.core.rules import (
    Band,
    BandsRule,
    Comparison,
    Option,
    OptionsRule,
    PerItemRule,
    Rule,
    TrendRule,
)


def _parse_options(node: Node, evidence: Sequence[str]) -> OptionsRule:
    options = tuple(
        Option(child.text("label"), child.decimal("points"), _demanded(child, evidence))
        for child in node.children("options", "pilihan")
    )
    check_unique(f"{node.path} pilihan", [option.label for option in options])
    return OptionsRule(options)


def _demanded(node: Node, evidence: Sequence[str]) -> frozenset[int] | None:
    """Positions of the items that an option names; each must be an item of the question."""
    if node.value.get("evidence") is None:
        return None
    named = node.texts("evidence")
    for name in named:
        if name not in evidence:
            raise InstrumentError(f"{node.path}.evidence", f"bukti {name[:40]!r} tidak diminta")
    return frozenset(n for n, name in enumerate(evidence) if name in named)


def _parse_bands(node: Node, _evidence: Sequence[str]) -> BandsRule:
    return BandsRule(tuple(_parse_band(child) for child in node.children("bands", "rentang")))


def _parse_band(node: Node) -> Band:
    stated = [comparison for comparison in Comparison if comparison.value in node.value]
    if len(stated) != 1:
        raise InstrumentError(node.path, "perlu tepat satu dari at_least, above, at_most")
    return Band(stated[0], node.decimal(stated[0].value), node.decimal("points"))


def _parse_per_item(node: Node, _evidence: Sequence[str]) -> PerItemRule:
    return PerItemRule(node.decimal("points_per_item"), node.decimal("cap"))


def _parse_trend(node: Node, _evidence: Sequence[str]) -> TrendRule:
    return TrendRule(
        met_and_improved=node.decimal("met_and_improved"),
        met=node.decimal("met"),
        improved=node.decimal("improved"),
        neither=node.decimal("neither"),
        incomplete=node.decimal("incomplete"),
    )


RULE_PARSERS: Mapping[str, Callable[[Node, Sequence[str]], Rule]] = {
    "options": _parse_options,
    "bands": _parse_bands,
    "per_item": _parse_per_item,
    "trend": _parse_trend,
}
