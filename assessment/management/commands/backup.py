"""`backup OUT`: database and evidence of one instant in one file, made while people work."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from assessment.backup.dump import make
from assessment.backup.errors import BackupError
from assessment.management.base import OperatorCommand, RefusedError


class Command(OperatorCommand):
    help = "Mencadangkan basis data dan berkas bukti ke satu berkas."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("out", metavar="OUT", type=Path)
        parser.add_argument(
            "--allow-missing",
            action="store_true",
            help="tetap mencadangkan bila ada berkas bukti yang hilang atau rusak",
        )

    def act(self, **options: Any) -> None:
        try:
            made = make(options["out"].absolute(), may_miss_evidence=options["allow_missing"])
        except BackupError as error:
            raise RefusedError(str(error)) from error
        for name in made.damaged:
            self.stderr.write(f"Berkas bukti {name} hilang atau rusak.")
        if options["json"]:
            self.answer(
                {
                    "file": str(options["out"]),
                    "made_at": made.made_at,
                    "rows": made.rows,
                    "evidence": len(made.evidence),
                    "damaged": list(made.damaged),
                }
            )
            return
        self.stdout.write(
            f"{options['out']}: {made.rows} baris, {len(made.evidence)} berkas bukti, "
            f"keadaan pada {made.made_at}."
        )
