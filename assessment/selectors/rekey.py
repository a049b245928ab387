"""The tick-off list of a snapshot, and the ministry's points beside ours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Any

from agencies.actors import Actor
from agencies.models import City
from assessment import policies
from assessment.core.rekey import difference
from assessment.models import Cycle, MinistryFigures, RekeyTick, ReportSetting
from assessment.reports.content_rekey import RekeyQuestion
from assessment.reports.content_source import points

Json = Mapping[str, Any]


class Done(Enum):
    """How far a question is; CHANGED was typed as an earlier snapshot said."""

    OPEN = "belum"
    CHANGED = "berubah"
    DONE = "selesai"


@dataclass(frozen=True, slots=True)
class RekeyLine:
    question: RekeyQuestion
    state: Done
    tick: RekeyTick | None


def report_setting(city: City) -> ReportSetting:
    """The city's settings without its files; the usual ones, unsaved, where it has none."""
    rows = ReportSetting.objects.defer("crest", "template")
    return rows.filter(city=city).first() or ReportSetting(city=city, version=0)


def rekey_lines(actor: Actor, cycle: Cycle, rows: Sequence[RekeyQuestion]) -> list[RekeyLine]:
    """One query."""
    known = policies.visible_rekey_ticks(actor).filter(cycle=cycle).select_related("ticked_by")
    ticks = {tick.question_code: tick for tick in known}
    return [RekeyLine(row, _state(row, ticks.get(row.code)), ticks.get(row.code)) for row in rows]


def _state(row: RekeyQuestion, tick: RekeyTick | None) -> Done:
    if tick is None:
        return Done.OPEN
    return Done.DONE if tick.digest == row.digest else Done.CHANGED


@dataclass(frozen=True, slots=True)
class EmLine:
    """An indicator: our claimed points, those that the ministry's application shows."""

    code: str
    name: str
    maximum: Decimal
    ours: Decimal | None
    theirs: Decimal | None

    @property
    def difference(self) -> Decimal | None:
        return difference(self.ours, self.theirs)


@dataclass(frozen=True)
class Reconciliation:
    """`row` is None while nothing was entered."""

    row: MinistryFigures | None
    lines: tuple[EmLine, ...]
    ours: Decimal | None

    @property
    def entered(self) -> int:
        return sum(line.theirs is not None for line in self.lines)

    @property
    def theirs(self) -> Decimal | None:
        """The sum; None until every indicator is known."""
        known = [line.theirs for line in self.lines if line.theirs is not None]
        return sum(known, Decimal(0)) if len(known) == len(self.lines) else None

    @property
    def difference(self) -> Decimal | None:
        return difference(self.ours, self.theirs)

    @property
    def differing(self) -> int:
        return sum(bool(line.difference) for line in self.lines)


def reconciliation(actor: Actor, cycle: Cycle, content: Json) -> Reconciliation:
    """One query."""
    rows = policies.visible_ministry_figures(actor).filter(cycle=cycle)
    row = rows.select_related("updated_by").first()
    entered = row.points if row else {}
    lines = tuple(
        EmLine(
            indicator["code"],
            indicator["name"],
            Decimal(indicator["maximum"]),
            points(indicator["claimed"]),
            points(entered.get(indicator["code"])),
        )
        for cluster in content["clusters"]
        for indicator in cluster["indicators"]
    )
    return Reconciliation(row, lines, points(content["totals"]["claimed"]))
