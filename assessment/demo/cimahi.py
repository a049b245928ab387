"""Kota Cimahi: the agencies' deadline has passed, the recap runs; answers are a real sample's."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from assessment.demo.places import sample_answers
from assessment.demo.play import Play
from assessment.models import Contribution, Submission
from assessment.services.cycles import grant_extension

#: Parts that the reviewer has not opened yet.
WAITING = (("Bappeda", "1"), ("Diskominfo", "5"))
#: Share of the answers that carry their evidence.
PROVEN = 0.6


def perform(play: Play, today: date, until: datetime) -> None:
    """Agencies fill in and send before the deadline; the secretariat recaps until yesterday."""
    parts = _fill(play)
    for name, indicator in parts:
        play.prove(name, indicator, share=PROVEN)
    for name, indicator in parts:
        play.send(name, indicator)
    play.clock.go_to(today - timedelta(days=5))
    for name, indicator in parts:
        if (name, indicator) not in WAITING:
            play.accept(name, indicator)
    _decide(play)
    grant_extension(
        cycle=play.cycle,
        agency=play.agencies["Dinkes"],
        indicator_code="",
        until=until,
        reason="Rekap puskesmas menunggu data dari dua kelurahan.",
        by=play.staff("koordinator"),
    )


def _fill(play: Play) -> list[tuple[str, str]]:
    """The published answers, each by the lead of its question; gives the parts in order."""
    parts: dict[tuple[str, str], None] = {}
    for row in sample_answers():
        code, answer = str(row["question"]), row["answer"]
        question = play.instrument.question(code)
        if question is None or not isinstance(answer, dict):
            raise ValueError(f"the sample does not fit the instrument at {code}")
        name = question.agencies[0]
        play.answer(name, code, answer)
        parts[name, play.instrument.indicator_of(code).code] = None
    return list(parts)


def _decide(play: Play) -> None:
    """Everything whose part was accepted is decided, but for the last indicators."""
    accepted = Submission.objects.filter(cycle=play.cycle, status="accepted")
    done = {(part.agency_id, part.indicator_code) for part in accepted}
    rows = Contribution.objects.filter(cycle=play.cycle).order_by("pk")
    for row in rows:
        indicator = play.instrument.indicator_of(row.question_code).code
        if (row.agency_id, indicator) in done and indicator not in ("10", "11"):
            play.decide([row.question_code])
