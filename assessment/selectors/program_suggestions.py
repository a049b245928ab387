"""Questions of the instrument that a programme may serve besides those it names."""

from __future__ import annotations

from assessment.core.suggestions import Profile, Suggestion, suggest
from assessment.models import Program
from assessment.selectors.cycles import assigned_codes
from assessment.selectors.instruments import instrument_of


def suggestions(program: Program) -> tuple[Suggestion, ...]:
    """Best first; three queries."""
    targets = list(program.targets.all())
    joint = program.joint_agencies.exclude(instrument_name="")
    said = (program.title, program.activity, program.sub_activity, program.target_group)
    profile = Profile(
        text=" ".join((*said, program.result)),
        indicators=frozenset(row.indicator_code for row in targets),
        questions=frozenset(row.question_code for row in targets if row.question_code),
        agencies=frozenset(joint.values_list("instrument_name", flat=True)),
        assigned=assigned_codes(program.cycle, program.agency_id),
    )
    return suggest(instrument_of(program.cycle), profile)
