"""What every command for operators shares: exit codes, one JSON object, city and cycle by code.

Exit 0 done; 1 refused, the reason on stderr and nothing changed; 2 wrong usage (argparse).
"""

from __future__ import annotations

import json
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import BaseCommand, CommandParser
from django.http import Http404
from django.utils import timezone

from agencies.actors import Actor, system_actor
from agencies.errors import ConflictError
from agencies.models import City
from assessment.core.nodes import InstrumentError
from assessment.models import Cycle, Snapshot
from assessment.selectors import cycles, snapshots


class RefusedError(Exception):
    """The command cannot be carried out; the message is Indonesian and says why."""


REFUSALS = (
    RefusedError,
    ConflictError,
    Http404,
    InstrumentError,
    OSError,
    PermissionDenied,
    ValidationError,
)


class OperatorCommand(BaseCommand):
    """A command says what it does in `act`; refusals become exit 1 with the reason."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="satu objek JSON di stdout")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.act(**options)
        except REFUSALS as error:
            self.stderr.write(_words(error))
            raise SystemExit(1) from error

    def act(self, *args: Any, **options: Any) -> None:
        raise NotImplementedError

    def answer(self, result: Any) -> None:
        """One JSON object on stdout."""
        self.stdout.write(json.dumps(result, ensure_ascii=False))


class CycleCommand(OperatorCommand):
    """A command about the cycle of a city and a year."""

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--city", required=True, help="kode Kemendagri, misalnya 52.72")
        parser.add_argument("--year", required=True, type=int, help="tahun yang dievaluasi")


def city_of(code: str) -> City:
    city = City.objects.filter(code=code).first() if code.isprintable() else None
    if city is None:
        raise RefusedError(f"Tidak ada kota dengan kode {code!r}.")
    return city


def operator_of(city: City) -> Actor:
    """The actor of a command: no person, the content of one city, now."""
    return system_actor(city.pk, timezone.now())


def cycle_of(city: City, year: int) -> Cycle:
    if not 0 < year < 10_000:
        raise RefusedError(f"Tidak ada siklus tahun {year}.")
    return cycles.cycle_of_year(operator_of(city), year)


def snapshot_of(cycle: Cycle, number: int | None) -> Snapshot:
    """The snapshot of that number, the newest without one."""
    actor = operator_of(cycle.city)
    if number is not None:
        if number < 1:
            raise RefusedError("Nomor rekaman mulai dari 1.")
        return snapshots.snapshot_or_404(actor, cycle, number)
    found = snapshots.latest_snapshot(actor, cycle)
    if found is None:
        raise RefusedError("Siklus ini belum mempunyai rekaman; bekukan dahulu.")
    return found


def _words(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    if isinstance(error, OSError):
        return (
            f"Berkas tidak dapat dibaca atau ditulis: {error.strerror or error} ({error.filename})"
        )
    return str(error)
