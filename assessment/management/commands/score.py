"""score: the three ledgers of a cycle, as they are now or as a snapshot froze them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.core.management.base import CommandParser

from assessment import format as human
from assessment.management.base import CycleCommand, city_of, cycle_of, snapshot_of
from assessment.selectors.scores import cycle_score
from assessment.selectors.snapshot_content import figures, figures_of_content
from assessment.selectors.snapshots import content_of

LABELS = {"claimed": "Klaim", "proven": "Terbukti", "verified": "Terverifikasi"}


class Command(CycleCommand):
    help = "Nilai satu siklus: klaim, terbukti, terverifikasi, sampai tiap pertanyaan."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--snapshot", type=int, help="nomor rekaman; tanpa ini nilai sekarang")

    def act(self, *, city: str, year: int, snapshot: int | None, **options: Any) -> None:
        cycle = cycle_of(city_of(city), year)
        if snapshot is None:
            result = figures(cycle_score(cycle))
        else:
            result = figures_of_content(content_of(snapshot_of(cycle, snapshot)))
        if options["json"]:
            self.answer(result)
        else:
            self._table(f"{cycle.city.name} {cycle.year}", result)

    def _table(self, title: str, result: dict[str, Any]) -> None:
        self.stdout.write(title)
        for ledger, label in LABELS.items():
            category = result["category"][ledger]
            estimate = f" (perkiraan kategori {category})" if category else ""
            self.stdout.write(
                f"{label} {_points(result[ledger])} dari {_points(result['maximum'])}{estimate}"
            )
        self.stdout.write(f"{'Klaster':<10}{'Klaim':>12}{'Terbukti':>12}{'Maksimum':>12}")
        for cluster in result["clusters"]:
            cells = (cluster[key] for key in ("claimed", "proven", "maximum"))
            line = "".join(f"{_points(cell):>12}" for cell in cells)
            self.stdout.write(f"{cluster['code']:<10}{line}")


def _points(value: str | None) -> str:
    return human.points(None if value is None else Decimal(value))
