"""agency_workbook: writes the workbook of one agency, or of the whole city."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from assessment.exchange import layout, stored, workbook_file
from assessment.management.base import (
    CycleCommand,
    RefusedError,
    city_of,
    cycle_of,
    operator_of,
)
from assessment.services.answer_files import find_agency, shown


class Command(CycleCommand):
    help = "Menulis buku kerja Excel satu perangkat daerah; tanpa --agency untuk seluruh kota."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--agency", default="", help="singkatan perangkat daerah")
        parser.add_argument("--output", required=True, type=Path, help="berkas XLSX yang ditulis")

    def act(self, *, agency: str, output: Path, **options: Any) -> None:
        city = city_of(options["city"])
        cycle, actor = cycle_of(city, options["year"]), operator_of(city)
        found = find_agency(cycle, agency) if agency else None
        if agency and found is None:
            raise RefusedError(f"{city} tidak mempunyai perangkat daerah “{shown(agency)}”.")
        state = stored.state_of(actor, cycle, found)
        output.write_bytes(workbook_file.workbook(state, actor.at))
        rows = sum(len(stored.rows(state, sheet)) for sheet in layout.READ)
        if options["json"]:
            self.answer({"file": str(output), "rows": rows})
        else:
            self.stdout.write(f"{output}: {rows} baris.")
