"""When a question is asked at all: only while another question's answer holds. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from assessment.core.nodes import InstrumentError, Node
from assessment.core.numbers import plain
from assessment.core.rules import Comparison


@dataclass(frozen=True, slots=True)
class ChoiceCondition:
    """Asked only when the other question is answered with one of these labels."""

    question: str
    choices: tuple[str, ...]

    def __str__(self) -> str:
        labels = " atau ".join(f"“{label}”" for label in self.choices)
        return f"pertanyaan {self.question} dijawab {labels}"


@dataclass(frozen=True, slots=True)
class FigureCondition:
    """Asked only when the other question's figure passes a limit."""

    question: str
    comparison: Comparison
    limit: Decimal

    def __str__(self) -> str:
        return f"angka pertanyaan {self.question} {self.comparison.label} {plain(self.limit)}"


Condition = ChoiceCondition | FigureCondition


def parse_condition(node: Node) -> Condition:
    """A condition as written; whether the other question exists is checked with all of them."""
    other = node.text("question")
    if "choices" in node.value:
        labels = node.texts("choices")
        if not labels:
            raise InstrumentError(f"{node.path}.choices", "harus berupa daftar yang terisi")
        return ChoiceCondition(other, labels)
    stated = [comparison for comparison in Comparison if comparison.value in node.value]
    if len(stated) != 1:
        raise InstrumentError(node.path, "perlu choices atau satu dari at_least, above, at_most")
    return FigureCondition(other, stated[0], node.decimal(stated[0].value))
