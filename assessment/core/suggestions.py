"""Further questions that a programme may serve, each with its reasons, best first.

Pure. Compares what the programme says with the instrument; decides nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from assessment.core.instrument import Indicator, Instrument, Question
from assessment.core.words import telling_words

MOST = 20
#: A word in common weighs one, and so does it that the agency answers the question anyway.
SAME_INDICATOR, SHARED_AGENCY = 2, 2
#: One word in common is chance unless something else speaks for the question.
ENOUGH = 2
SHOWN_WORDS = 4


@dataclass(frozen=True, slots=True)
class Profile:
    """What a programme says of itself. Agencies by their names in the instrument; `assigned` are
    the questions that the programme's agency answers."""

    text: str
    indicators: frozenset[str] = frozenset()
    questions: frozenset[str] = frozenset()
    agencies: frozenset[str] = frozenset()
    assigned: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Suggestion:
    question: Question
    indicator: Indicator
    is_assigned: bool
    weight: int
    reasons: tuple[str, ...]

    @property
    def because(self) -> str:
        return f"karena: {'; '.join(self.reasons)}"


def suggest(instrument: Instrument, profile: Profile, most: int = MOST) -> tuple[Suggestion, ...]:
    """Questions not served yet: those of the own agency first, then by weight, then in the
    instrument's order."""
    words = telling_words(profile.text)
    found = []
    for indicator in instrument.indicators:
        for question in indicator.questions:
            if question.code in profile.questions:
                continue
            suggestion = _weigh(question, indicator, profile, words)
            if suggestion.weight >= ENOUGH:
                found.append(suggestion)
    found.sort(key=lambda s: (not s.is_assigned, -s.weight))
    return tuple(found[:most])


def _weigh(
    question: Question, indicator: Indicator, profile: Profile, words: frozenset[str]
) -> Suggestion:
    common = sorted(words & telling_words(f"{indicator.name} {question.text}"))
    shared = [name for name in question.agencies if name in profile.agencies]
    is_assigned = question.code in profile.assigned
    weight, reasons = len(common), []
    if common:
        reasons.append(f"kata yang sama ({', '.join(common[:SHOWN_WORDS])})")
    if indicator.code in profile.indicators:
        weight += SAME_INDICATOR
        reasons.append(f"indikator {indicator.code} sudah dikaitkan")
    if shared and weight:
        weight += SHARED_AGENCY
        reasons.append(f"dijawab juga oleh {', '.join(shared)}")
    if is_assigned:
        weight += bool(weight)
        reasons.append("ditugaskan kepada perangkat daerah Anda")
    return Suggestion(question, indicator, is_assigned, weight, tuple(reasons))
