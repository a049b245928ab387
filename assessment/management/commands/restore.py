"""`restore FILE`: puts a backup into an empty database and an empty evidence store."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from assessment.backup.errors import BackupError
from assessment.backup.restore import restore
from assessment.management.base import OperatorCommand, RefusedError


class Command(OperatorCommand):
    help = "Memulihkan cadangan ke basis data kosong, SQLite maupun PostgreSQL."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument(
            "--allow-missing",
            action="store_true",
            help="menerima cadangan yang dibuat tanpa berkas bukti yang sudah rusak",
        )

    def act(self, **options: Any) -> None:
        try:
            done = restore(options["file"], may_miss_evidence=options["allow_missing"])
        except BackupError as error:
            raise RefusedError(str(error)) from error
        if options["json"]:
            self.answer({"rows": done.rows, "evidence": len(done.evidence)})
            return
        self.stdout.write(
            f"Pulih: {done.rows} baris, {len(done.evidence)} berkas bukti, keadaan pada "
            f"{done.made_at}. Semua orang perlu masuk lagi."
        )
