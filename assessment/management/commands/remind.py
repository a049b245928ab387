"""remind: who is late with what; with --send the mails that are due today."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from agencies.actors import Actor
from assessment.management.base import CycleCommand, RefusedError, city_of, cycle_of, operator_of
from assessment.models import Cycle
from assessment.selectors import reminder_words as words
from assessment.selectors.reminders import Need, needs
from assessment.services.readings import note_score
from assessment.services.reminders import deliver, prepare_mails


class Command(CycleCommand):
    help = "Menyebut siapa kurang apa; dengan --send mengirim surel yang jatuh tempo hari ini."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--send", action="store_true", help="kirim yang jatuh tempo")

    def act(self, *, city: str, year: int, send: bool, **options: Any) -> None:
        place = city_of(city)
        cycle, by = cycle_of(place, year), operator_of(place)
        found = needs(by, cycle)
        note_score(cycle, by=by)
        sent, failed = _send(cycle, found, by) if send else (0, 0)
        if options["json"]:
            self.answer({"agencies": [_row(need) for need in found], "sent": sent})
        else:
            self.stdout.write(words.digest(found, cycle) or "Semua sudah lengkap.")
            if send:
                self.stdout.write(f"{sent} surel dikirim.")
        if failed:
            raise RefusedError(f"{failed} surel tidak terkirim; jalankan lagi.")


def _send(cycle: Cycle, found: tuple[Need, ...], by: Actor) -> tuple[int, int]:
    """How many mails went out and how many did not; those are due again."""
    site = settings.BASE_URL or ""
    mails = [
        mail
        for need in found
        if need.step is not None
        for mail in prepare_mails(cycle=cycle, need=need, step=need.step, by=by, site=site)
    ]
    failed = deliver(mails, by=by)
    return len(mails) - failed, failed


def _row(need: Need) -> dict[str, Any]:
    return {
        "agency": need.agency.abbreviation,
        "until": need.until.isoformat(),
        "days_left": need.days_left,
        "step": need.step,
        "reasons": {reason.code: list(reason.items) for reason in need.reasons},
    }
