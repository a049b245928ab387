"""Kota Bima: filling is open, about half of the work is done, in every state that work can have."""

from __future__ import annotations

from datetime import date, timedelta

from assessment.core.reasons import Reason
from assessment.core.workflow import Action
from assessment.demo import desk
from assessment.demo.evidence import Kind, Paper
from assessment.demo.play import Play
from assessment.models import Contribution

# Indicator 22B stays untouched: its answers are there to be given live.
ACCEPTED = (
    ("DP3A", "2"),
    ("Disdukcapil", "4"),
    ("Kemenag", "7"),
    ("Dinkes", "13"),
    ("Dinkes", "14"),
    ("Disdikbud", "18"),
    ("Bag. Hukum", "1"),
    ("BPBD", "1"),
)
SUBMITTED = (("Dinkes", "15"), ("Disdikbud", "19"), ("Dinsos", "10"), ("Diskominfo", "5"))
AWAITING_HEAD = (("Dinkes", "12"), ("Disdikbud", "9"), ("DP3A", "3"))
DRAFT = (
    ("Dinkes", "17"),
    ("Disdikbud", "20"),
    ("UPTD PPA", "21A"),
    ("Dinsos", "23A"),
    ("BPBD", "21A"),
    ("Dispusip", "3"),
)
RETURNED = (
    (
        "Dishub",
        "11",
        Reason.PAGE_MISSING,
        "Peta rute aman selamat sekolah belum dilampirkan; lengkapi per kecamatan.",
    ),
    ("Bappeda", "1", Reason.NOT_SIGNED, "Nilai alokasi belum disertai DPA Bappeda."),
)
DECIDED = ("2", "4", "7", "13", "18")
SECOND = (
    ("Dinsos", "4"),
    ("Dinsos", "24A"),
    ("Kemenag", "18"),
    ("Kemenag", "19"),
    ("DP3A", "8"),
)


def perform(play: Play, today: date) -> None:
    """Five weeks of work until yesterday."""
    desk.divide(play)
    for name, indicator in ACCEPTED:
        _send_whole(play, name, indicator)
    for name, indicator in ACCEPTED:
        play.accept(name, indicator)
    play.clock.go_to(today - timedelta(days=18))
    for name, indicator in (*SUBMITTED, *AWAITING_HEAD):
        play.fill(name, indicator)
        play.prove(name, indicator, share=0.5)
    for name, indicator in SUBMITTED:
        play.send(name, indicator)
    for name, indicator in AWAITING_HEAD:
        play.submit(name, indicator)
    _returned(play)
    desk.judge(play)
    play.clock.go_to(today - timedelta(days=9))
    for indicator in DECIDED:
        play.decide(play.answered(indicator))
    play.clock.go_to(today - timedelta(days=5))
    _afterwards(play)
    _questionable_evidence(play, today)
    play.clock.go_to(today - timedelta(days=3))
    desk.meet(play, today)


def _send_whole(play: Play, name: str, indicator: str) -> None:
    play.fill(name, indicator)
    play.prove(name, indicator)
    play.send(name, indicator)


def _returned(play: Play) -> None:
    for name, indicator, code, reason in RETURNED:
        play.fill(name, indicator)
        play.prove(name, indicator, share=0.3)
        play.send(name, indicator)
        play.give_back(name, indicator, reason, code)
    play.fill("DP3A", "6")
    play.submit("DP3A", "6")
    reason = "Jumlah anggota Forum Anak belum cocok dengan SK; periksa lagi."
    play.move("DP3A", "6", Action.SEND_BACK, play.head("DP3A"), reason)


def _afterwards(play: Play) -> None:
    """Drafts, and second agencies that answer what is decided already or answer it differently."""
    for name, indicator in DRAFT:
        play.fill(name, indicator, share=0.6)
        play.prove(name, indicator, share=0.2)
    for name, indicator in SECOND:
        play.fill(name, indicator, share=0.5)
    _contradict(play, "Kemenag", "19", count=2)
    _contradict(play, "Dinsos", "4", count=2)
    districts = play.city.territories.filter(kind="kecamatan").order_by("name")
    for number, district in enumerate(districts):
        is_done = {"numerator": 0 if number == 1 else 1, "denominator": 1}
        play.answer("Kecamatan", "25.11", is_done, territory=district)


def _contradict(play: Play, name: str, indicator: str, *, count: int) -> None:
    """Let an agency say something else than the lead on the first choices of an indicator."""
    left = count
    for question in play.questions(name, indicator):
        rows = Contribution.objects.filter(cycle=play.cycle, question_code=question.code)
        lead = rows.exclude(agency=play.agencies[name]).first()
        if not left or not question.options or lead is None or not lead.answer:
            continue
        other = [o.label for o in question.options if o.label != lead.answer.get("choice")]
        play.answer(name, question.code, {"choice": other[0]})
        left -= 1


def _questionable_evidence(play: Play, today: date) -> None:
    """A paper from before the window, one without a date, and one that the reviewer refuses."""
    old = play.cycle.window_start - timedelta(days=400)
    agency = play.agencies["Dinkes"]
    late = Paper(
        Kind.REPORT, f"Laporan Puskesmas Ramah Anak {old.year}", "440/118", agency.name, old
    )
    undated = Paper(Kind.OTHER, "Rekapitulasi kawasan tanpa rokok", "", agency.name, None)
    rows = Contribution.objects.filter(cycle=play.cycle, agency=agency)
    drafts = list(rows.filter(question_code__startswith="17.").order_by("pk"))
    for row, made in zip(drafts[-2:], (late, undated), strict=True):
        play.cite(row, play.file("Dinkes", made), item=0)
    sent = rows.filter(question_code__startswith="15.", citations__isnull=False).first()
    citation = sent.citations.first() if sent else None
    if citation is not None:
        play.refuse(citation, "Foto tidak memuat keterangan tempat dan tanggal.")
    board = Paper(
        Kind.PHOTO,
        "Foto rambu jalur evakuasi di sekolah",
        "",
        play.agencies["BPBD"].name,
        today - timedelta(days=30),
    )
    play.file("BPBD", board)
