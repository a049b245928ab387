"""The queue's filter in the address: read from it, and carried along from page to page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from django.http import Http404

from agencies.actors import ActorRequest
from agencies.query import choice_param, int_param, text_param
from assessment.core.workflow import Status
from assessment.models import Cycle
from assessment.selectors.instruments import instrument_of
from assessment.selectors.queue import QueueFilter, Sort
from assessment.selectors.reviewers import Desk

#: Pages from which a part is opened; after a verdict the reader goes back or on from there.
ORIGINS = ("antrian", "rakitan", "kendali")
NAMES = ("status", "klaster", "opd", "bukti", "catatan", "pemeriksa", "umur", "urut")
MINE, ALL, NOBODY = "saya", "semua", "tanpa"
#: Days that a part waits at least.
AGES = ("3", "7", "14")


@dataclass(frozen=True, slots=True)
class Asked:
    """The filter of the address; `reviewer` as its form shows it, also where nothing was chosen."""

    wanted: QueueFilter
    reviewer: str
    age: str

    @property
    def is_narrowed(self) -> bool:
        """Whether something besides the order leaves rows out."""
        wanted = self.wanted
        return bool(
            wanted.status
            or wanted.cluster
            or wanted.agency_id
            or wanted.only_outside
            or wanted.only_notes
            or self.age
            or self.reviewer != ALL
        )


def asked(request: ActorRequest, cycle: Cycle, desk: Desk) -> Asked:
    """Unknown codes are a 404. Without a choice a reviewer sees the own clusters, if any."""
    clusters = [cluster.code for cluster in instrument_of(cycle).clusters]
    reviewer = _reviewer(request, desk)
    age = choice_param(request, "umur", AGES)
    wanted = QueueFilter(
        status=choice_param(request, "status", list(Status)),
        cluster=choice_param(request, "klaster", clusters),
        agency_id=int_param(request, "opd"),
        only_outside=choice_param(request, "bukti", ("luar",)) == "luar",
        only_notes=choice_param(request, "catatan", ("terbuka",)) == "terbuka",
        clusters=_clusters(reviewer, desk, clusters, request.actor.user_id),
        least_age=timedelta(days=int(age or 0)),
        sort=Sort(choice_param(request, "urut", list(Sort), Sort.RISK)),
    )
    return Asked(wanted, reviewer, age)


def trail(request: ActorRequest) -> str:
    """Query that brings a reader back to where he came from, with the queue's filter; '' if he
    came from nowhere."""
    origin = choice_param(request, "dari", ORIGINS)
    if not origin:
        return ""
    return "&".join(part for part in (f"dari={origin}", kept(request)) if part)


def kept(request: ActorRequest) -> str:
    """The filter of the address alone."""
    values = {name: text_param(request, name) for name in NAMES}
    return urlencode({name: value for name, value in values.items() if value})


def _reviewer(request: ActorRequest, desk: Desk) -> str:
    people = [str(person.pk) for person in desk.people]
    default = MINE if desk.clusters_of(request.actor.user_id) else ALL
    chosen = choice_param(request, "pemeriksa", (MINE, ALL, NOBODY, *people), default)
    return MINE if chosen == str(request.actor.user_id) else chosen


def _clusters(
    reviewer: str, desk: Desk, codes: list[str], user_id: int | None
) -> frozenset[str] | None:
    if reviewer == ALL:
        return None
    if reviewer == NOBODY:
        return frozenset(code for code in codes if not desk.by_cluster.get(code))
    return desk.clusters_of(user_id if reviewer == MINE else int(reviewer))


def check_agency(agency_id: int | None, known: list[int]) -> None:
    """An agency without a part in the cycle is no filter."""
    if agency_id and agency_id not in known:
        raise Http404
