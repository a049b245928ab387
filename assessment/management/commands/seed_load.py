"""seed_load: bulk data for measurements, the same every time."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser
from django.utils import timezone

from assessment.demo.load import Size, load
from assessment.demo.people import shared_hash
from assessment.demo.seed import national_instrument
from assessment.management.base import OperatorCommand, RefusedError


class Command(OperatorCommand):
    help = "Membuat kota berisi penuh untuk pengukuran (kode 90.01, 90.02 ...)."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--cities", type=int, required=True)
        parser.add_argument("--agencies", type=int, required=True)
        parser.add_argument("--years", type=int, required=True)
        parser.add_argument("--programs", type=int, default=600, help="kegiatan per siklus")
        parser.add_argument("--citations", type=int, default=1500, help="rujukan per siklus")
        parser.add_argument("--force", action="store_true", help="juga bila DEBUG tidak menyala")

    def act(self, **options: Any) -> None:
        if not settings.DEBUG and not options["force"]:
            raise RefusedError(
                "Data pengukuran hanya dibuat bila DEBUG menyala atau dengan --force."
            )
        size = Size(
            *(options[name] for name in ("cities", "agencies", "years", "programs", "citations"))
        )
        _check(size)
        now = timezone.now()
        hashed = shared_hash(settings.DEMO_PASSWORD)
        made = load(size, national_instrument(now), now, hashed)
        if options["json"]:
            self.answer({"cycles": [{"city": c.city.code, "year": c.year} for c in made]})
        else:
            self.stdout.write(f"{len(made)} siklus dibuat.")


def _check(size: Size) -> None:
    for name, value, least, most in (
        ("cities", size.cities, 1, 99),
        ("agencies", size.agencies, 1, 500),
        ("years", size.years, 1, 20),
        ("programs", size.programs, 0, 100_000),
        ("citations", size.citations, 0, 1_000_000),
    ):
        if not least <= value <= most:
            raise RefusedError(f"--{name} dari {least} sampai {most}.")
