"""Which agency of a city a name in somebody's table means: "Capil", "CAPIL", "Dukcapil". Pure.

A guess only: people confirm it, and what they confirmed is remembered and wins the next time.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction

from assessment.core.words import WORD, name_key

#: Words that say nothing about which office it is.
_VAGUE = "badan bag bagian daerah dan dinas kab kabupaten kantor kota opd sekretariat serta setda"
_EMPTY = frozenset(_VAGUE.split())
#: Short names of one office, as they go round; offices that a city has joined stand in both lines.
_SYNONYMS = """
capil dukcapil disdukcapil dispendukcapil dindukcapil catatansipil pencatatansipil
dikbud disdikbud dindikbud disdik dindik diknas dikpora disdikpora pendidikan
dinkes dikes kes kesehatan
dinsos dissos sos sosial
dp3a dpppa p3a pppa dp3akb dp3ap2kb dpppakb pemberdayaanperempuanperlindungananak
dppkb dp2kb p2kb ppkb dp3ap2kb dp3akb kb pengendalianpendudukkeluargaberencana
kominfo diskominfo diskominfotik kominfotik diskominfosandi komunikasiinformatika
bappeda bapeda bappelitbangda bappelitbang baperlitbang bapperida perencanaanpembangunan
dispusip disperpusip dispersip dpk arpus perpus perpustakaan perpustakaankearsipan
dishub hub perhubungan
dlh lh blh lingkunganhidup
dpupr pupr pu dpu pekerjaanumum pekerjaanumumpenataanruang
disperkim perkim dprkp perumahan perumahankawasanpermukiman
disnaker naker nakertrans disnakertrans tenagakerja
dispora pora dikpora kepemudaanolahraga pemudaolahraga
disparbud dispar disbudpar pariwisata pariwisatakebudayaan
satpolpp satpol polpp satuanpolisipamongpraja
kesbangpol kesbang bakesbangpol kesatuanbangsapolitik
hukum kabaghukum baghukumsetda
kesra kabagkesra kesejahteraanrakyat
kemenag depag kankemenag kementerianagama departemenagama
unitppapolres ppapolres polres polresta kepolisian unitppa unitppakepolisianresor
kejari kejaksaan kejaksaannegeri
pn pengadilannegeri
pa pengadilanagama
bnnk bnn narkotikanasional
uptdppa uptppa p2tp2a
disperindag perindag perindustrianperdagangan
diskopukm koperasi koperasiukm
bpbd penanggulanganbencana
bapenda dispenda pendapatan
bkad bpkad keuanganaset
"""
_GROUPS = tuple(frozenset(line.split()) for line in _SYNONYMS.split("\n") if line)
_REPEATED = re.compile(r"([a-z])([2-4])")
_STRONG = re.compile(r"[\n\r;|\u2022]+|(?:^|(?<=\s))[0-9]{1,2}[.)]\s+")
_WEAK = re.compile(r"[,/&+]")
_AND = re.compile(r"\s+dan\s+", re.IGNORECASE)
#: Pairs of letters in common, of all, from which two names may be one.
ALIKE = Fraction(6, 10)


class Certainty(IntEnum):
    """How sure a guess is, the surest last."""

    NONE = 0
    SIMILAR = 1
    SYNONYM = 2
    EXACT = 3
    REMEMBERED = 4

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Certainty.NONE: "belum dikenal",
    Certainty.SIMILAR: "mirip, periksa",
    Certainty.SYNONYM: "nama lain yang lazim",
    Certainty.EXACT: "sama",
    Certainty.REMEMBERED: "sudah pernah dipastikan",
}


@dataclass(frozen=True, slots=True)
class KnownAgency:
    """An agency by its names; `key` is how the caller knows it."""

    key: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """The agency meant, None for one that nobody knows or that is to be left out."""

    name: str
    agency: int | None
    certainty: Certainty


class Matcher:
    """Guesses among the agencies of one city; `remembered` by key of the name, None: left out."""

    def __init__(
        self, agencies: Sequence[KnownAgency], remembered: Mapping[str, int | None]
    ) -> None:
        self._remembered = remembered
        self._exact: dict[str, set[int]] = {}
        self._knows: dict[str, bool] = {}
        for agency in agencies:
            for key in _keys_of(agency):
                self._exact.setdefault(key, set()).add(agency.key)
        self._groups = [self._holders(group) for group in _GROUPS]
        self._pairs = {key: _pairs(key) for key in self._exact}

    def match(self, name: str) -> Match:
        key = alias_key(name)
        if key in self._remembered:
            return Match(name, self._remembered[key], Certainty.REMEMBERED)
        for certainty, found in (
            (Certainty.EXACT, self._named(name)),
            (Certainty.SYNONYM, self._synonyms(name)),
            (Certainty.SIMILAR, self._similar(name)),
        ):
            if len(found) == 1:
                return Match(name, next(iter(found)), certainty)
        return Match(name, None, Certainty.NONE)

    def knows(self, name: str) -> bool:
        """Whether the name as a whole is one agency's, not merely alike."""
        key = alias_key(name)
        if key not in self._knows:
            sure = (self._named(name), self._synonyms(name))
            self._knows[key] = key in self._remembered or any(len(found) == 1 for found in sure)
        return self._knows[key]

    def _named(self, name: str) -> set[int]:
        return set().union(*(self._exact.get(key, set()) for key in _keys(name)))

    def _synonyms(self, name: str) -> set[int]:
        keys = _keys(name)
        return set().union(
            *(held for group, held in zip(_GROUPS, self._groups, strict=True) if group & keys)
        )

    def _holders(self, group: frozenset[str]) -> set[int]:
        return set().union(*(self._exact.get(key, set()) for key in group))

    def _similar(self, name: str) -> set[int]:
        """The agencies with the most alike name; several when they are equally alike."""
        best, found = ALIKE, set()
        for ours in map(_pairs, _keys(name)):
            for key, theirs in self._pairs.items():
                likeness = _likeness(ours, theirs)
                if likeness > best:
                    best, found = likeness, set(self._exact[key])
                elif likeness == best:
                    found |= self._exact[key]
        return found


def alias_key(name: str) -> str:
    """The same for spellings that differ in case, spacing and punctuation only."""
    return " ".join(WORD.findall(name_key(name)))


def split_names(text: str, knows: Callable[[str], bool]) -> tuple[str, ...]:
    """The names of a cell, each once: "Dinkes, Capil dan DP3A". A known name is never split, so
    that "Dinas Kepemudaan, Olahraga dan Pariwisata" stays one."""
    found: list[str] = []
    for part in _STRONG.split(text):
        pieces = [piece.strip(" .-\u2013\t\u00a0") for piece in _WEAK.split(part)]
        found += _joined([piece for piece in pieces if piece], part, knows)
    once: dict[str, str] = {}
    for name in found:
        once.setdefault(alias_key(name), name)
    return tuple(once.values())


def _joined(pieces: Sequence[str], part: str, knows: Callable[[str], bool]) -> Iterable[str]:
    """The longest runs of pieces that are one known name."""
    start = 0
    while start < len(pieces):
        for end in range(len(pieces), start, -1):
            name = pieces[start] if end == start + 1 else _between(part, pieces[start:end])
            if knows(name):
                yield name
                break
        else:
            end = start + 1
            yield from _both(pieces[start], knows)
        start = end


def _between(part: str, pieces: Sequence[str]) -> str:
    """The text from the first piece to the last, with what separates them."""
    start = part.index(pieces[0])
    return part[start : part.index(pieces[-1], start + len(pieces[0])) + len(pieces[-1])]


def _both(piece: str, knows: Callable[[str], bool]) -> Iterable[str]:
    """Two names around "dan" when at least one of them is known."""
    halves = _AND.split(piece)
    return halves if any(knows(half) for half in halves) else [piece]


def _keys_of(agency: KnownAgency) -> set[str]:
    return set().union(*(_keys(name) for name in agency.names if name))


def _keys(name: str) -> set[str]:
    """What a name may be called: whole, without empty words, and `p3` spelt out as `ppp`."""
    words = WORD.findall(name_key(name))
    kept = [word for word in words if word not in _EMPTY]
    keys = {"".join(words), "".join(kept)} - {""}
    return keys | {_REPEATED.sub(lambda found: found[1] * int(found[2]), key) for key in keys}


def _likeness(ours: Counter[str], theirs: Counter[str]) -> Fraction:
    """Pairs of neighbouring letters in common (Dice)."""
    total = sum(ours.values()) + sum(theirs.values())
    return Fraction(2 * sum((ours & theirs).values()), total) if total else Fraction(0)


def _pairs(text: str) -> Counter[str]:
    return Counter(text[at : at + 2] for at in range(len(text) - 1))
