"""Two snapshots of a cycle side by side, and the part of the comparison that a page asks for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db.models import QuerySet
from django.http import Http404

from assessment.core.comparison import Cause, ClusterChange, Comparison, QuestionChange, compare
from assessment.core.frozen import read
from assessment.models import Snapshot
from assessment.selectors.snapshots import MAX_NUMBER, content_of


@dataclass(frozen=True, slots=True)
class Pair:
    """Numbers of the snapshots that can be chosen, newest first; the two that were."""

    numbers: tuple[int, ...]
    before: Snapshot
    after: Snapshot
    comparison: Comparison


def pair(rows: QuerySet[Snapshot], before: int | None, after: int | None) -> Pair | None:
    """The two snapshots asked for, by default the newest and the one before it; None while there
    are fewer than two. `rows` are those of one cycle that the actor may see. Two queries."""
    numbers = tuple(rows.order_by("-number").values_list("number", flat=True))
    if len(numbers) < 2:
        return None
    after = after or max(number for number in numbers if number != before)
    earlier = [number for number in numbers if number < after]
    before = before or (earlier[0] if earlier else numbers[-2])
    if before == after or not {before, after} <= set(numbers):
        raise Http404("Pilih dua rekaman yang berbeda dari daftar.")
    chosen = rows.select_related("cycle__city", "made_by").filter(number__in=(before, after))
    found = {row.number: row for row in chosen}
    old, new = found[before], found[after]
    return Pair(numbers, old, new, compare(read(content_of(old)), read(content_of(new))))


def number_asked(value: int | None) -> int | None:
    """A number of a snapshot; 404 for what no snapshot can have."""
    if value is not None and not 0 < value <= MAX_NUMBER:
        raise Http404
    return value


@dataclass(frozen=True, slots=True)
class ChangeFilter:
    """Empty codes mean everything; `everything` also shows what did not change."""

    cluster: str = ""
    cause: str = ""
    everything: bool = False

    def admits(self, question: QuestionChange) -> bool:
        if self.cause:
            return Cause(self.cause) in question.causes
        return self.everything or question.is_changed


@dataclass(frozen=True, slots=True)
class ShownChanges:
    """What the filter leaves; sums of levels stay those of the whole."""

    clusters: Sequence[ClusterChange]
    gone: Sequence[QuestionChange]
    count: int


def shown_changes(comparison: Comparison, wanted: ChangeFilter) -> ShownChanges:
    clusters = []
    for cluster in comparison.clusters:
        if wanted.cluster not in ("", cluster.code):
            continue
        indicators = [
            replace(indicator, questions=tuple(filter(wanted.admits, indicator.questions)))
            for indicator in cluster.indicators
        ]
        kept = tuple(indicator for indicator in indicators if indicator.questions)
        if kept:
            clusters.append(replace(cluster, indicators=kept))
    gone = [] if wanted.cluster else [q for q in comparison.gone if wanted.admits(q)]
    count = sum(len(i.questions) for c in clusters for i in c.indicators) + len(gone)
    return ShownChanges(clusters, gone, count)
