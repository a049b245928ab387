"""Who answers a question, and what was decided about it: one query for both."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import (
    Case,
    Exists,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)

from agencies.models import Agency, User
from assessment.models import Assignment, Cycle, OfficialAnswer
from assessment.selectors.rulings import PERSON_FIELDS, Officials, officials_of
from assessment.selectors.stored_columns import StoredColumns

AGENCY = StoredColumns(Agency, "agency__")
DECIDED = StoredColumns(OfficialAnswer, "decided__")
PERSON = StoredColumns(User, "decided__decided_by__", PERSON_FIELDS)


@dataclass(frozen=True, slots=True)
class Asked:
    """By question the agencies, in order, and the decision where there is one."""

    agencies: Mapping[str, tuple[Agency, ...]]
    officials: Mapping[str, OfficialAnswer]


def asked_of(cycle: Cycle, codes: Iterable[str]) -> Asked:
    """One query; one more where a question is decided that nobody is assigned to any more."""
    wanted = frozenset(codes)
    decided = OfficialAnswer.objects.filter(cycle=cycle, question_code__in=wanted)
    nobody = Assignment.objects.filter(cycle=cycle, question_code=OuterRef("question_code"))
    orphans = decided.filter(~Exists(nobody))
    rows = Assignment.objects.filter(cycle=cycle, question_code__in=wanted)
    found, has_orphans = _asked(rows, orphans)
    if found.agencies and not has_orphans:
        return found
    others = officials_of(cycle, wanted - found.agencies.keys())
    return Asked(found.agencies, {**found.officials, **others})


def asked_beside(cycle: Cycle, agency: Agency) -> Asked:
    """Of the questions that are assigned to the agency. One query."""
    own = Assignment.objects.filter(cycle=cycle, agency=agency).order_by().values("question_code")
    rows = Assignment.objects.filter(cycle=cycle, question_code__in=own)
    return _asked(rows, OfficialAnswer.objects.none())[0]


def _asked(rows: QuerySet[Assignment], orphans: QuerySet[OfficialAnswer]) -> tuple[Asked, bool]:
    """What the rows hold, and whether there are such decisions besides."""
    same = Q(cycle__official_answers__question_code=F("question_code"))
    decided = FilteredRelation("cycle__official_answers", condition=same)
    joined = rows.annotate(decided=decided).values_list(
        "question_code",
        *AGENCY.asked,
        *DECIDED.asked,
        *PERSON.asked,
        Case(When(Exists(orphans), then=Value("x")), default=Value("")),
    )
    agencies: dict[str, list[Agency]] = defaultdict(list)
    officials = {}
    known: dict[int, Agency] = {}
    split = 1 + len(AGENCY)
    has_orphans = False
    for *row, orphan in joined:
        code, pk = row[0], row[1]
        has_orphans = bool(orphan)
        if pk not in known:
            known[pk] = AGENCY.make(row[1:split])
        agencies[code].append(known[pk])
        if row[split] is not None:
            officials[code] = row[split:]
    by_code = {code: tuple(several) for code, several in agencies.items()}
    return Asked(by_code, Officials(officials.values())), has_orphans
