"""A small recap to review, made through the services: answers, evidence, parts that were sent."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from itertools import count

from assessment.core.evidence import kinds_of
from assessment.core.workflow import Action
from assessment.models import Citation, Contribution, Document, StoredFile, Submission
from assessment.selectors.instruments import instrument_of
from assessment.services import citations, contributions, official_answers, submissions
from assessment.services.official_answers import Decision, Verdict
from assessment.tests.factories import NOW

EARLIER = NOW - timedelta(days=2)
_numbers = count(1)


def document(place, agency, dated=date(2026, 3, 1), **fields):
    """A document with the bytes of a row of its own."""
    mark = hashlib.sha256(f"dokumen {next(_numbers)}".encode()).hexdigest()
    file = StoredFile.objects.create(
        city=place.city,
        sha256=mark,
        source_sha256=mark,
        name=f"{mark[:20]}.pdf",
        size=1200,
        mime="application/pdf",
        extension="pdf",
        created_at=EARLIER,
    )
    values = {"title": f"SK {agency} {mark[:6]}", "kind": "decree", "filename": "sk.pdf"} | fields
    return Document.objects.create(
        city=place.city,
        agency=place.agencies[agency],
        file=file,
        date=dated,
        uploaded_at=EARLIER,
        **values,
    )


def question(place, code):
    return instrument_of(place.cycle).question(code)


def indicator(place, code):
    return instrument_of(place.cycle).indicator_of(code)


def best(place, code):
    """The JSON form of the answer with the most points."""
    asked = question(place, code)
    top = max(asked.options, key=lambda option: option.points)
    return {"choice": top.label}


def worst(place, code):
    asked = question(place, code)
    return {"choice": min(asked.options, key=lambda option: option.points).label}


def answer(place, agency, code, raw=None, *, at=EARLIER, note="", evidence=True):
    """An operator's answer (the best one by default) with a document for each demanded item."""
    by = place.actor(f"operator {agency}", at)
    current = Contribution.objects.filter(
        cycle=place.cycle, agency=place.agencies[agency], question_code=code
    ).first()
    row = contributions.save_contribution(
        cycle=place.cycle,
        agency=place.agencies[agency],
        question_code=code,
        raw=best(place, code) if raw is None else raw,
        note=note,
        version=current.version if current else contributions.NEW,
        by=by,
    )
    if evidence and current is None:
        for item in range(len(question(place, code).evidence)):
            cite(place, agency, row, item, at=at)
    return row


def cite(place, agency, row, item, *, at=EARLIER, dated=date(2026, 3, 1)):
    """Evidence of a kind that fits the item."""
    kind = next(iter(kinds_of(question(place, row.question_code).demand(item))), "decree")
    return citations.cite_document(
        contribution=row,
        document=document(place, agency, dated, kind=kind),
        item=item,
        pages="1-2",
        note="",
        by=place.actor(f"operator {agency}", at),
    )


def part(place, agency, code):
    """The agency's submission of the question's indicator."""
    return Submission.objects.get(
        cycle=place.cycle,
        agency=place.agencies[agency],
        indicator_code=indicator(place, code).code,
    )


def move(place, agency, code, action, who, *, at=EARLIER, reason=""):
    submission = part(place, agency, code)
    submissions.move(
        submission=submission,
        action=action,
        version=submission.version,
        by=place.actor(who, at),
        reason=reason,
    )
    return part(place, agency, code)


def send(place, agency, code, *, at=EARLIER):
    """Send a part; BPBD has a head who approves it."""
    found = move(place, agency, code, Action.SUBMIT, f"operator {agency}", at=at)
    if agency == "BPBD":
        found = move(place, agency, code, Action.APPROVE, "head BPBD", at=at)
    return found


def accept(place, agency, code, *, at=EARLIER):
    return move(place, agency, code, Action.ACCEPT, "reviewer", at=at)


def send_back(place, agency, code, *, at=EARLIER, reason="Lengkapi buktinya."):
    return move(place, agency, code, Action.RETURN, "reviewer", at=at, reason=reason)


def decide(place, code, *, at=EARLIER, version=official_answers.NEW):
    return official_answers.decide(
        cycle=place.cycle,
        question_code=code,
        verdict=Verdict(Decision.TAKEN),
        version=version,
        by=place.actor("coordinator", at),
    )


def citations_of(row):
    return list(Citation.objects.filter(contribution=row).order_by("item"))
