"""What the whole (penyebut) of a question counts, so that the same fact can be held to one value.

Read from the words of the question: the published form names no denominators. A question whose
words tell nothing has a fact of its own, so that its agencies are still compared. Pure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assessment.core.instrument import Instrument, Kind, Measure, Question, TerritoryKind


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure of the city; the code is in addresses."""

    code: str
    label: str


DISTRICTS = Fact("kecamatan", "Jumlah kecamatan")
VILLAGES = Fact("desa-kelurahan", "Jumlah desa/kelurahan")
#: Words of a question and the fact that they name; the first that matches counts.
_WORDS: tuple[tuple[str, Fact], ...] = (
    (r"persentase kecamatan", DISTRICTS),
    (r"persentase desa/kelurahan", VILLAGES),
    (r"tk/ra", Fact("tk", "Jumlah TK/RA")),
    (r"sd/mi", Fact("sd", "Jumlah SD/MI")),
    (r"smp/mts", Fact("smp", "Jumlah SMP/MTs")),
    (r"sma/ma/smk", Fact("sma", "Jumlah SMA/MA/SMK")),
    (r"slb", Fact("slb", "Jumlah SLB")),
    (r"persentase puskesmas", Fact("puskesmas", "Jumlah puskesmas")),
    (r"persentase kantor", Fact("kantor", "Jumlah kantor")),
    (r"persentase fasilitas umum", Fact("fasilitas-umum", "Jumlah fasilitas umum")),
    (r"rumah tangga", Fact("rumah-tangga", "Jumlah rumah tangga")),
    (r"anak di bawah 2 tahun", Fact("baduta", "Jumlah anak di bawah 2 tahun")),
    (r"anak 6-23 bulan", Fact("anak-6-23-bulan", "Jumlah anak 6-23 bulan")),
    (r"bayi < 6 bulan", Fact("bayi-6-bulan", "Jumlah bayi di bawah 6 bulan")),
    (r"balita", Fact("balita", "Jumlah balita")),
    (r"imunisasi dasar", Fact("bayi", "Jumlah bayi")),
    (r"persalinan", Fact("persalinan", "Jumlah persalinan")),
    (r"menyusu dini", Fact("kelahiran-hidup", "Jumlah kelahiran hidup")),
    (r"buku kia", Fact("ibu-dan-balita", "Jumlah ibu hamil dan balita")),
    (r"perkawinan anak", Fact("perkawinan", "Jumlah perkawinan")),
    (r"teregistrasi|berakta kelahiran|kepemilikan kia", Fact("anak", "Jumlah anak")),
)
_PATTERNS = tuple((re.compile(rf"(?<!\w)(?:{words})"), fact) for words, fact in _WORDS)
_TERRITORIES = {DISTRICTS.code: TerritoryKind.KECAMATAN, VILLAGES.code: TerritoryKind.KELURAHAN}


def fact_of(question: Question) -> Fact | None:
    """What the question's whole counts; None where it has no whole."""
    if question.kind is not Kind.PERCENTAGE and question.measure is not Measure.PERCENTAGE:
        return None
    words = question.text.lower()
    found = next((fact for pattern, fact in _PATTERNS if pattern.search(words)), None)
    return found or Fact(
        f"pertanyaan-{question.code}", f"Penyebut {question.code}: {question.text}"
    )


def facts(instrument: Instrument) -> tuple[Fact, ...]:
    """All facts of an instrument, in the order in which its questions first name them."""
    found = (fact_of(question) for question in instrument.questions)
    return tuple(dict.fromkeys(fact for fact in found if fact is not None))


def territory_kind(fact: Fact) -> TerritoryKind | None:
    """The kind of territory that a fact counts, or None."""
    return _TERRITORIES.get(fact.code)
