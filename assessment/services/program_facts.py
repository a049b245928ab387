"""What a programme says of itself, as plain values; read from and described for storage."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from assessment import format as human
from assessment.models import Agreement, Program
from assessment.selectors.program_lists import ProgramLists
from assessment.services.text import LONG

LENGTHS: Mapping[str, int] = {
    "title": 300,
    "activity": 300,
    "sub_activity": 300,
    "place": 200,
    "target_group": 300,
    "fund_source": 150,
    "result": LONG,
    "obstacles": LONG,
}
LISTS = ("partners", "agreements", "targets", "joint_agency_ids", "document_ids")


@dataclass(frozen=True, slots=True)
class PartnerFact:
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class AgreementFact:
    """An agreement with those who sign it beside the programme's own agency; partners by name."""

    kind: str
    number: str = ""
    date: dt.date | None = None
    valid_until: dt.date | None = None
    agency_ids: tuple[int, ...] = ()
    partner_names: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """`PKS 12/2026, 3 Maret 2026`."""
        label = str(Agreement.AgreementKind(self.kind).label)
        signed = human.date(self.date) if self.date else ""
        return ", ".join(part for part in (f"{label} {self.number}".strip(), signed) if part)


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
    period_start: dt.date | None = None
    period_end: dt.date | None = None
    target_group: str = ""
    girls: int | None = None
    boys: int | None = None
    disabled: int | None = None
    budget_planned: int | None = None
    budget_realised: int | None = None
    fund_source: str = ""
    result: str = ""
    obstacles: str = ""
    partners: tuple[PartnerFact, ...] = ()
    agreements: tuple[AgreementFact, ...] = ()
    targets: tuple[Target, ...] = ()
    joint_agency_ids: tuple[int, ...] = ()
    document_ids: tuple[int, ...] = ()

    @property
    def own(self) -> dict[str, Any]:
        """The programme's own columns."""
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name not in LISTS}


def facts_among(program: Program, lists: ProgramLists) -> ProgramFacts:
    """What one of many programmes says, whose lists were read at once."""
    return ProgramFacts(
        **_own(program),
        partners=tuple(PartnerFact(*partner) for partner in lists.partners),
        agreements=tuple(
            AgreementFact(
                row.kind,
                row.number,
                row.date,
                row.valid_until,
                tuple(row.agencies),
                tuple(row.partners),
            )
            for row in lists.agreements
        ),
        targets=tuple(Target(*target) for target in lists.targets),
        joint_agency_ids=tuple(lists.joint_agencies),
        document_ids=tuple(lists.documents),
    )


def _own(program: Program) -> dict[str, Any]:
    return {f.name: getattr(program, f.name) for f in fields(ProgramFacts) if f.name not in LISTS}


def facts_of(program: Program) -> ProgramFacts:
    """What a programme says now."""
    agreements = program.agreements.prefetch_related("agencies", "partners")
    return ProgramFacts(
        **_own(program),
        partners=tuple(PartnerFact(p.name, p.kind) for p in program.partners.all()),
        agreements=tuple(_agreement_fact(row) for row in agreements),
        targets=tuple(Target(t.indicator_code, t.question_code) for t in program.targets.all()),
        joint_agency_ids=tuple(agency.pk for agency in program.joint_agencies.all()),
        document_ids=tuple(document.pk for document in program.documents.all()),
    )


#: A programme before it says anything.
NOTHING = ProgramFacts(title="")


def dump(facts: ProgramFacts) -> dict[str, object]:
    """For the audit trail: what is said, blanks left out."""
    lists = {
        "partners": [f"{partner.name} ({partner.kind})" for partner in facts.partners],
        "agreements": [
            {
                "agreement": agreement.words,
                "valid_until": agreement.valid_until,
                "agencies": list(agreement.agency_ids),
                "partners": list(agreement.partner_names),
            }
            for agreement in facts.agreements
        ],
        "targets": [target.question_code or target.indicator_code for target in facts.targets],
        "joint_agencies": list(facts.joint_agency_ids),
        "documents": list(facts.document_ids),
    }
    return {
        key: value for key, value in {**facts.own, **lists}.items() if value not in (None, "", [])
    }


def _agreement_fact(row: Agreement) -> AgreementFact:
    return AgreementFact(
        kind=row.kind,
        number=row.number,
        date=row.date,
        valid_until=row.valid_until,
        agency_ids=tuple(agency.pk for agency in row.agencies.all()),
        partner_names=tuple(partner.name for partner in row.partners.all()),
    )
