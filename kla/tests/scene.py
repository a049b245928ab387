"""One row of everything in each city, so that there is something to open, and to leak."""

from __future__ import annotations

import hashlib
import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from agencies.models import Delegation
from agencies.services.delegations import DelegationFields, grant_delegation
from assessment import storage
from assessment.core.workflow import Action
from assessment.models import (
    Contribution,
    Document,
    Program,
    Snapshot,
    StatusChange,
    StoredFile,
    Submission,
)
from assessment.services import snapshots
from assessment.services.citations import cite_document
from assessment.services.contributions import NEW, save_contribution
from assessment.services.submissions import move
from assessment.tests.factories import NOW, Place, World
from assessment.tests.filecheck.builders import pdf

#: Sent to the secretariat, and waiting for the head.
INDICATOR, QUESTION = "22B", "22B.2"
OTHER, OTHER_QUESTION = "21A", "21A.1"


@dataclass
class Things:
    """Ids that addresses of one city name; those of an agency belong to BPBD."""

    agency: int
    territory: int
    person: int
    program: int
    document: int
    citation: int
    submission: int
    waiting: int
    receipt: int
    delegation: int
    snapshot: int
    number: int


def furnish(world: World) -> dict[str, Things]:
    """Things of all three cities; snapshot number 2 exists in the neighbour city only."""
    return {
        "home": _things(world.home, freezes=1),
        "neighbour": _things(world.neighbour, freezes=2),
        "abroad": _things(world.abroad, freezes=1),
    }


def _things(place: Place, freezes: int) -> Things:
    document = _document(place)
    first = _answer(place, QUESTION)
    citation = cite_document(
        contribution=first,
        document=document,
        item=0,
        pages="1",
        note="",
        by=place.actor("operator BPBD"),
    )
    _answer(place, OTHER_QUESTION)
    sent, waiting = _move(place, INDICATOR, Action.SUBMIT), _move(place, OTHER, Action.SUBMIT)
    _move(place, INDICATOR, Action.APPROVE)
    own = {"cycle": place.cycle, "agency": place.agencies["BPBD"]}
    program = Program.objects.create(**own, title="Sekolah aman", updated_at=NOW)
    snapshot = _freeze(place, freezes)
    return Things(
        agency=place.agencies["BPBD"].pk,
        territory=place.territories[0].pk,
        person=place.people["operator Dinsos"].pk,
        program=program.pk,
        document=document.pk,
        citation=citation.pk,
        submission=sent.pk,
        waiting=waiting.pk,
        receipt=StatusChange.objects.get(submission=sent, action=Action.SUBMIT).pk,
        delegation=_delegation(place).pk,
        snapshot=snapshot.pk,
        number=snapshot.number,
    )


def _answer(place: Place, question: str) -> Contribution:
    return save_contribution(
        cycle=place.cycle,
        agency=place.agencies["BPBD"],
        question_code=question,
        raw={"choice": "Ya, dengan bukti"},
        note="",
        version=NEW,
        by=place.actor("operator BPBD"),
    )


def _move(place: Place, indicator: str, action: Action) -> Submission:
    who = "head BPBD" if action is Action.APPROVE else "operator BPBD"
    part = Submission.objects.get(
        cycle=place.cycle, agency=place.agencies["BPBD"], indicator_code=indicator
    )
    move(submission=part, action=action, version=part.version, by=place.actor(who))
    return part


def _delegation(place: Place) -> Delegation:
    """An acting head of BPBD who does not act yet."""
    fields = DelegationFields(
        agency=place.agencies["BPBD"],
        person=place.people["operator BPBD"],
        letter_number="800/12",
        starts_on=date(2027, 1, 1),
        ends_on=date(2027, 1, 31),
    )
    return grant_delegation(fields, by=place.actor("admin"))


def _freeze(place: Place, times: int) -> Snapshot:
    by = place.actor("coordinator")
    return [snapshots.freeze(cycle=place.cycle, reason="uji", by=by) for _ in range(times)][-1]


def _document(place: Place) -> Document:
    content = pdf(f"% {place.city.code}".encode())
    sha256 = hashlib.sha256(content).hexdigest()
    with tempfile.NamedTemporaryFile() as source:
        source.write(content)
        source.flush()
        name = storage.put(Path(source.name), sha256, "pdf")
    file = StoredFile.objects.create(
        city=place.city,
        sha256=sha256,
        source_sha256=sha256,
        name=name,
        size=len(content),
        mime="application/pdf",
        extension="pdf",
        pages=1,
        created_at=NOW,
    )
    return Document.objects.create(
        city=place.city,
        agency=place.agencies["BPBD"],
        file=file,
        filename="sk.pdf",
        title="SK",
        kind="decree",
        date=date(2026, 3, 3),
        uploaded_by=place.people["operator BPBD"],
        uploaded_at=NOW,
    )
