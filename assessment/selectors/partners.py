"""Partners of a city's programmes, each once: the shared list that a form offers."""

from __future__ import annotations

from collections import Counter
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
