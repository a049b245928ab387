"""Partners of a cycle that are likely the same, and what merging their spellings would change."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from agencies.actors import Actor
from assessment import policies
from assessment.core import partner_names
from assessment.models import Cycle, DistinctPartners, Partner, Program


@dataclass(frozen=True, slots=True, order=True)
class Spelling:
    """A partner as programmes of the cycle name it; `code` is how forms name the spelling."""

    name: str
    kind: str
    programs: int = 0

    @property
    def code(self) -> str:
        return f"{self.kind}:{self.name}"

    @property
    def kind_label(self) -> str:
        return str(Partner.PartnerKind(self.kind).label)


@dataclass(frozen=True, slots=True)
class Merge:
    """The programmes that would change; `seen` tells whether they are still those shown."""

    programs: tuple[Program, ...]
    seen: str


def spellings(cycle: Cycle) -> tuple[Spelling, ...]:
    """Every name and kind that programmes of the cycle use; one query."""
    rows = Partner.objects.filter(program__cycle=cycle).order_by()
    used = Counter(rows.values_list("name", "kind"))
    return tuple(sorted(Spelling(name, kind, count) for (name, kind), count in used.items()))


Group = tuple[Spelling, ...]


@dataclass(frozen=True, slots=True)
class Lookalikes:
    """Groups still to be judged, and those judged to be different partners."""

    open: tuple[Group, ...]
    distinct: tuple[Group, ...]


def lookalikes(cycle: Cycle) -> Lookalikes:
    """Two queries at most."""
    groups = likely_same(cycle)
    known = judged(cycle) if groups else []
    distinct = tuple(group for group in groups if any(codes_of(group) <= row for _, row in known))
    return Lookalikes(tuple(group for group in groups if group not in distinct), distinct)


def judged(cycle: Cycle) -> list[tuple[int, frozenset[str]]]:
    """Spellings that are different partners of the city, with the key of the word that says so."""
    rows = DistinctPartners.objects.filter(city_id=cycle.city_id)
    return [(pk, frozenset(codes)) for pk, codes in rows.values_list("pk", "spellings")]


def codes_of(group: Collection[Spelling]) -> frozenset[str]:
    return frozenset(spelling.code for spelling in group)


def likely_same(cycle: Cycle) -> tuple[Group, ...]:
    """Groups of spellings that may be one partner, the most used spelling of each first."""
    by_name: dict[str, list[Spelling]] = {}
    for spelling in spellings(cycle):
        by_name.setdefault(spelling.name, []).append(spelling)
    grouped = partner_names.alike(by_name)
    named = {name for group in grouped for name in group}
    twofold = [(name,) for name in by_name if name not in named and len(by_name[name]) > 1]
    return tuple(
        tuple(sorted((s for name in group for s in by_name[name]), key=lambda s: (-s.programs, s)))
        for group in sorted([*grouped, *twofold])
    )


def merge_of(actor: Actor, cycle: Cycle, merged: Collection[Spelling], kept: Spelling) -> Merge:
    """What changes when `merged` become `kept`: programmes with their partners; three queries."""
    pairs = {(spelling.name, spelling.kind) for spelling in merged} - {(kept.name, kept.kind)}
    rows = Partner.objects.filter(
        program__cycle=cycle, name__in={name for name, _ in pairs}
    ).values_list("program_id", "name", "kind")
    ids = {pk for pk, name, kind in rows if (name, kind) in pairs}
    found = policies.visible_programs(actor).filter(pk__in=ids, cycle=cycle)
    ordered = found.select_related("agency").prefetch_related("partners")
    programs = tuple(ordered.order_by("agency__abbreviation", "title", "pk"))
    said = repr((kept.code, sorted(pairs), [(program.pk, program.version) for program in programs]))
    return Merge(programs, hashlib.sha256(said.encode()).hexdigest())
