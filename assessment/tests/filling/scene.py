"""Short ways to fill a cycle through the services, for the tests of the filling pages."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile

from assessment.core.workflow import Action
from assessment.models import Contribution, Document, Submission
from assessment.selectors.instruments import instrument_of
from assessment.services.contributions import save_contribution
from assessment.services.documents import DocumentFacts, store_document
from assessment.services.evidence import cite_for_answer
from assessment.services.submissions import move as move_submission
from assessment.services.uploads import received
from assessment.tests.factories import NOW
from assessment.tests.filecheck.builders import pdf

YES = {"choice": "Ya, dengan bukti"}
FACTS = DocumentFacts(title="SK Kepala 1/2026", kind="decree", date=date(2026, 3, 3))


def answer(place, agency, code, raw=YES, *, note="", version=0, territory=None, at=NOW):
    return save_contribution(
        cycle=place.cycle,
        agency=place.agencies[agency],
        question_code=code,
        raw=raw,
        note=note,
        version=version,
        territory=territory,
        by=place.actor(f"operator {agency}", at),
    )


def upload(name="sk.pdf", content=None):
    """An uploaded PDF; different names have different bytes."""
    body = pdf(f"% {name}".encode()) if content is None else content
    return SimpleUploadedFile(name, body)


def document(place, agency="BPBD", name="sk.pdf", facts=FACTS, *, keep_same=False, at=NOW):
    with received(upload(name), city_id=place.city.pk) as taken:
        return store_document(
            cycle=place.cycle,
            agency=place.agencies[agency],
            upload=taken,
            facts=facts,
            keep_same=keep_same,
            by=place.actor(f"operator {agency}", at),
        )


def cite(place, agency, code, cited, item=0, at=NOW):
    return cite_for_answer(
        cycle=place.cycle,
        agency=place.agencies[agency],
        question_code=code,
        territory=None,
        document=cited,
        item=item,
        pages="2-4",
        note="",
        by=place.actor(f"operator {agency}", at),
    )


def part(place, agency, indicator):
    return Submission.objects.get(
        cycle=place.cycle, agency=place.agencies[agency], indicator_code=indicator
    )


def move(place, agency, indicator, action, who, reason="", at=NOW):
    submission = part(place, agency, indicator)
    return move_submission(
        submission=submission,
        action=Action(action),
        version=submission.version,
        reason=reason,
        by=place.actor(who, at),
    )


def contribution(place, agency, code, territory=None):
    return Contribution.objects.filter(
        cycle=place.cycle,
        agency=place.agencies[agency],
        question_code=code,
        territory=territory,
    ).first()


def stored_bytes(stored: Document, media: Path) -> bytes:
    return (media / "evidence" / stored.file.name).read_bytes()


def question(place, code):
    return instrument_of(place.cycle).question(code)
