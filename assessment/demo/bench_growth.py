"""The score of one city before and after other cities fill the same tables.

The others are copies of the first city's rows made by the database itself, hundreds in a minute.
"""

from __future__ import annotations

from statistics import median
from time import process_time

from django.db import connection, models, transaction

from agencies.models import City
from assessment.models import Assignment, Citation, Contribution, Cycle, OfficialAnswer
from assessment.selectors.scores import cycle_score

#: Ids of a copy lie this far from those of the one before.
STEP = 1_000_000
TURNS = 15


def medians(cycle: Cycle, others: int) -> tuple[float, float]:
    """Milliseconds of CPU for the score: alone, and among so many other cities."""
    alone = _score(cycle)
    _grow(cycle, others)
    return alone, _score(cycle)


def _score(cycle: Cycle) -> float:
    cycle_score(cycle)
    found = []
    for _ in range(TURNS):
        start = process_time()
        cycle_score(cycle)
        found.append((process_time() - start) * 1000)
    return median(found)


@transaction.atomic
def _grow(cycle: Cycle, others: int) -> None:
    for number in range(1, others + 1):
        city = City.objects.create(
            province_id=cycle.city.province_id,
            code=f"7{number // 100}.{number % 100:02}",
            name=f"Kota {number}",
            kind="kota",
            timezone=cycle.city.timezone,
        )
        other = Cycle.objects.get(pk=cycle.pk)
        other.pk, other.city = None, city
        other.save(force_insert=True)
        shift = number * STEP
        for model in (Assignment, Contribution, OfficialAnswer):
            changes = {"id": f"id + {shift}", "cycle_id": str(other.pk)}
            _copy(model, changes, f"cycle_id = {cycle.pk}")
        own = f"SELECT id FROM assessment_contribution WHERE cycle_id = {cycle.pk}"  # noqa: S608
        changes = {"id": f"id + {shift}", "contribution_id": f"contribution_id + {shift}"}
        _copy(Citation, changes, f"contribution_id IN ({own})")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _copy(model: type[models.Model], changes: dict[str, str], condition: str) -> None:
    """Rows again, with some columns changed; names and numbers are ours, nothing is typed."""
    columns = [str(field.column) for field in model._meta.concrete_fields]
    values = ", ".join(changes.get(column, f'"{column}"') for column in columns)
    names = ", ".join(f'"{column}"' for column in columns)
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{table}" ({names}) SELECT {values} FROM "{table}" WHERE {condition}'  # noqa: S608
        )
