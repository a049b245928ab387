"""Programmes: what an agency did. Saved with their version, inside the agency's time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from agencies import audit
from agencies.actors import Actor
from agencies.models import Agency
from assessment import policies
from assessment.core.instrument import Instrument
from assessment.models import Cycle, Partner, Program, ProgramTarget
from assessment.selectors.instruments import instrument_of
from assessment.services import guards
from assessment.services.text import LONG, clean_text

LENGTHS: Mapping[str, int] = {
    "title": 300,
    "activity": 300,
    "sub_activity": 300,
    "place": 200,
    "target_group": 300,
    "fund_source": 150,
    "agreement_number": 150,
    "result": LONG,
    "obstacles": LONG,
}
MOST_PARTNERS = 50
LISTS = ("partners", "targets", "joint_agency_ids", "document_ids")


@dataclass(frozen=True, slots=True)
class PartnerFact:
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Target:
    """An indicator that a programme serves, and the question where it is known."""

    indicator_code: str
    question_code: str = ""


@dataclass(frozen=True, slots=True)
class ProgramFacts:
    """Everything a programme says of itself; rupiah and people as whole numbers, None unknown."""

    title: str
    activity: str = ""
    sub_activity: str = ""
    place: str = ""
    period_start: date | None = None
    period_end: date | None = None
    target_group: str = ""
    girls: int | None = None
    boys: int | None = None
    disabled: int | None = None
    budget_planned: int | None = None
    budget_realised: int | None = None
    fund_source: str = ""
    agreement_number: str = ""
    agreement_date: date | None = None
    result: str = ""
    obstacles: str = ""
    partners: tuple[PartnerFact, ...] = ()
    targets: tuple[Target, ...] = ()
    joint_agency_ids: tuple[int, ...] = ()
    document_ids: tuple[int, ...] = ()

    @property
    def own(self) -> dict[str, Any]:
        """The programme's own columns."""
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name not in LISTS}


@transaction.atomic
def create_program(*, cycle: Cycle, agency: Agency, facts: ProgramFacts, by: Actor) -> Program:
    """Log a programme of the agency."""
    policies.check_fill(by, agency)
    cycle = guards.lock_cycle(cycle, by=by)
    guards.check_any_filling_open(cycle, agency, by=by)
    facts = _cleaned(cycle, agency, facts, by)
    program = Program.objects.create(
        cycle=cycle, agency=agency, updated_by_id=by.user_id, updated_at=by.at, **facts.own
    )
    _store_lists(program, facts)
    audit.record(
        by=by,
        action="program.create",
        subject="program",
        subject_id=program.pk,
        after=_dump(facts),
    )
    return program


@transaction.atomic
def update_program(*, program: Program, facts: ProgramFacts, version: int, by: Actor) -> Program:
    """Replace what a programme says; StaleVersionError when somebody saved first."""
    policies.check_fill(by, program.agency)
    cycle = guards.lock_cycle(program.cycle, by=by)
    guards.check_any_filling_open(cycle, program.agency, by=by)
    facts = _cleaned(program.cycle, program.agency, facts, by)
    before = facts_of(program)
    changes = {**facts.own, "updated_by_id": by.user_id, "updated_at": by.at}
    updated = guards.update_versioned(program, version, changes)
    _store_lists(updated, facts)
    audit.record(
        by=by,
        action="program.update",
        subject="program",
        subject_id=program.pk,
        before=_dump(before),
        after=_dump(facts),
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
        before=_dump(facts_of(program)),
    )
    program.delete()


def facts_of(program: Program) -> ProgramFacts:
    """What a programme says now."""
    own = {f.name: getattr(program, f.name) for f in fields(ProgramFacts) if f.name not in LISTS}
    return ProgramFacts(
        **own,
        partners=tuple(PartnerFact(p.name, p.kind) for p in program.partners.all()),
        targets=tuple(Target(t.indicator_code, t.question_code) for t in program.targets.all()),
        joint_agency_ids=tuple(agency.pk for agency in program.joint_agencies.all()),
        document_ids=tuple(document.pk for document in program.documents.all()),
    )


def _cleaned(cycle: Cycle, agency: Agency, facts: ProgramFacts, by: Actor) -> ProgramFacts:
    texts: dict[str, Any] = {
        name: clean_text(
            getattr(facts, name), field=name, max_length=most, required=name == "title"
        )
        for name, most in LENGTHS.items()
    }
    facts = replace(facts, **texts, partners=_partners(facts.partners))
    _check_period(facts)
    _check_people(facts)
    _check_targets(instrument_of(cycle), facts.targets)
    _check_agencies(cycle, agency, facts.joint_agency_ids)
    documents = policies.visible_documents(by).filter(pk__in=facts.document_ids)
    if documents.count() != len(set(facts.document_ids)):
        raise ValidationError({"documents": "Pilih dokumen dari pustaka yang dapat Anda lihat."})
    return facts


def _partners(given: tuple[PartnerFact, ...]) -> tuple[PartnerFact, ...]:
    found: dict[str, PartnerFact] = {}
    for partner in given:
        name = clean_text(partner.name, field="partners", max_length=150, required=True)
        if partner.kind not in Partner.PartnerKind.values:
            raise ValidationError({"partners": f"Pilih jenis mitra {name}."})
        if name in found:
            raise ValidationError({"partners": f"Mitra {name} ditulis dua kali."})
        found[name] = PartnerFact(name, partner.kind)
    if len(found) > MOST_PARTNERS:
        raise ValidationError({"partners": f"Paling banyak {MOST_PARTNERS} mitra."})
    return tuple(found.values())


def _check_period(facts: ProgramFacts) -> None:
    if facts.period_start and facts.period_end and facts.period_end < facts.period_start:
        raise ValidationError({"period_end": "Tanggal selesai mendahului tanggal mulai."})


def _check_people(facts: ProgramFacts) -> None:
    if facts.disabled is None:
        return
    if facts.girls is None and facts.boys is None:
        raise ValidationError({"disabled": "Isi dahulu jumlah anak perempuan dan laki-laki."})
    if facts.disabled > (facts.girls or 0) + (facts.boys or 0):
        raise ValidationError(
            {"disabled": "Tidak boleh melebihi jumlah anak perempuan dan laki-laki."}
        )


def _check_targets(instrument: Instrument, targets: tuple[Target, ...]) -> None:
    for target in targets:
        indicator = instrument.indicator(target.indicator_code)
        codes = {question.code for question in indicator.questions} if indicator else set()
        if indicator is None or (target.question_code and target.question_code not in codes):
            raise ValidationError({"targets": "Pilih indikator dan pertanyaan dari instrumen."})


def _check_agencies(cycle: Cycle, agency: Agency, ids: tuple[int, ...]) -> None:
    others = Agency.objects.filter(city_id=cycle.city_id, pk__in=ids).exclude(pk=agency.pk)
    if others.count() != len(set(ids)):
        raise ValidationError({"joint_agencies": "Pilih perangkat daerah lain di kota ini."})


def _store_lists(program: Program, facts: ProgramFacts) -> None:
    program.partners.all().delete()
    Partner.objects.bulk_create(
        Partner(program=program, name=partner.name, kind=partner.kind) for partner in facts.partners
    )
    program.targets.all().delete()
    ProgramTarget.objects.bulk_create(
        ProgramTarget(
            program=program,
            indicator_code=target.indicator_code,
            question_code=target.question_code,
        )
        for target in dict.fromkeys(facts.targets)
    )
    program.joint_agencies.set(facts.joint_agency_ids)
    program.documents.set(facts.document_ids)


def _dump(facts: ProgramFacts) -> dict[str, object]:
    """For the audit trail: what is said, blanks left out."""
    lists = {
        "partners": [f"{partner.name} ({partner.kind})" for partner in facts.partners],
        "targets": [target.question_code or target.indicator_code for target in facts.targets],
        "joint_agencies": list(facts.joint_agency_ids),
        "documents": list(facts.document_ids),
    }
    return {
        key: value for key, value in {**facts.own, **lists}.items() if value not in (None, "", [])
    }
