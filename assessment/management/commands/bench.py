"""bench: the measurements of docs/performance.md, on a scratch database that is thrown away."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser
from django.utils import timezone

from assessment.demo.bench import Measure, measures, table, write_table
from assessment.demo.load import Size, load
from assessment.demo.people import shared_hash
from assessment.demo.seed import national_instrument
from assessment.management.base import OperatorCommand, RefusedError

DOCUMENT = Path(settings.BASE_DIR) / "docs" / "performance.md"
SIZE = Size(cities=1, agencies=40, years=1, programs=600, citations=1500)
FAST = Size(cities=1, agencies=40, years=1, programs=20, citations=300)
SCRATCH = "KLA_BENCH_SCRATCH"


class Command(OperatorCommand):
    help = "Mengukur terhadap acuan di proses yang sama; basis data sementara, tanpa sisa."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--write", action="store_true", help="perbarui docs/performance.md")
        parser.add_argument("--only", default="", help="hanya baris yang namanya memuat teks ini")
        parser.add_argument("--small", action="store_true", help="kota kecil, selesai lebih cepat")

    def act(self, **options: Any) -> None:
        if os.environ.get(SCRATCH) != str(settings.DATABASES["default"]["NAME"]):
            self._in_scratch(options)
            return
        if options["write"] and options["only"]:
            raise RefusedError("--write memperbarui seluruh tabel; jangan dipakai bersama --only.")
        found = self._measured(FAST if options["small"] else SIZE, options["only"])
        if options["write"]:
            write_table(DOCUMENT, found)
        if options["json"]:
            self.answer({"measures": [_figures(m) for m in found]})
        else:
            self.stdout.write(table(found))

    def _in_scratch(self, options: dict[str, Any]) -> None:
        """Run this command again on a database and a store of its own, gone afterwards."""
        with tempfile.TemporaryDirectory(prefix="kla-bench-") as folder:
            database = Path(folder) / "bench.sqlite3"
            environment = {
                **os.environ,
                "DEBUG": "1",
                "DATABASE_URL": f"sqlite:///{database}",
                "MEDIA_ROOT": str(Path(folder) / "media"),
                "LOG_LEVEL": "ERROR",
                SCRATCH: str(database),
            }
            flags = [f"--{name}" for name in ("json", "write", "small") if options[name]]
            flags.append(f"--only={options['only']}")
            for arguments in (["migrate", "--verbosity=0"], ["bench", *flags]):
                command = [sys.executable, str(Path(settings.BASE_DIR) / "manage.py"), *arguments]
                done = subprocess.run(  # noqa: S603 - our own interpreter, an argument list
                    command, env=environment, stdout=subprocess.PIPE, check=False
                )
                if done.returncode:
                    raise RefusedError(f"Pengukuran berhenti pada {arguments[0]}.")
            self.stdout.write(done.stdout.decode().rstrip("\n"))

    def _measured(self, size: Size, only: str) -> list[Measure]:
        now = timezone.now()
        [cycle] = load(size, national_instrument(now), now, shared_hash(settings.DEMO_PASSWORD))
        found = []
        for measure in measures(cycle, 49 if size is FAST else 499, only):
            found.append(measure)
            self.stderr.write(f"{measure.name}: {measure.ratio:.2f}")
        return found


def _figures(measure: Measure) -> dict[str, object]:
    return {
        "name": measure.name,
        "reference": measure.reference,
        "ours_ms": round(measure.ours_ms, 2),
        "reference_ms": round(measure.reference_ms, 2),
        "ratio": round(measure.ratio, 3),
        "queries": measure.queries,
    }
