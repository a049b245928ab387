"""import_workbook: what a workbook would change; with --apply changes it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from agencies.actors import Actor, actor_of
from agencies.models import Agency, City, User
from assessment import policies
from assessment.exchange import imports
from assessment.exchange.compare import Kind
from assessment.exchange.imports import ChangedMeanwhileError, Checked
from assessment.exchange.workbook_reader import WorkbookError
from assessment.management.base import OperatorCommand, RefusedError, cycle_of
from assessment.models import Cycle

_TAKEN = (Kind.NEW, Kind.CHANGED)


class Command(OperatorCommand):
    help = "Memeriksa buku kerja Excel; dengan --apply memasukkan baris yang baru dan berubah."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", type=Path)
        parser.add_argument("--by", required=True, help="nama pengguna operator atau sekretariat")
        parser.add_argument("--apply", action="store_true", help="simpan yang dapat disimpan")

    def act(self, *, file: Path, by: str, apply: bool, **options: Any) -> None:
        actor, agency, city = _importer(by)
        try:
            sheets = imports.opened(file, file.name)
            cycle = _cycle(imports.identity_of(sheets), city)
            checked = imports.check(sheets, cycle=cycle, agency=agency, by=actor)
        except WorkbookError as error:
            raise RefusedError(f"Berkas ditolak: {error}") from error
        applied = _apply(sheets, cycle, agency, checked, actor) if apply else 0
        self._report(checked, applied, is_json=options["json"])

    def _report(self, checked: Checked, applied: int, *, is_json: bool) -> None:
        counts = Counter(entry.kind.value for entry in checked.entries)
        for notice in checked.notices:
            self.stderr.write(f"Perhatian: {notice}")
        if is_json:
            totals = {kind.value: counts[kind.value] for kind in Kind}
            rows = [entry.plain for entry in checked.entries]
            self.answer({**totals, "applied": applied, "rows": rows})
            return
        for entry in checked.of(Kind.REFUSED, Kind.CONFLICT):
            for ref, text in entry.problems or (("", "bentrok dengan isian di aplikasi"),):
                self.stdout.write(f"{entry.sheet} {ref or entry.number}: {text}")
        words = ", ".join(f"{counts[kind.value]} {kind.label.lower()}" for kind in Kind)
        self.stdout.write(f"{words}; {applied} baris disimpan.")


def _importer(username: str) -> tuple[Actor, Agency | None, City]:
    """The actor, the agency of an operator (none for the secretariat), and the city."""
    rows = User.objects.select_related("agency", "city")
    user = None
    if username.isprintable():
        user = rows.filter(username=username.lower(), is_active=True).first()
    actor = None if user is None else policies.importing(actor_of(user, timezone.now()))
    if actor is None or user is None or user.city is None or not policies.may_import(actor):
        raise RefusedError(f"Tidak ada operator atau sekretariat aktif bernama {username!r}.")
    return actor, user.agency, user.city


def _cycle(identity: Any, city: City) -> Cycle:
    year = identity.get("year", "")
    if not (year.isascii() and year.isdigit() and len(year) == 4):
        raise RefusedError("Buku kerja tidak menyebut tahun siklus.")
    return cycle_of(city, int(year))


def _apply(sheets: Any, cycle: Cycle, agency: Agency | None, checked: Checked, actor: Actor) -> int:
    chosen = [n for n, entry in enumerate(checked.entries) if entry.kind in _TAKEN]
    if not chosen:
        return 0
    try:
        imports.apply(
            sheets, cycle=cycle, agency=agency, chosen=chosen, shown=checked.plain, by=actor
        )
    except ChangedMeanwhileError as error:
        raise RefusedError("Isian berubah selama diperiksa; ulangi.") from error
    return len(chosen)
