"""Kota Bogor: the 2 x 24 hour room is open since yesterday, its requests are partly repaired."""

from __future__ import annotations

from datetime import datetime, timedelta

from agencies.actors import actor_of
from assessment.demo import people
from assessment.demo.play import Play
from assessment.models import Contribution, OfficialAnswer
from assessment.services import official_answers, windows
from assessment.services.official_answers import Decision, Verdict

#: The room has been open so long when the demo is made: past half of it, so that it escalates.
SINCE = timedelta(hours=25)
HOURS = 48
#: As the province pastes them: question, what is asked, agency, points, reason, owner.
FROM_PROVINCE = (
    "2.4\tUnggah SK pembentukan yang ditandatangani\tDP3A\t4\tTidak bertanda tangan",
    "9.1\tLampirkan daftar satuan PAUD yang terakreditasi\tDisdikbud\t2\tTidak terbaca",
    "15.2\tSebutkan halaman yang memuat jadwal pemantauan\tDinkes\t1,5\tHalaman tidak ditemukan",
)
FROM_CITY = (
    "10.3\tPerbarui data panti menurut berita acara lapangan\tDinsos\t2\tAngka tidak cocok",
    "18.1\tTambah foto bertanggal dari tiga satuan pendidikan\tDisdikbud\t1\tTidak terbaca",
)
#: Accepted and decided again; sent; repaired. The other two wait.
RECOVERED, SENT, REPAIRED = ("DP3A", "2.4"), ("Dinsos", "10.3"), ("Disdikbud", "9.1")


def perform(play: Play, now: datetime) -> None:
    opens_at = (now - SINCE).replace(minute=0, second=0, microsecond=0)
    play.clock.go_to_instant(opens_at - timedelta(hours=2))
    verifier = play.cast[people.verifier_name(play.place)]
    province = actor_of(verifier, play.clock.next())
    windows.add_requests(cycle=play.cycle, text="\n".join(FROM_PROVINCE), by=province)
    coordinator = play.staff("koordinator")
    windows.add_requests(cycle=play.cycle, text="\n".join(FROM_CITY), by=coordinator)
    windows.open_window(
        cycle=play.cycle, opens_at=opens_at, hours=HOURS, by=play.staff("koordinator")
    )
    play.clock.go_to_instant(opens_at + timedelta(hours=1))
    for name, code in (RECOVERED, SENT, REPAIRED):
        _repair(play, name, code)
    for name, code in (RECOVERED, SENT):
        play.submit(name, play.instrument.indicator_of(code).code)
    name, code = RECOVERED
    play.accept(name, play.instrument.indicator_of(code).code)
    _decide_again(play, code)


def _repair(play: Play, name: str, code: str) -> None:
    """The same answer with an explanation that names what the verifiers missed."""
    row = Contribution.objects.get(
        cycle=play.cycle, agency=play.agencies[name], question_code=code, territory=None
    )
    note = "Dilengkapi di ruang 2 x 24 jam: dokumen bertanda tangan dan bertanggal dilampirkan."
    play.answer(name, code, row.answer or {}, note)


def _decide_again(play: Play, code: str) -> None:
    official = OfficialAnswer.objects.get(cycle=play.cycle, question_code=code)
    official_answers.decide(
        cycle=play.cycle,
        question_code=code,
        verdict=Verdict(Decision.TAKEN, narrative="Dilengkapi sesuai permintaan verifikator."),
        version=official.version,
        by=play.staff("koordinator"),
    )
