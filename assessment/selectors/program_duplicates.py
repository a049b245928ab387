"""Programmes of different agencies that look like the same one, for the secretariat."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from agencies.actors import Actor
from assessment import policies
from assessment.core.duplicates import Outline, Pair, find
from assessment.models import Cycle, DistinctPrograms, Program

COMPARED = ("pk", "agency_id", "title", "place", "period_start", "period_end")


@dataclass(frozen=True, slots=True)
class Lookalikes:
    """Pairs still to be judged, and those judged to be two programmes."""

    open: tuple[Pair, ...]
    distinct: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class Sides:
    """A pair with both programmes."""

    pair: Pair
    first: Program
    second: Program


def lookalikes(cycle: Cycle) -> Lookalikes:
    """One query, and one more when pairs were found.

    The cycle comes from visible_cycles, the reader may see its programmes.
    """
    rows = Program.objects.filter(cycle=cycle).order_by("pk").values_list(*COMPARED)
    pairs = find(Outline(*row) for row in rows)
    if not pairs:
        return Lookalikes((), ())
    judged = set(
        DistinctPrograms.objects.filter(first__cycle=cycle).values_list("first_id", "second_id")
    )
    return Lookalikes(
        tuple(pair for pair in pairs if (pair.first, pair.second) not in judged),
        tuple(pair for pair in pairs if (pair.first, pair.second) in judged),
    )


def both_sides(actor: Actor, pairs: Iterable[Pair]) -> list[Sides]:
    """Both programmes of every pair; two queries."""
    pairs = list(pairs)
    ids = {pk for pair in pairs for pk in (pair.first, pair.second)}
    rows = policies.visible_programs(actor).select_related("agency", "updated_by")
    found = rows.prefetch_related("targets").in_bulk(ids)
    return [Sides(pair, found[pair.first], found[pair.second]) for pair in pairs]
