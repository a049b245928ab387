"""`sweep_files`: removes what interrupted uploads left, old workbooks and form keys."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from agencies.models import FormToken, LoginThrottle
from assessment import previews, storage
from assessment.backup.lock import evidence_lock
from assessment.management.base import OperatorCommand
from assessment.models import StoredFile
from assessment.services import report_files
from assessment.services.jobs import sweep_jobs
from assessment.services.photo_likeness import fill_likeness
from assessment.services.workbook_uploads import sweep_uploads

#: A form is sent again within minutes; a week is generous.
KEEP_TOKENS = timedelta(days=7)


class Command(OperatorCommand):
    help = "Membuang berkas tanpa pemilik dan kunci formulir lama. Jalankan tiap hari."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--hours", type=int, default=24, help="umur terkecil berkas yang dibuang"
        )

        parser.add_argument(
            "--likeness",
            action="store_true",
            help="hitung juga kemiripan foto lama; cukup sekali sesudah pembaruan",
        )

    def act(self, **options: Any) -> None:
        if not 1 <= options["hours"] <= 24 * 365:
            raise CommandError("--hours harus 1 sampai 8760.", returncode=2)
        with evidence_lock():
            known = dict(StoredFile.objects.values_list("name", "sha256"))
            age = timedelta(hours=options["hours"])
            removed = storage.sweep(known, age) + previews.sweep(known.values(), age)
        limit = timezone.now() - KEEP_TOKENS
        tokens, _ = FormToken.objects.filter(created_at__lt=limit).delete()
        LoginThrottle.objects.filter(last_failed_at__lt=limit).delete()
        sweep_uploads(timezone.now())
        sweep_jobs(timezone.now())
        removed += report_files.sweep(age)
        photos = fill_likeness() if options["likeness"] else 0
        if options["json"]:
            self.answer({"files": removed, "tokens": tokens, "photos": photos})
            return
        for name in removed:
            self.stdout.write(name)
        self.stdout.write(f"{len(removed)} berkas dan {tokens} kunci formulir dibuang.")
        if options["likeness"]:
            self.stdout.write(f"{photos} foto kini dikenali kemiripannya.")
