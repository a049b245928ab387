"""What is known of one question of a cycle, before any arithmetic. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from assessment.core.answers import Answer


@dataclass(frozen=True, slots=True)
class QuestionFacts:
    """`official` and `proposed` are answers or None; `proven_items` are the positions of the
    question's evidence items that have a citation that counts; `verified` is the mark of the latest
    verification stage in points, None where none was given.
    """

    official: Answer | None = None
    is_decided: bool = False
    is_stale: bool = False
    proposed: Answer | None = None
    proven_items: frozenset[int] = frozenset()
    verified: Decimal | None = None
