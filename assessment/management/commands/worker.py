"""worker: makes the files that people asked for, in a process of its own."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from assessment.management.worker import Worker


class Command(BaseCommand):
    help = "Menyusun berkas yang diminta orang. Jalankan di samping server, satu atau lebih."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--once", action="store_true", help="selesaikan yang menunggu, lalu berhenti"
        )
        parser.add_argument(
            "--follow", type=int, default=0, metavar="PID", help="berhenti bila proses ini berakhir"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        worker = Worker(follow=options["follow"])
        worker.stop_on_signals()
        worker.work(once=options["once"])
