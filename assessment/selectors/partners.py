"""Partners of a city's programmes, each once: the shared list that a form offers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from assessment.core.words import name_key
from assessment.models import Partner


@dataclass(frozen=True, slots=True)
class CityPartner:
    """The spelling and kind that most programmes use."""

    name: str
    kind: str
    programs: int


def city_partners(city_id: int, without: int | None = None) -> tuple[CityPartner, ...]:
    """Every partner of the city by name, of all years; one query. `without` leaves out a programme,
    so that who alone names a partner may correct it."""
    rows = Partner.objects.filter(program__cycle__city_id=city_id).order_by()
    if without is not None:
        rows = rows.exclude(program_id=without)
    used = Counter(rows.values_list("name", "kind"))
    totals: Counter[str] = Counter()
    best: dict[str, tuple[str, str]] = {}
    for (name, kind), count in sorted(used.items(), key=lambda item: (-item[1], item[0])):
        key = name_key(name)
        totals[key] += count
        best.setdefault(key, (name, kind))
    return tuple(CityPartner(*best[key], totals[key]) for key in sorted(best))


class Spellings:
    """How a city's programmes name their partners; kept in step while many are written."""

    def __init__(self, rows: Iterable[tuple[int, str, str]]) -> None:
        self._of: dict[int, list[tuple[str, str]]] = defaultdict(list)
        self._used: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
        for program_id, name, kind in rows:
            self._add(program_id, name, kind)

    def usual(self, name: str, without: int | None = None) -> tuple[str, str] | None:
        """Name and kind that most other programmes use; None for a partner that is new."""
        key = name_key(name)
        own = Counter(self._of[without]) if without in self._of else Counter[tuple[str, str]]()
        counts = self._used.get(key, Counter())
        left = {said: count - own[said] for said, count in counts.items() if count > own[said]}
        return min(left, key=lambda said: (-left[said], said), default=None)

    def replace(self, program_id: int, partners: Iterable[tuple[str, str]]) -> None:
        """The programme names these now."""
        for said in self._of.pop(program_id, []):
            self._used[name_key(said[0])][said] -= 1
        for name, kind in partners:
            self._add(program_id, name, kind)

    def _add(self, program_id: int, name: str, kind: str) -> None:
        self._of[program_id].append((name, kind))
        self._used[name_key(name)][name, kind] += 1


def spellings(city_id: int) -> Spellings:
    """Of all years; one query."""
    rows = Partner.objects.filter(program__cycle__city_id=city_id).order_by()
    return Spellings(rows.values_list("program_id", "name", "kind"))
