"""Kota Bima: how the secretariat works - its clusters, remarks, a lower value, two meetings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from assessment.core.instrument import Question
from assessment.core.reasons import Reason
from assessment.core.rules import Option
from assessment.demo.play import Play
from assessment.models import ActionItem, Attendance, Contribution, LowerValue
from assessment.selectors.reviewers import desk
from assessment.services.action_items import ActionFacts, create_action
from assessment.services.lowering import NEW, lower_value
from assessment.services.meetings import MeetingFacts, Presented, create_meeting
from assessment.services.review_notes import write_note
from assessment.services.reviewers import set_reviewers

#: Its part of this indicator waits for the reviewer.
AGENCY, INDICATOR = "Disdikbud", "19"
REMARK = "Daftar sekolahnya tahun berapa? Sebutkan sumber dan tanggalnya."
REPLY = "Data Dapodik semester ganjil; daftarnya kami unggah pekan ini."


@dataclass(frozen=True, slots=True)
class Agreed:
    """An action agreed on; no agency: the secretariat's. `days` from the meeting."""

    title: str
    agency: str = ""
    days: int = 14


@dataclass(frozen=True, slots=True)
class Rakor:
    """A meeting so many days ago."""

    days_ago: int
    agenda: str
    minutes: str
    absent: str
    actions: tuple[Agreed, ...]


MEETINGS = (
    Rakor(
        30,
        "Pembagian pertanyaan dan tata cara bukti",
        "Setiap perangkat daerah menunjuk satu operator. Bukti diberi tanggal dan nomor.",
        "Dishub",
        (
            Agreed("Tunjuk operator KLA dan sampaikan suratnya", "Dishub"),
            Agreed("Susun daftar surat keputusan yang masih berlaku"),
        ),
    ),
    Rakor(
        8,
        "Bukti klaster III dan IV yang belum lengkap",
        "Dinkes melengkapi rekap puskesmas; Disdikbud menyamakan jumlah sekolah.",
        "Kemenag",
        (
            Agreed("Lengkapi rekap puskesmas ramah anak 2025", "Dinkes", 20),
            Agreed("Samakan jumlah sekolah dengan Dapodik", "Disdikbud", 5),
            Agreed("Unggah peta jalur evakuasi sekolah", "BPBD", 30),
        ),
    ),
)


def divide(play: Play) -> None:
    """The clusters in turn to the two reviewers."""
    staff = [play.cast[f"{who}.{play.place.slug}"].pk for who in ("pemeriksa", "pemeriksa2")]
    clusters = play.instrument.clusters
    by = play.staff("koordinator")
    set_reviewers(
        cycle=play.cycle,
        chosen={cluster.code: [staff[turn % 2]] for turn, cluster in enumerate(clusters)},
        seen=desk(by, play.cycle).print,
        by=by,
    )


def judge(play: Play) -> LowerValue:
    """A lower value for the first best answer of the part, and a remark that is answered."""
    row, best, lower = _lowerable(play)
    lowered = lower_value(
        contribution=row,
        raw={"choice": lower.label},
        code=Reason.NUMBER_DISAGREES,
        note=f"Bukti belum mendukung “{best.label}”.",
        seen=row.version,
        version=NEW,
        by=play.staff("pemeriksa"),
    )
    about: dict[str, Any] = {
        "cycle": play.cycle,
        "agency": row.agency,
        "question_code": row.question_code,
    }
    write_note(**about, text=REMARK, by=play.staff("pemeriksa"))
    write_note(**about, text=REPLY, by=play.operator(AGENCY))
    return lowered


def _lowerable(play: Play) -> tuple[Contribution, Option, Option]:
    rows = Contribution.objects.filter(cycle=play.cycle, agency=play.agencies[AGENCY])
    by_code = {row.question_code: row for row in rows.select_related("agency", "cycle__city")}
    for question in play.questions(AGENCY, INDICATOR):
        row = by_code.get(question.code)
        ranked = _ranked(question)
        if row and row.answer and ranked and row.answer.get("choice") == ranked[0].label:
            return row, ranked[0], ranked[-1]
    raise ValueError(f"no answer of {AGENCY} to {INDICATOR} can be lowered")


def _ranked(question: Question) -> list[Option]:
    return sorted(question.options, key=lambda option: -option.points)


def meet(play: Play, today: date) -> None:
    """The minutes of all meetings are entered afterwards, at one sitting."""
    for rakor in MEETINGS:
        _hold(play, rakor, today - timedelta(days=rakor.days_ago))


def _hold(play: Play, rakor: Rakor, held_on: date) -> None:
    came = Attendance.Presence
    by = play.staff("koordinator")
    presence = [
        Presented(play.agencies[name], came.ABSENT if name == rakor.absent else came.PRESENT)
        for name in ("Bappeda", "DP3A", "Dinkes", "Disdikbud", "BPBD", rakor.absent)
    ]
    facts = MeetingFacts(
        held_on, "Aula Bappeda", rakor.agenda, rakor.minutes, attendance=tuple(presence)
    )
    meeting = create_meeting(cycle=play.cycle, facts=facts, by=by)
    for agreed in rakor.actions:
        create_action(
            cycle=play.cycle,
            facts=ActionFacts(
                agreed.title,
                agency=play.agencies.get(agreed.agency),
                due_on=held_on + timedelta(days=agreed.days),
            ),
            source=ActionItem.Source.MEETING,
            meeting=meeting,
            by=play.staff("koordinator"),
        )
