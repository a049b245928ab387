"""A lower value beside an agency's answer: what the secretariat takes for proven by the evidence.

The agency's own answer stays as it is. A lower value speaks of exactly that answer: once the
agency changes it, the lower value no longer counts and has to be given anew.
"""

from __future__ import annotations

from assessment.core import answers
from assessment.core.answers import Answer, NotApplicable
from assessment.core.instrument import Question
from assessment.core.scoring import award


class LoweringError(Exception):
    """The value cannot stand beside the answer; `message` is Indonesian."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def check_lower(question: Question, own: Answer | None, lower: Answer | None) -> None:
    """Refuse a value that is unfinished, the same, or worth more points than the agency's own."""
    own_award = None if isinstance(own, NotApplicable) else award(question, own)
    if own_award is None:
        raise LoweringError("Jawaban ini tidak punya nilai yang dapat diturunkan.")
    lower_award = None if isinstance(lower, NotApplicable) else award(question, lower)
    if lower_award is None:
        lacking = ", ".join(answers.missing(question, lower))
        raise LoweringError(f"Lengkapi nilai yang diterima: {lacking or 'jawaban'}.")
    if lower == own:
        raise LoweringError("Nilai yang diterima sama dengan jawaban perangkat daerah.")
    if lower_award.points > own_award.points:
        raise LoweringError(
            "Nilai yang diterima memberi poin lebih banyak daripada jawaban perangkat daerah. "
            "Kembalikan bagian ini bila jawabannya perlu dinaikkan."
        )


def counted(own: Answer | None, lower: Answer | None, lowered_from: Answer | None) -> Answer | None:
    """The answer that counts: the lower value while it speaks of the present one, else the own."""
    return lower if lower is not None and lowered_from == own else own
