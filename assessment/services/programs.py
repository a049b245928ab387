"""Programmes: what an agency did. Saved with their version, inside the agency's time."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction

from agencies import audit
from agencies.actors import Actor
from agencies.models import Agency
from agencies.services.rows import update_versioned
from assessment import policies
from assessment.models import Agreement, Cycle, Partner, Program, ProgramTarget
from assessment.selectors.instruments import instrument_of
from assessment.selectors.partners import Spellings
from assessment.services import guards, held
from assessment.services.program_checks import cleaned
from assessment.services.program_facts import NOTHING, dump
from assessment.services.program_facts import AgreementFact as AgreementFact
from assessment.services.program_facts import PartnerFact as PartnerFact
from assessment.services.program_facts import ProgramFacts as ProgramFacts
from assessment.services.program_facts import Target as Target
from assessment.services.program_facts import facts_of as facts_of


@transaction.atomic
def create_program(*, cycle: Cycle, agency: Agency, facts: ProgramFacts, by: Actor) -> Program:
    """Log a programme of the agency."""
    policies.check_fill(by, agency)
    cycle = guards.lock_cycle(cycle, by=by)
    guards.check_any_filling_open(cycle, agency, by=by)
    facts = cleaned(cycle, agency, facts, by)
    program = Program.objects.create(
        cycle=cycle, agency=agency, updated_by_id=by.user_id, updated_at=by.at, **facts.own
    )
    store_lists(program, facts)
    audit.record(
        by=by,
        action="program.create",
        subject="program",
        subject_id=program.pk,
        after=dump(facts),
    )
    return program


@transaction.atomic
def update_program(
    *,
    program: Program,
    facts: ProgramFacts,
    version: int,
    by: Actor,
    known: ProgramFacts | None = None,
) -> Program:
    """Replace what a programme says; StaleVersionError when somebody saved first.

    Whoever saves a copy of last year's programme has checked it. `known` is what the version said,
    where the caller has read it already.
    """
    policies.check_fill(by, program.agency)
    cycle = guards.lock_cycle(program.cycle, by=by)
    guards.check_any_filling_open(cycle, program.agency, by=by)
    facts = cleaned(cycle, program.agency, facts, by, program.pk)
    before = known or facts_of(program)
    changes = {
        **facts.own,
        "is_unchecked": False,
        "updated_by_id": by.user_id,
        "updated_at": by.at,
    }
    updated = update_versioned(program, version, changes)
    store_lists(updated, facts, before)
    audit.record(
        by=by,
        action="program.update",
        subject="program",
        subject_id=program.pk,
        before=dump(before),
        after=dump(facts),
    )
    return updated


@transaction.atomic
def delete_program(*, program: Program, by: Actor) -> None:
    """Remove a programme; its documents stay in the library."""
    policies.check_fill(by, program.agency)
    cycle = guards.lock_cycle(program.cycle, by=by)
    guards.check_any_filling_open(cycle, program.agency, by=by)
    audit.record(
        by=by,
        action="program.delete",
        subject="program",
        subject_id=program.pk,
        before=dump(facts_of(program)),
    )
    program.delete()


@transaction.atomic
def serve_questions(
    *, program: Program, question_codes: tuple[str, ...], version: int, by: Actor
) -> Program:
    """Add questions to those that a programme serves; StaleVersionError as in update_program."""
    policies.check_fill(by, program.agency)
    cycle = guards.lock_cycle(program.cycle, by=by)
    guards.check_any_filling_open(cycle, program.agency, by=by)
    instrument = instrument_of(cycle)
    if not question_codes or any(instrument.question(code) is None for code in question_codes):
        raise ValidationError({"questions": "Pilih sedikitnya satu pertanyaan dari daftar."})
    served = {row.question_code for row in program.targets.all()}
    codes = [code for code in dict.fromkeys(question_codes) if code not in served]
    targets = tuple(Target(instrument.indicator_of(code).code, code) for code in codes)
    changes = {"updated_by_id": by.user_id, "updated_at": by.at}
    updated = update_versioned(program, version, changes)
    _add_targets(program, targets)
    audit.record(
        by=by,
        action="program.serve",
        subject="program",
        subject_id=program.pk,
        before={"title": program.title},
        after={"title": program.title, "targets": codes},
    )
    return updated


def store_lists(program: Program, facts: ProgramFacts, before: ProgramFacts = NOTHING) -> None:
    """Replace what a programme keeps in other tables, where it says something else than before."""
    if (facts.partners, facts.agreements) != (before.partners, before.agreements):
        _store_partners(program, facts)
    if facts.targets != before.targets:
        program.targets.all().delete()
        _add_targets(program, facts.targets)
    if set(facts.joint_agency_ids) != set(before.joint_agency_ids):
        program.joint_agencies.set(facts.joint_agency_ids)
    if set(facts.document_ids) != set(before.document_ids):
        program.documents.set(facts.document_ids)


def _store_partners(program: Program, facts: ProgramFacts) -> None:
    """Partners and what they signed; agreements name them, so both are written anew."""
    program.agreements.all().delete()
    program.partners.all().delete()
    Partner.objects.bulk_create(
        Partner(program=program, name=partner.name, kind=partner.kind) for partner in facts.partners
    )
    said = [(partner.name, partner.kind) for partner in facts.partners]
    shared = held.known("spellings", program.cycle.city_id)
    if isinstance(shared, Spellings):
        shared.replace(program.pk, said)
    if facts.agreements:
        _store_agreements(program, facts.agreements)


def _add_targets(program: Program, targets: tuple[Target, ...]) -> None:
    ProgramTarget.objects.bulk_create(
        ProgramTarget(
            program=program,
            indicator_code=target.indicator_code,
            question_code=target.question_code,
        )
        for target in dict.fromkeys(targets)
    )


def _store_agreements(program: Program, agreements: tuple[AgreementFact, ...]) -> None:
    partners = {partner.name: partner for partner in Partner.objects.filter(program=program)}
    for fact in agreements:
        row = Agreement.objects.create(
            program=program,
            kind=fact.kind,
            number=fact.number,
            date=fact.date,
            valid_until=fact.valid_until,
        )
        row.agencies.set(fact.agency_ids)
        row.partners.set([partners[name] for name in fact.partner_names])
