"""Programmes from published news, logged by the agencies that ran them; dates stay as published."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from assessment.demo.places import published
from assessment.demo.play import Play
from assessment.models import Program
from assessment.services.programs import (
    AgreementFact,
    PartnerFact,
    ProgramFacts,
    Target,
    create_program,
)

#: Figures of the news, in words.
FIGURES = {
    "clean_water_coverage_percent": "Cakupan layanan air bersih {} persen.",
    "waste_tonnes_per_day": "Timbulan sampah kota {} ton per hari.",
}
MEETING = "Rapat koordinasi"
YEARS = re.compile(r"([0-9]{4})-([0-9]{4})")


def log(play: Play) -> list[Program]:
    """Every published programme of the city."""
    news = published(play.place)
    return [
        create_program(
            cycle=play.cycle,
            agency=play.agencies[row["agency"]],
            facts=_facts(play, row, news["cycle"]),
            by=play.operator(row["agency"]),
        )
        for row in news["programs"]
    ]


def _facts(play: Play, row: Mapping[str, Any], news: Mapping[str, Any]) -> ProgramFacts:
    start, end = _period(row, news)
    joint = [name for name in row.get("joint_agencies", ()) if name != row["agency"]]
    signers = tuple(play.agencies[name].pk for name in joint)
    figures = row.get("figures", {}).items()
    is_meeting = row["title"].startswith(MEETING)
    return ProgramFacts(
        title=row["title"],
        place=news.get("venue", "") if is_meeting else str(play.city),
        period_start=start,
        period_end=end,
        result=" ".join(FIGURES[key].format(value) for key, value in figures),
        partners=tuple(PartnerFact(p["name"], p["kind"].lower()) for p in row["partners"]),
        agreements=_agreements(row, signers),
        targets=tuple(Target(code) for code in row["indicators"]),
        joint_agency_ids=signers,
    )


def _agreements(row: Mapping[str, Any], signers: tuple[int, ...]) -> tuple[AgreementFact, ...]:
    """The agreement whose date was published, signed by all that the news names."""
    signed_on = _day(row.get("agreement_date"))
    if signed_on is None:
        return ()
    partners = tuple(partner["name"] for partner in row["partners"])
    agreement = AgreementFact("pks", date=signed_on, agency_ids=signers, partner_names=partners)
    return (agreement,)


def _period(row: Mapping[str, Any], news: Mapping[str, Any]) -> tuple[date | None, date | None]:
    """Stated years as whole years; a coordination meeting on its day; unknown otherwise."""
    years = YEARS.fullmatch(row.get("period", ""))
    if years:
        return date(int(years[1]), 1, 1), date(int(years[2]), 12, 31)
    if row["title"].startswith(MEETING):
        day = _day(news.get("coordination_meeting"))
        return day, day
    return None, None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
