"""The files that a person asked for, and how far they are."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import Http404

from agencies.actors import Actor
from assessment import policies
from assessment.models import Job

State = Job.State
#: Icon and colour of each state, beside its word.
LOOKS = {
    State.WAITING: ("clock", "grey"),
    State.RUNNING: ("gear", "blue"),
    State.DONE: ("check", "green"),
    State.FAILED: ("warning", "red"),
    State.CANCELLED: ("cross", "grey"),
}


@dataclass(frozen=True, slots=True)
class ShownJob:
    """A job with what a page says about it."""

    job: Job
    icon: str
    tone: str

    @property
    def label(self) -> str:
        return State(self.job.state).label

    @property
    def is_open(self) -> bool:
        return self.job.state in (State.WAITING, State.RUNNING)

    @property
    def is_running(self) -> bool:
        return self.job.state == State.RUNNING

    @property
    def is_ready(self) -> bool:
        return self.job.state == State.DONE

    @property
    def is_news(self) -> bool:
        return not self.is_open and self.job.seen_at is None


def shown(job: Job) -> ShownJob:
    return ShownJob(job, *LOOKS[State(job.state)])


def jobs(actor: Actor) -> QuerySet[Job]:
    """The person's own, the newest first, with the city whose clock dates them."""
    return policies.visible_jobs(actor).select_related("city")


def job_or_404(actor: Actor, pk: int) -> Job:
    found = jobs(actor).filter(pk=pk).first()
    if found is None:
        raise Http404("Berkas ini tidak ada.")
    return found


def newest_by_key(actor: Actor, keys: Collection[str]) -> dict[str, ShownJob]:
    """The person's last job of each key. One query."""
    rows: Iterable[Job] = jobs(actor).filter(key__in=keys).order_by("created_at", "pk")
    return {job.key: shown(job) for job in rows}


def open_count(actor: Actor) -> int:
    return jobs(actor).filter(state__in=(State.WAITING, State.RUNNING)).count()
