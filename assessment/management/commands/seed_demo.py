"""seed_demo: demo provinces, cities, people and work. Doing it twice changes nothing."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser
from django.utils import timezone

from assessment.demo import people
from assessment.demo.seed import SeededCycle, seed, seeded_cycles
from assessment.management.base import OperatorCommand, RefusedError


class Command(OperatorCommand):
    help = "Membuat kota, orang, dan pekerjaan contoh. Dijalankan dua kali tidak mengubah apa pun."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--force", action="store_true", help="juga bila DEBUG tidak menyala")

    def act(self, **options: Any) -> None:
        if not settings.DEBUG and not options["force"]:
            raise RefusedError(
                "Data contoh hanya dibuat bila DEBUG menyala: orang contoh memakai kata sandi yang "
                "diketahui umum. Pakai --force bila memang dimaksudkan."
            )
        now = timezone.now()
        seed(now, settings.DEMO_PASSWORD)
        accounts = people.accounts(settings.DEMO_PASSWORD)
        cycles = seeded_cycles(now)
        if options["json"]:
            self.answer({"accounts": [_account(a) for a in accounts], "cycles": _cycles(cycles)})
        else:
            self._print(accounts, cycles)

    def _print(self, accounts: list[people.Account], cycles: list[SeededCycle]) -> None:
        self.stdout.write(f"Akun contoh, kata sandi semua: {settings.DEMO_PASSWORD}")
        for place, group in groupby(accounts, key=lambda account: account.place):
            self.stdout.write(f"\n{place}")
            for account in group:
                agency = f", {account.agency}" if account.agency else ""
                self.stdout.write(f"  {account.username:<28} {account.role.label}{agency}")
        self.stdout.write("")
        for cycle in cycles:
            self.stdout.write(f"Siklus {cycle.city} {cycle.year}: {cycle.phase.label}")


def _account(account: people.Account) -> dict[str, str]:
    return {
        "username": account.username,
        "password": settings.DEMO_PASSWORD,
        "role": account.role.value,
        "city": account.city,
        "agency": account.agency,
    }


def _cycles(cycles: list[SeededCycle]) -> list[dict[str, str | int]]:
    return [{"city": c.city, "year": c.year, "phase": c.phase.value} for c in cycles]
