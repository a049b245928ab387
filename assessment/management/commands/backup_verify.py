"""`backup_verify FILE`: proves that a backup is whole, without touching the database."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from assessment.backup.check import check
from assessment.backup.errors import BackupError
from assessment.management.base import OperatorCommand, RefusedError


class Command(OperatorCommand):
    help = "Memeriksa cadangan: isi, jumlah baris, berkas bukti, dan rantai audit."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", metavar="FILE", type=Path)

    def act(self, **options: Any) -> None:
        try:
            found = check(options["file"])
        except BackupError as error:
            if options["json"]:
                self.answer({"ok": False, "problems": error.problems})
            raise RefusedError(str(error)) from error
        if options["json"]:
            heads = [asdict(head) for head in found.heads]
            self.answer(
                {
                    "ok": True,
                    "made_at": found.made_at,
                    "rows": found.rows,
                    "evidence": len(found.evidence),
                    "heads": heads,
                }
            )
            return
        self.stdout.write(
            f"{options['file']}: utuh. {found.rows} baris, {len(found.evidence)} berkas bukti, "
            f"{len(found.heads)} rantai audit, keadaan pada {found.made_at}."
        )
