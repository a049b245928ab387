"""An agency with something of every kind in its workbook, and ways to change the file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl

from assessment.exchange import imports, layout, stored, workbook_child, workbook_file
from assessment.exchange.imports import Checked
from assessment.models import Assignment
from assessment.services.contributions import NEW, save_contribution
from assessment.services.program_facts import AgreementFact, PartnerFact, ProgramFacts, Target
from assessment.services.programs import create_program
from assessment.tests.factories import NOW, Place

AGENCY = "BPBD"
#: One question of each kind, and what BPBD has answered.
ANSWERED: dict[str, dict[str, Any]] = {
    "1.1": {"choice": "Instruksi Wali Kota/Bupati"},
    "2.7": {"count": 12},
    "3.1a": {
        "items": 2,
        "rows": [{"name": "Forum Anak", "note": "SK 1"}, {"name": "=2", "note": ""}],
    },
    "5.7": {"numerator": 40, "denominator": 50},
    "4.1": {
        "current": {"numerator": 1, "denominator": 2},
        "previous": {"numerator": 1, "denominator": 4},
        "target": "82.5",
    },
    "22B.2": {"not_applicable": "Tidak ada kasus."},
}
FACTS = ProgramFacts(
    title="Sekolah aman bencana",
    place="Rasanae",
    period_start=date(2026, 3, 1),
    period_end=date(2026, 4, 1),
    girls=120,
    boys=0,
    budget_planned=1_250_000_000,
    fund_source="APBD",
    partners=(
        PartnerFact("UNICEF", "donor"),
        PartnerFact("Yayasan A; B | C", "ngo"),
        PartnerFact("Radio Bima", "media"),
    ),
    agreements=(AgreementFact("mou", "MoU | 1", date(2026, 1, 2), None, (), ("UNICEF",)),),
    targets=(Target("22B"), Target("22B", "22B.2")),
)


@dataclass
class Scene:
    """`rows` maps the codes of questions to their row in the sheet Jawaban."""

    place: Place
    content: bytes
    path: Path
    rows: dict[str, int] = field(default_factory=dict)

    @property
    def agency(self):
        return self.place.agencies[AGENCY]

    @property
    def actor(self):
        return self.place.actor(f"operator {AGENCY}", NOW)

    def book(self) -> Any:
        return openpyxl.load_workbook(BytesIO(self.content))

    def save(self, change: Callable[[Any, Scene], Any]) -> Path:
        book = self.book()
        change(book, self)
        book.save(self.path)
        return self.path

    def column(self, sheet: str, name: str) -> int:
        found = next(s for s in layout.READ if s.title == sheet)
        return [column.name for column in found.columns].index(name) + 1

    def cell(self, book: Any, sheet: str, row: int, name: str) -> Any:
        return book[sheet].cell(row, self.column(sheet, name))

    def check(self) -> Checked:
        """The file as it lies there, read without a process of its own."""
        found = workbook_child.read(self.path, "xlsx")
        return self.check_sheets(found)

    def check_sheets(self, sheets: list[dict[str, Any]]) -> Checked:
        place = {"cycle": self.place.cycle, "agency": self.agency, "by": self.actor}
        return imports.check(sheets, **place)


def make_scene(place: Place, folder: Path) -> Scene:
    agency, by = place.agencies[AGENCY], place.actor(f"operator {AGENCY}", NOW)
    for code, raw in ANSWERED.items():
        Assignment.objects.get_or_create(
            cycle=place.cycle, question_code=code, agency=agency, defaults={"position": 9}
        )
        save_contribution(
            cycle=place.cycle,
            agency=agency,
            question_code=code,
            raw=raw,
            note=f"Catatan {code}\nbaris dua",
            version=NEW,
            by=by,
        )
    create_program(cycle=place.cycle, agency=agency, facts=FACTS, by=by)
    scene = Scene(place, b"", folder / "isian.xlsx")
    scene.content = written(scene)
    scene.path.write_bytes(scene.content)
    _lighten(scene)
    sheet = scene.book()["Jawaban"]
    column = scene.column("Jawaban", "kode")
    for row in range(layout.FIRST_ROW, sheet.max_row + 1):
        scene.rows[str(sheet.cell(row, column).value)] = row
    return scene


def _lighten(scene: Scene) -> None:
    """Without the sheets that are only read by people: the corpus opens the file often."""
    book = scene.book()
    for name in (layout.COVER, layout.HELP, layout.LISTS):
        book.remove(book[name])
    for sheet in book.worksheets:
        sheet.data_validations.dataValidation = []
    stream = BytesIO()
    book.save(stream)
    scene.content = stream.getvalue()


def written(scene: Scene) -> bytes:
    state = stored.state_of(scene.actor, scene.place.cycle, scene.agency)
    return workbook_file.workbook(state, NOW)
