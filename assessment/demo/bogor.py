"""Kota Bogor 2024: a cycle handed over - filled, decided, frozen, marked by the province."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from agencies.actors import actor_of
from assessment.core.ledgers import IndicatorScore
from assessment.demo import people
from assessment.demo.play import Play
from assessment.models import Assignment, Cycle
from assessment.selectors.instruments import instrument_of
from assessment.selectors.scores import cycle_score
from assessment.services.marks import NEW, Place, give_mark
from assessment.services.snapshots import freeze

# Seven per cent are lost at verification: the common fate of self-assessments.
KEPT = Decimal("0.93")
#: Agencies that kept their evidence.
WITH_EVIDENCE = ("DP3A", "Disdikbud", "Dinkes", "Dinsos")
DECISIONS = date(2025, 1, 6)
FREEZING = date(2025, 1, 29)
VERIFICATION = date(2025, 3, 10)


def perform(play: Play) -> None:
    parts = _parts(play.cycle)
    for name, indicator in parts:
        play.fill(name, indicator)
        if name in WITH_EVIDENCE:
            play.prove(name, indicator)
    for name, indicator in parts:
        play.send(name, indicator)
    for name, indicator in parts:
        play.accept(name, indicator)
    play.clock.go_to(DECISIONS)
    for whole in play.instrument.indicators:
        play.decide(play.answered(whole.code))
    play.clock.go_to(FREEZING)
    freeze(
        cycle=play.cycle,
        reason="Penyerahan evaluasi mandiri 2024 ke provinsi.",
        with_files=False,
        by=play.staff("koordinator"),
    )
    play.clock.go_to(VERIFICATION)
    for score in cycle_score(play.cycle).indicators.values():
        _verify(play, score)


def _parts(cycle: Cycle) -> list[tuple[str, str]]:
    """Agency and indicator wherever the agency leads a question, in order of the instrument."""
    instrument = instrument_of(cycle)
    rows = Assignment.objects.filter(cycle=cycle, position=0).select_related("agency")
    lead = {row.question_code: row.agency.instrument_name for row in rows}
    return list(
        dict.fromkeys((lead[q.code], i.code) for i in instrument.indicators for q in i.questions)
    )


def _verify(play: Play, score: IndicatorScore) -> None:
    claimed = score.points.claimed or Decimal(0)
    verifier = play.cast[people.verifier_name(play.place)]
    give_mark(
        cycle=play.cycle,
        place=Place(score.indicator.code),
        points=(claimed * KEPT).quantize(Decimal("0.01")),
        reason="Sebagian bukti tidak memuat tanggal atau tidak terbaca.",
        version=NEW,
        by=actor_of(verifier, play.clock.next()),
    )
