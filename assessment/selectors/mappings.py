"""The questions of the year before, and what became of them in a cycle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from assessment.core import mapping
from assessment.core.instrument import Instrument
from assessment.models import Cycle, QuestionMapping
from assessment.selectors.instruments import instrument_of, parsed


@dataclass(frozen=True)
class YearMapping:
    """Two cycles of a city that follow each other; `row` is None while nobody changed it."""

    previous: Cycle
    cycle: Cycle
    row: QuestionMapping | None

    @property
    def before(self) -> Instrument:
        return instrument_of(self.previous)

    @property
    def after(self) -> Instrument:
        return instrument_of(self.cycle)

    @cached_property
    def entries(self) -> mapping.Entries:
        if self.row is not None:
            entries: mapping.Entries = self.row.entries
            return entries
        old, new = self.previous.instrument, self.cycle.instrument
        return _proposed((old.checksum, old.pk), (new.checksum, new.pk))

    @cached_property
    def sources(self) -> dict[str, str]:
        """The earlier code of each question of this cycle."""
        return mapping.sources(self.entries)

    @property
    def questions(self) -> Sequence[mapping.MappedQuestion]:
        return mapping.mapped(self.entries, self.before, self.after)


def year_mapping(cycle: Cycle) -> YearMapping | None:
    """The mapping from the city's cycle before this one; None for a first cycle. One query, none
    for a cycle that selectors.cycles has found."""
    if hasattr(cycle, "before"):
        present, previous = cycle, cycle.before
    else:
        present, previous = _with_previous(cycle)
    return previous and YearMapping(previous, cycle, getattr(present, "mapping", None))


def _with_previous(cycle: Cycle) -> tuple[Cycle, Cycle | None]:
    rows = Cycle.objects.filter(city_id=cycle.city_id, year__lte=cycle.year)
    rows = rows.select_related("city", "instrument", "mapping").defer("instrument__document")
    present, *earlier = rows.order_by("-year")[:2]
    return present, earlier[0] if earlier else None


@lru_cache(maxsize=16)
def _proposed(old: tuple[str, int], new: tuple[str, int]) -> mapping.Entries:
    return mapping.propose(parsed(*old), parsed(*new))
