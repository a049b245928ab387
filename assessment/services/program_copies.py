"""Programmes of an earlier year taken over: what stays true, without what only that year had."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction

from agencies import audit
from agencies.actors import Actor
from agencies.errors import ConflictError
from agencies.models import Agency
from assessment import policies
from assessment.core.instrument import Instrument
from assessment.models import Cycle, Program
from assessment.selectors.instruments import instrument_of
from assessment.selectors.program_copies import copyable
from assessment.services import guards
from assessment.services.program_checks import cleaned
from assessment.services.program_facts import ProgramFacts, Target, dump, facts_of
from assessment.services.programs import store_lists

KEPT = ("title", "activity", "sub_activity", "place", "target_group", "fund_source")


@transaction.atomic
def copy_programs(
    *, cycle: Cycle, agency: Agency, program_ids: tuple[int, ...], by: Actor
) -> list[Program]:
    """Copy the agency's programmes of earlier cycles into this one, each once; all or none."""
    policies.check_fill(by, agency)
    cycle = guards.lock_cycle(cycle, by=by)
    guards.check_any_filling_open(cycle, agency, by=by)
    wanted = set(program_ids)
    if not wanted:
        raise ValidationError({"programs": "Pilih sedikitnya satu kegiatan."})
    sources = list(copyable(by, cycle, agency).filter(pk__in=wanted))
    if len(sources) != len(wanted):
        raise ValidationError({"programs": "Pilih kegiatan dari daftar."})
    taken = Program.objects.filter(cycle=cycle, copied_from__in=sources)
    if taken.exists():
        titles = ", ".join(f"“{title[:60]}”" for title in taken.values_list("title", flat=True))
        raise ConflictError(f"Sudah disalin sebelumnya: {titles}. Tidak ada yang disalin lagi.")
    return [_copy(source, cycle, agency, by) for source in sources]


def _copy(source: Program, cycle: Cycle, agency: Agency, by: Actor) -> Program:
    stated = _lasting(facts_of(source), instrument_of(cycle), agency)
    facts = cleaned(cycle, agency, stated, by)
    program = Program.objects.create(
        cycle=cycle,
        agency=agency,
        copied_from=source,
        is_unchecked=True,
        updated_by_id=by.user_id,
        updated_at=by.at,
        **facts.own,
    )
    store_lists(program, facts)
    audit.record(
        by=by,
        action="program.copy",
        subject="program",
        subject_id=program.pk,
        after={**dump(facts), "year": source.cycle.year},
    )
    return program


def _lasting(facts: ProgramFacts, instrument: Instrument, agency: Agency) -> ProgramFacts:
    """Without dates, money spent, people reached, results, agreements and documents; only what
    this year's instrument still asks."""
    active = Agency.objects.filter(pk__in=facts.joint_agency_ids, is_active=True)
    targets = (_still_asked(target, instrument) for target in facts.targets)
    return ProgramFacts(
        **{name: getattr(facts, name) for name in KEPT},
        budget_planned=facts.budget_planned,
        partners=facts.partners,
        targets=tuple(dict.fromkeys(target for target in targets if target)),
        joint_agency_ids=tuple(active.exclude(pk=agency.pk).values_list("pk", flat=True)),
    )


def _still_asked(target: Target, instrument: Instrument) -> Target | None:
    question = instrument.question(target.question_code) if target.question_code else None
    if question is not None:
        return Target(instrument.indicator_of(question.code).code, question.code)
    if target.question_code or instrument.indicator(target.indicator_code) is None:
        return None
    return target
