"""What many programmes keep in other tables, in two queries however many there are."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast

from assessment.models import Agreement, Partner, Program, ProgramTarget

_TEXT = CharField()


@dataclass
class SignedAgreement:
    """An agreement with those who sign it: agencies by id, partners by name."""

    kind: str
    number: str
    date: dt.date | None
    valid_until: dt.date | None
    agencies: list[int] = field(default_factory=list)
    partners: list[str] = field(default_factory=list)


@dataclass
class ProgramLists:
    """Partners by name and kind, targets by indicator and question."""

    partners: list[tuple[str, str]] = field(default_factory=list)
    targets: list[tuple[str, str]] = field(default_factory=list)
    joint_agencies: list[int] = field(default_factory=list)
    documents: list[int] = field(default_factory=list)
    agreements: list[SignedAgreement] = field(default_factory=list)


def lists_of(programs: QuerySet[Program]) -> Mapping[int, ProgramLists]:
    """By programme; one that is missing has no lists at all."""
    found: dict[int, ProgramLists] = defaultdict(ProgramLists)
    for kind, _, program_id, first, second in sorted(_rows(programs)):
        lists = found[program_id]
        match kind:
            case "partner":
                lists.partners.append((first, second))
            case "target":
                lists.targets.append((first, second))
            case "agency":
                lists.joint_agencies.append(int(first))
            case _:
                lists.documents.append(int(first))
    for program_id, agreements in _agreements(programs).items():
        found[program_id].agreements = agreements
    return found


def _rows(programs: QuerySet[Program]) -> QuerySet[Any]:
    """Rows of four tables as kind, id, programme and two texts."""
    ids = programs.order_by().values("pk")
    nothing = Value("", output_field=_TEXT)

    def rows(kind: str, table: Any, first: Any, second: Any) -> QuerySet[Any]:
        named = Value(kind, output_field=_TEXT)
        of = table.objects.filter(program__in=ids).order_by()
        found: QuerySet[Any] = of.values_list(named, "pk", "program_id", first, second)
        return found

    return rows("partner", Partner, "name", "kind").union(
        rows("target", ProgramTarget, "indicator_code", "question_code"),
        rows("agency", Program.joint_agencies.through, Cast("agency_id", _TEXT), nothing),
        rows("document", Program.documents.through, Cast("document_id", _TEXT), nothing),
        all=True,
    )


def _agreements(programs: QuerySet[Program]) -> dict[int, list[SignedAgreement]]:
    rows = Agreement.objects.filter(program__in=programs.order_by().values("pk"))
    own = ("pk", "program_id", "kind", "number", "date", "valid_until")
    found: dict[int, tuple[int, SignedAgreement]] = {}
    signers = rows.order_by("pk", "partners__pk").values_list(
        *own, "agencies__pk", "partners__name"
    )
    for pk, program_id, kind, number, date, until, agency_id, partner in signers:
        _, row = found.setdefault(pk, (program_id, SignedAgreement(kind, number, date, until)))
        if agency_id is not None and agency_id not in row.agencies:
            row.agencies.append(agency_id)
        if partner is not None and partner not in row.partners:
            row.partners.append(partner)
    of: dict[int, list[SignedAgreement]] = {}
    for program_id, row in found.values():
        of.setdefault(program_id, []).append(row)
    return of
