"""Marks of verification side by side: VA, field and final of each place, with reasons and the
city's replies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from agencies.actors import Actor
from assessment import policies
from assessment.core.instrument import Cluster, Instrument
from assessment.models import Cycle, Document, Mark, MarkReply
from assessment.selectors.instruments import instrument_of
from assessment.selectors.marks import STAGE_ORDER

#: Documents that a reply may name, the newest first.
MOST_DOCUMENTS = 300


class Shown(StrEnum):
    """Which places are listed; without one, those that have a mark."""

    LOWERED = "turun"
    DIFFERENT = "beda"
    REPLIED = "tanggapan"
    EVERYTHING = "semua"

    @property
    def label(self) -> str:
        return _SHOWN[self]


_SHOWN = {
    Shown.LOWERED: "Di bawah maksimum",
    Shown.DIFFERENT: "Tahapnya berbeda",
    Shown.REPLIED: "Ada tanggapan",
    Shown.EVERYTHING: "Semua, juga yang belum dinilai",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    shown: str = ""
    cluster: str = ""


@dataclass(frozen=True, slots=True)
class GivenMark:
    """A mark with its replies; a reply `is_earlier` when the mark was changed after it."""

    mark: Mark
    replies: tuple[tuple[MarkReply, bool], ...]


@dataclass(frozen=True, slots=True)
class MarkLine:
    """A place and its marks by stage, in the order of STAGE_ORDER; None where there is none."""

    level: Mark.Level
    code: str
    name: str
    cluster: str
    maximum: Decimal
    marks: tuple[GivenMark | None, ...]

    @property
    def cells(self) -> tuple[tuple[str, GivenMark | None], ...]:
        """The marks with the name of their stage."""
        names = (stage.label for stage in STAGE_ORDER)
        return tuple(zip(names, self.marks, strict=True))

    @property
    def given(self) -> tuple[GivenMark, ...]:
        return tuple(given for given in self.marks if given is not None)

    @property
    def is_different(self) -> bool:
        return len({given.mark.hundredths for given in self.given}) > 1

    @property
    def is_lowered(self) -> bool:
        return any(given.mark.points < self.maximum for given in self.given)

    @property
    def is_replied(self) -> bool:
        return any(given.replies for given in self.given)


def mark_lines(actor: Actor, cycle: Cycle, wanted: Wanted) -> list[MarkLine]:
    """The total, each indicator followed by its questions. Two queries."""
    found = _given(actor, cycle)
    lines = [_line(place, found) for place in _places(instrument_of(cycle))]
    return [line for line in lines if _is_wanted(line, wanted)]


def mark_or_404(actor: Actor, pk: int) -> Mark:
    rows = policies.visible_marks(actor).select_related(
        "cycle__city", "cycle__instrument", "given_by"
    )
    return get_object_or_404(rows.defer("cycle__instrument__document"), pk=pk)


def line_of(actor: Actor, mark: Mark) -> MarkLine:
    """The place of a mark with all that was given to it and said. Two queries."""
    lines = mark_lines(actor, mark.cycle, Wanted(Shown.EVERYTHING))
    return next(line for line in lines if (line.level, line.code) == (mark.level, mark.code))


def documents_for_reply(actor: Actor) -> QuerySet[Document]:
    """What a reply may name: nothing restricted, for verifiers read its title."""
    rows = policies.visible_documents(actor).filter(is_restricted=False)
    return rows.select_related("agency").order_by("-pk")[:MOST_DOCUMENTS]


Place = tuple[Mark.Level, str, str, str, Decimal]
Key = tuple[str, str, str]


def _places(instrument: Instrument) -> Iterator[Place]:
    yield Mark.Level.TOTAL, "", instrument.title, "", instrument.total_points
    for cluster in instrument.clusters:
        yield from _of_cluster(cluster)


def _of_cluster(cluster: Cluster) -> Iterator[Place]:
    for indicator in cluster.indicators:
        yield (
            Mark.Level.INDICATOR,
            indicator.code,
            indicator.name,
            cluster.code,
            indicator.max_points,
        )
        for row in indicator.questions:
            yield Mark.Level.QUESTION, row.code, row.text, cluster.code, row.max_points


def _given(actor: Actor, cycle: Cycle) -> Mapping[Key, GivenMark]:
    marks = policies.visible_marks(actor).filter(cycle=cycle)
    replies: dict[int, list[MarkReply]] = defaultdict(list)
    for reply in MarkReply.objects.filter(mark__in=marks):
        replies[reply.mark_id].append(reply)
    return {
        (mark.level, mark.code, mark.stage): GivenMark(mark, _dated(mark, replies[mark.pk]))
        for mark in marks.select_related("given_by")
    }


def _dated(mark: Mark, replies: Iterable[MarkReply]) -> tuple[tuple[MarkReply, bool], ...]:
    return tuple((reply, reply.mark_version < mark.version) for reply in replies)


def _line(place: Place, found: Mapping[Key, GivenMark]) -> MarkLine:
    level, code, name, cluster, maximum = place
    marks = tuple(found.get((level, code, stage)) for stage in STAGE_ORDER)
    return MarkLine(level, code, name, cluster, maximum, marks)


def _is_wanted(line: MarkLine, wanted: Wanted) -> bool:
    if wanted.cluster and line.cluster != wanted.cluster:
        return False
    match wanted.shown:
        case Shown.EVERYTHING:
            return True
        case Shown.DIFFERENT:
            return line.is_different
        case Shown.LOWERED:
            return line.is_lowered
        case Shown.REPLIED:
            return line.is_replied
        case _:
            return bool(line.given)
