"""freeze: makes the next snapshot of a cycle in the name of a coordinator."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from agencies.actors import actor_of
from agencies.models import User
from assessment.management.base import CycleCommand, RefusedError, city_of, cycle_of
from assessment.services.snapshots import freeze


class Command(CycleCommand):
    help = "Membekukan keadaan siklus menjadi rekaman bernomor."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--by", required=True, help="nama pengguna koordinator")
        parser.add_argument("--reason", default="", help="alasan, dimuat di laporan")

    def act(self, *, city: str, year: int, by: str, reason: str, **options: Any) -> None:
        user = _active_user(by)
        row = freeze(
            cycle=cycle_of(city_of(city), year),
            reason=reason,
            by=actor_of(user, timezone.now()),
        )
        if options["json"]:
            self.answer(
                {
                    "number": row.number,
                    "sha256": row.sha256,
                    "claimed": row.claimed or None,
                    "proven": row.proven,
                }
            )
        else:
            self.stdout.write(f"Rekaman nomor {row.number} dibekukan, SHA-256 {row.sha256}.")


def _active_user(username: str) -> User:
    rows = User.objects.select_related("agency")
    user = None
    if username.isprintable():
        user = rows.filter(username=username.lower(), is_active=True).first()
    if user is None:
        raise RefusedError(f"Tidak ada pengguna aktif bernama {username!r}.")
    return user
