"""Who entered what: nobody accepts or decides his own entries, not even after changing sides.

A later save by a colleague takes the first author out of the row; the audit trail keeps him.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import CharField, Exists, Q, QuerySet
from django.db.models.functions import Cast

from agencies.actors import Actor
from agencies.models import AuditEntry, City
from assessment.core.workflow import Action
from assessment.models import Contribution, Cycle, Program, Submission

SENDINGS = tuple(f"submission.{action}" for action in (Action.SUBMIT, Action.APPROVE))


def has_entered(actor: Actor, submission: Submission, answers: Iterable[int]) -> bool:
    """Whether the actor answered, cited, uploaded, logged a programme or sent in this part.

    `answers` are the ids of its contributions. One query at most.
    """
    if actor.user_id is None:
        return False
    if submission.submitted_by_id == actor.user_id:
        return True
    city = City.objects.filter(pk=submission.cycle.city_id)
    return city.filter(entered(actor, submission, answers)).exists()


def entered(actor: Actor, submission: Submission, answers: Iterable[int]) -> Q:
    """The condition of `has_entered`, to be asked along with another query."""
    ids = list(answers)
    mine = (
        Q(updated_by=actor.user_id)
        | Q(citations__created_by=actor.user_id)
        | Q(citations__document__uploaded_by=actor.user_id)
    )
    answered = Contribution.objects.filter(mine, pk__in=ids)
    programs = Program.objects.filter(
        cycle_id=submission.cycle_id,
        agency_id=submission.agency_id,
        targets__indicator_code=submission.indicator_code,
    )
    served = programs.annotate(text=Cast("pk", CharField())).values("text")
    sent = Q(subject="submission", subject_id=str(submission.pk), action__in=SENDINGS)
    entries = _saves(ids) | Q(subject="program", subject_id__in=served) | sent
    acted = _acts(actor, submission.cycle).filter(entries)
    return Q(Exists(answered)) | Q(Exists(acted))


def has_answered(actor: Actor, cycle: Cycle, question_code: str) -> bool:
    """Whether the actor ever saved one of the answers to a question. At most two queries."""
    if actor.user_id is None:
        return False
    rows = Contribution.objects.filter(cycle=cycle, question_code=question_code)
    found = list(rows.values_list("pk", "updated_by_id"))
    if any(author == actor.user_id for _, author in found):
        return True
    return _acts(actor, cycle).filter(_saves([pk for pk, _ in found])).exists()


def _saves(answers: Iterable[int]) -> Q:
    return Q(subject="contribution", subject_id__in=[str(pk) for pk in answers])


def _acts(actor: Actor, cycle: Cycle) -> QuerySet[AuditEntry]:
    return AuditEntry.objects.filter(city_id=cycle.city_id, username=actor.username)
