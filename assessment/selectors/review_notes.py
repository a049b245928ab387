"""Remarks between the secretariat and an agency: threads, and what is open in a part."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from agencies.actors import Actor
from assessment import policies
from assessment.models import Cycle, ReviewNote, Submission


@dataclass(frozen=True, slots=True)
class Thread:
    """What was said on one question of one agency, oldest first."""

    notes: tuple[ReviewNote, ...] = ()

    @property
    def open(self) -> tuple[ReviewNote, ...]:
        return tuple(note for note in self.notes if note.resolved_at is None)

    @property
    def last_id(self) -> int:
        """Up to where a reader has seen the thread; 0 before the first remark."""
        return max((note.pk for note in self.notes), default=0)


def threads(
    actor: Actor, cycle: Cycle, agency_id: int, codes: Collection[str]
) -> Mapping[str, Thread]:
    """Threads of an agency by question; every code has one. One query."""
    rows = policies.visible_review_notes(actor).filter(
        cycle=cycle, agency_id=agency_id, question_code__in=list(codes)
    )
    found: dict[str, list[ReviewNote]] = defaultdict(list)
    for note in rows.select_related("resolved_by"):
        found[note.question_code].append(note)
    return {code: Thread(tuple(found.get(code, ()))) for code in codes}


def with_open_notes(rows: QuerySet[Submission]) -> QuerySet[Submission]:
    """Parts with `open_notes`, the number of questions with an open remark, and `is_replied`: the
    last of those remarks is the agency's. No query of its own."""
    found = ReviewNote.objects.filter(
        cycle=OuterRef("cycle"),
        agency=OuterRef("agency"),
        indicator_code=OuterRef("indicator_code"),
        resolved_at__isnull=True,
    ).order_by()
    counted = found.values("agency").annotate(count=Count("question_code", distinct=True))
    last = found.order_by("-at", "-pk").values("is_from_agency")[:1]
    return rows.annotate(
        open_notes=Coalesce(Subquery(counted.values("count")), 0), is_replied=Subquery(last)
    )
