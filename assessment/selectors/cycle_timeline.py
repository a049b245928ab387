"""The phases of a cycle as a line of time: which has passed, which runs, what comes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from assessment.core.calendar import Phase
from assessment.models import Cycle
from assessment.selectors.cycles import phase_of

EXPLAINED = {
    Phase.PREPARATION: "Admin dan koordinator menyiapkan perangkat daerah dan penugasan.",
    Phase.FILLING: "Perangkat daerah mengisi dan mengajukan; sekretariat sudah dapat memeriksa.",
    Phase.RECAP: "Sekretariat memeriksa, merakit jawaban resmi, dan membekukan hasil.",
    Phase.FROZEN: "Hasil sudah diserahkan ke provinsi; tidak ada yang dapat diubah.",
    Phase.CLOSED: "Siklus selesai.",
}
COLOURS = {Phase.FILLING: "#0b5d7a", Phase.RECAP: "#5a9bb0", Phase.FROZEN: "#c9dfe7"}
WIDTH = Decimal(1000)


@dataclass(frozen=True, slots=True)
class PhaseRow:
    """A phase with its instants; None where it has no beginning or end."""

    phase: Phase
    explained: str
    starts: datetime | None
    ends: datetime | None
    is_current: bool
    is_past: bool


@dataclass(frozen=True, slots=True)
class Segment:
    """A phase drawn: place and width out of 1000."""

    label: str
    x: str
    width: str
    colour: str


@dataclass(frozen=True, slots=True)
class Timeline:
    rows: tuple[PhaseRow, ...]
    segments: tuple[Segment, ...]
    now: str
    current: Phase


def timeline(cycle: Cycle, at: datetime) -> Timeline:
    instants = (
        cycle.filling_opens_at,
        cycle.filling_closes_at,
        cycle.recap_closes_at,
        cycle.cycle_closes_at,
    )
    edges = (None, *instants, None)
    current = phase_of(cycle, at)
    order = list(Phase)
    rows = tuple(
        PhaseRow(
            phase=phase,
            explained=EXPLAINED[phase],
            starts=edges[place],
            ends=edges[place + 1],
            is_current=phase is current,
            is_past=place < order.index(current),
        )
        for place, phase in enumerate(order)
    )
    segments = tuple(_segment(row, instants[0], instants[-1]) for row in rows[1:4])
    return Timeline(rows, segments, _text(_along(at, instants[0], instants[-1])), current)


def _segment(row: PhaseRow, first: datetime, last: datetime) -> Segment:
    start = _along(row.starts or first, first, last)
    end = _along(row.ends or last, first, last)
    return Segment(row.phase.label, _text(start), _text(end - start), COLOURS[row.phase])


def _along(at: datetime, first: datetime, last: datetime) -> Decimal:
    """Place of an instant between two others; what lies outside stands at the end."""
    share = Decimal((at - first).total_seconds()) / Decimal((last - first).total_seconds())
    return min(max(share, Decimal(0)), Decimal(1)) * WIDTH


def _text(value: Decimal) -> str:
    return format(value.quantize(Decimal("0.1")), "f")
