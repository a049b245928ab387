"""plan: the cheapest improvements that bring a cycle to a target, or the best there are."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.core.management.base import CommandError, CommandParser

from assessment import format as human
from assessment.core.instrument import CategoryBand, Instrument
from assessment.core.numbers import canonical
from assessment.management.base import CycleCommand, city_of, cycle_of, operator_of
from assessment.selectors.instruments import instrument_of
from assessment.selectors.plan import plan_board
from assessment.selectors.plan_path import Path, PathWish, path_to


def points(text: str) -> Decimal:
    """A target as the command line takes it: 701 or 700.5."""
    if not text.replace(".", "", 1).isdecimal() or not text.isascii() or len(text) > 12:
        raise ValueError(text)
    return Decimal(text)


class Command(CycleCommand):
    help = "Langkah paling ringan menuju target, atau yang terbaik bila target tidak tercapai."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        wanted = parser.add_mutually_exclusive_group(required=True)
        wanted.add_argument("--target", type=points, help="poin, misalnya 701")
        wanted.add_argument("--category", help="nama kategori, dengan syaratnya, misalnya Nindya")
        parser.add_argument("--max-tasks", type=int, help="paling banyak sekian tugas")
        parser.add_argument("--max-per-agency", type=int, help="paling banyak per perangkat daerah")

    def act(
        self,
        *,
        city: str,
        year: int,
        max_tasks: int | None,
        max_per_agency: int | None,
        **options: Any,
    ) -> None:
        if any(limit is not None and limit < 0 for limit in (max_tasks, max_per_agency)):
            raise CommandError("Batas tidak boleh negatif.", returncode=2)
        cycle = cycle_of(city_of(city), year)
        actor = operator_of(cycle.city)
        target, band = _target(instrument_of(cycle), options["target"], options["category"])
        wish = PathWish(target, band, max_tasks, max_per_agency)
        path = path_to(plan_board(actor, cycle), cycle, wish, actor.at)
        if options["json"]:
            self.answer(_figures(path))
        else:
            self._table(f"{cycle.city.name} {cycle.year}", path)

    def _table(self, title: str, path: Path) -> None:
        self.stdout.write(f"{title}: terbukti {human.points(path.before.proven)}")
        for task in path.tasks:
            step = task.step
            gain = human.points(step.gain)
            self.stdout.write(f"{step.question:<8}{step.agency:<14}{gain:>8}  {step.title}")
        reached = "tercapai" if path.plan.is_reached else "tidak tercapai"
        self.stdout.write(
            f"Target {human.points(path.wish.target)} {reached}: menjadi "
            f"{human.points(path.after)}, {len(path.tasks)} tugas, {path.plan.effort} hari kerja"
        )
        for gate in path.gates:
            self.stdout.write(f"{gate.name}: sekarang {gate.before}, menjadi {gate.after}")
        for obstacle in path.plan.obstacles:
            self.stderr.write(obstacle.label)


def _target(
    instrument: Instrument, points: Decimal | None, name: str | None
) -> tuple[Decimal, CategoryBand | None]:
    """Points as they are asked for, or those of a category and itself."""
    if points is not None:
        return points, None
    for band in instrument.categories:
        if band.name == name:
            return band.lower, band
    names = ", ".join(band.name for band in instrument.categories)
    raise CommandError(f"Kategori {name} tidak ada. Pilih: {names}.", returncode=2)


def _figures(path: Path) -> dict[str, Any]:
    return {
        "target": canonical(path.wish.target),
        "category": path.wish.band.name if path.wish.band else None,
        "gates": [
            {"gate": g.name, "at_least": g.at_least, "before": g.before, "after": g.after}
            for g in path.gates
        ],
        "reached": path.plan.is_reached,
        "optimal": path.plan.is_proven_best,
        "obstacles": [obstacle.value for obstacle in path.plan.obstacles],
        "proven": {"before": canonical(path.before.proven), "after": canonical(path.after)},
        "gain": canonical(path.plan.gain),
        "effort": path.plan.effort,
        "tasks": [
            {
                "question": task.step.question,
                "indicator": task.step.indicator,
                "agency": task.step.agency,
                "gain": canonical(task.step.gain),
                "effort": task.step.effort,
                "step": task.step.title,
            }
            for task in path.tasks
        ],
    }
