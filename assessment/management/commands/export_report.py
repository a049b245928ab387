"""export_report: a snapshot as PDF, XLSX or its own JSON, written whole or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from assessment.core.frozen import content_hash
from assessment.management.base import (
    CycleCommand,
    RefusedError,
    city_of,
    cycle_of,
    snapshot_of,
)
from assessment.management.bundle_file import write_bundle
from assessment.management.render_report import make_file, write_atomically
from assessment.reports.kinds import KINDS, Source
from assessment.selectors.snapshots import content_of


class Command(CycleCommand):
    help = "Menyusun laporan dari satu rekaman ke sebuah berkas."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--snapshot", type=int, help="nomor rekaman; tanpa ini yang terbaru")
        kinds = [slug for slug, kind in KINDS.items() if kind.is_of_snapshot]
        parser.add_argument("--format", required=True, choices=(*kinds, "json", "bundle"))
        parser.add_argument("--output", required=True, type=Path, help="berkas tujuan")
        parser.add_argument("--cluster", default="", help="bundle: kode satu kelompok nilai")
        parser.add_argument("--since", type=int, help="bundle: hanya yang baru sejak rekaman ini")
        parser.add_argument(
            "--restricted", action="store_true", help="bundle: sertakan dokumen terbatas"
        )

    def act(
        self, *, city: str, year: int, snapshot: int | None, output: Path, **options: Any
    ) -> None:
        fmt = options["format"]
        row = snapshot_of(cycle_of(city_of(city), year), snapshot)
        if content_hash(row.content) != row.sha256:
            raise RefusedError("Isi rekaman tidak cocok dengan sidik jarinya; periksa basis data.")
        if fmt == "bundle":
            write_bundle(row, output, options)
        elif fmt == "json":
            write_atomically(output, row.content.encode())
        else:
            make_file(
                fmt, Source(content_of(row), row.sha256, site=settings.BASE_URL or ""), output
            )
        if options["json"]:
            self.answer(
                {
                    "number": row.number,
                    "sha256": row.sha256,
                    "format": fmt,
                    "output": str(output),
                    "bytes": output.stat().st_size,
                }
            )
        else:
            self.stdout.write(f"Rekaman nomor {row.number} ditulis ke {output}.")
