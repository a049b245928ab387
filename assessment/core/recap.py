"""Last year's recap of a city, in whatever layout: which row is which question, and what is wrong.

Pure. A row is taken or refused with its reason; nothing is corrected. Sums: core.recap_sums.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from assessment.core.instrument import Cluster, Indicator, Instrument, Question
from assessment.core.numbers import plain
from assessment.core.recap_columns import Role
from assessment.core.words import plain_title, telling_words

#: Words in common, of all, from which a text is a question's, and up to which it is not.
SAME, OTHER = Fraction(6, 10), Fraction(25, 100)
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6}
_CLUSTER = re.compile(r"\bk[lu]+(?:a|u)?ster\s+([0-9]|iv|v?i{0,3})\b")
_INDICATOR = re.compile(r"\bindikator\s+(?:ke\s+|no\s+|nomor\s+)?([0-9]{1,2}\s?[a-z]?)\b")
_TOTAL = re.compile(r"^(sub\s?total|jumlah|total|grand total|nilai (akhir|total)|rekap nilai)\b")
_WHOLE = re.compile(r"\b(seluruh\w*|keseluruhan|grand|akhir|umum|semua)\b")
_CODE = re.compile(r"^\s*([0-9]{1,2}[A-Za-z]?(?:\s*\.\s*[0-9]{1,2}[a-z]{0,2})?)[.)\s]*(?=\s|$)")
_POINT = re.compile(r"\s*\.\s*")


class Trouble(StrEnum):
    """What a recap may have wrong; `is_refusal`: the row is not taken."""

    UNREADABLE = "angka"
    UNKNOWN = "tidak-dikenal"
    CODE_TEXT = "kode-teks"
    TWICE = "ganda"
    ABOVE = "melebihi"
    NEGATIVE = "negatif"
    MAXIMUM = "maksimum"
    SUM = "jumlah"
    ABSENT = "tidak-ada"

    @property
    def is_refusal(self) -> bool:
        return self not in (Trouble.MAXIMUM, Trouble.SUM, Trouble.ABSENT)

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Trouble.UNREADABLE: "Angka tidak terbaca",
    Trouble.UNKNOWN: "Pertanyaan tidak dikenal",
    Trouble.CODE_TEXT: "Kode dan teks berbeda",
    Trouble.TWICE: "Pertanyaan dua kali",
    Trouble.ABOVE: "Nilai melebihi maksimum",
    Trouble.NEGATIVE: "Nilai negatif",
    Trouble.MAXIMUM: "Maksimum berbeda dari instrumen",
    Trouble.SUM: "Jumlah tidak cocok",
    Trouble.ABSENT: "Pertanyaan tidak ada di rekap",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the sheet by the roles of its columns: texts, numbers, cell names, and what the
    reader of a number said."""

    sheet: str
    number: int
    texts: Mapping[Role, str]
    numbers: Mapping[Role, Decimal]
    cells: Mapping[Role, str]
    problems: Mapping[Role, str] = field(default_factory=dict)

    def text(self, role: Role) -> str:
        return self.texts.get(role, "").strip()

    def cell(self, *roles: Role) -> str:
        """The name of the first of these columns that the sheet has."""
        return next((self.cells[role] for role in roles if role in self.cells), f"A{self.number}")

    @property
    def has_numbers(self) -> bool:
        return bool(self.numbers or self.problems)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong, with the sheet and cell where it stands; both empty for the whole."""

    trouble: Trouble
    sheet: str
    cell: str
    text: str


@dataclass(frozen=True, slots=True)
class RecapRow:
    """A question of the instrument with what the recap says of it."""

    question: Question
    line: Line
    maximum: Decimal | None
    value: Decimal | None
    agencies: str


class Level(StrEnum):
    INDICATOR = "indikator"
    CLUSTER = "klaster"
    WHOLE = "seluruhnya"


@dataclass(frozen=True, slots=True)
class Stated:
    """A row that states a sum; `code` is that of the indicator or cluster, empty for the whole."""

    level: Level
    code: str
    name: str
    line: Line


@dataclass(frozen=True)
class Read:
    """What the rows are: questions taken, sums stated, rows refused. `own` also holds the values
    of refused questions that are known: the sums of the sheet contain them."""

    rows: tuple[RecapRow, ...]
    own: tuple[RecapRow, ...]
    stated: tuple[Stated, ...]
    findings: tuple[Finding, ...]


def read(instrument: Instrument, lines: Iterable[Line]) -> Read:
    """Every row as question, sum or heading, in the order of the sheets."""
    reader = _Reader(instrument)
    for line in lines:
        reader.take(line)
    return reader.result()


class _Reader:
    """Where the reading stands: the cluster and indicator that the last rows spoke of."""

    def __init__(self, instrument: Instrument) -> None:
        self.instrument = instrument
        self.cluster: Cluster | None = None
        self.indicator: Indicator | None = None
        self.rows: list[RecapRow] = []
        self.first: dict[str, Line] = {}
        self.own: list[RecapRow] = []
        self.stated: list[Stated] = []
        self.findings: list[Finding] = []
        self.by_text = {plain_title(q.text): q for q in instrument.questions}
        self.words = [(q, telling_words(q.text)) for q in instrument.questions]

    def take(self, line: Line) -> None:
        self._enter(line)
        if line.text(Role.CODE) or line.text(Role.TEXT):
            self._entry(line, plain_title(line.text(Role.TEXT) or line.text(Role.CODE)))
            return
        said = plain_title(line.text(Role.INDICATOR) or line.text(Role.CLUSTER))
        if _TOTAL.match(said):
            self._total(line, said)
        elif line.has_numbers and said:
            self._sum_of_context(line)

    def _enter(self, line: Line) -> None:
        """The columns of cluster and indicator, where the sheet has them, say where a row is."""
        cluster = self._cluster(plain_title(line.text(Role.CLUSTER)))
        if cluster is not None and cluster is not self.cluster:
            self.cluster, self.indicator = cluster, None
        indicator = self._indicator(line.text(Role.INDICATOR))
        if indicator is not None:
            self._go(indicator)

    def _go(self, indicator: Indicator) -> None:
        self.indicator = indicator
        self.cluster = self.instrument.cluster_of(indicator.code)

    def _entry(self, line: Line, said: str) -> None:
        """A row with a code or text of its own."""
        code = self._code(line)
        coded, alike = self._question(code), self._alike(line.text(Role.TEXT))
        if coded is not None:
            self._asked(line, coded, alike)
        elif alike is not None:
            self._question_row(line, alike)
        elif _TOTAL.match(said):
            # After the questions: many of them begin with "Jumlah" too.
            self._total(line, said)
        elif (indicator := self._heading(line, code, said)) is not None:
            self._go(indicator)
            self._state(line, Level.INDICATOR, indicator.code, f"indikator {indicator.code}")
        elif (cluster := self._cluster(said)) is not None:
            self.cluster, self.indicator = cluster, None
            self._state(line, Level.CLUSTER, cluster.code, cluster.name)
        elif (local := self._local(code)) is not None:
            self._asked(line, local, alike)
        elif line.has_numbers:
            words = line.text(Role.TEXT) or line.text(Role.CODE)
            self._find(Trouble.UNKNOWN, line, (Role.CODE, Role.TEXT), f"“{words[:80]}”")

    def _heading(self, line: Line, code: str, said: str) -> Indicator | None:
        """The indicator that a row is about; a bare number below an indicator may as well count
        its questions, then the text decides."""
        indicator = self._indicator_of(code, said)
        if indicator is None or self._named_indicator(said) or self._local(code) is None:
            return indicator
        text = line.text(Role.TEXT)
        is_its_name = not text or _likeness(text, indicator.name) >= SAME
        return indicator if is_its_name else None

    def _asked(self, line: Line, question: Question, alike: Question | None) -> None:
        """A row by its code, unless its text is clearly another question's."""
        text = line.text(Role.TEXT)
        if alike is not None and alike != question and _likeness(text, question.text) <= OTHER:
            words = f"kode {question.code}, tetapi teksnya pertanyaan {alike.code}"
            self._find(Trouble.CODE_TEXT, line, (Role.CODE, Role.TEXT), words)
        else:
            self._question_row(line, question)

    def _question_row(self, line: Line, question: Question) -> None:
        self._go(self.instrument.indicator_of(question.code))
        numbers = line.numbers
        row = RecapRow(
            question,
            line,
            numbers.get(Role.MAXIMUM),
            numbers.get(Role.VALUE),
            line.text(Role.AGENCIES),
        )
        self.own.append(row)
        earlier = self.first.setdefault(question.code, line)
        if earlier is not line:
            there = earlier.cell(Role.CODE, Role.TEXT)
            words = f"{question.code} sudah ada di lembar {earlier.sheet} sel {there}"
            self._find(Trouble.TWICE, line, (Role.CODE, Role.TEXT), words)
        elif self._is_sound(row):
            self.rows.append(row)

    def _is_sound(self, row: RecapRow) -> bool:
        """Notes what is wrong with a row's numbers; whether it may be taken all the same."""
        code, line = row.question.code, row.line
        for role, problem in line.problems.items():
            self._find(Trouble.UNREADABLE, line, (role,), f"{code}: {problem}")
        own = row.question.max_points
        top = own if row.maximum is None else row.maximum
        if row.value is not None and row.value < 0:
            self._find(Trouble.NEGATIVE, line, (Role.VALUE,), f"{code}: {plain(row.value)}")
        elif row.value is not None and row.value > top:
            words = f"{code}: {plain(row.value)} dari {plain(top)}"
            self._find(Trouble.ABOVE, line, (Role.VALUE,), words)
        elif not line.problems:
            if top != own:
                words = f"{code}: {plain(top)}, di instrumen {plain(own)}"
                self._find(Trouble.MAXIMUM, line, (Role.MAXIMUM,), words)
            return True
        return False

    def _total(self, line: Line, said: str) -> None:
        """A row that says it is a sum: of what it names, else of the place it closes."""
        indicator, cluster = self._named_indicator(said), self._cluster(said)
        if indicator is not None:
            self._state(line, Level.INDICATOR, indicator.code, f"indikator {indicator.code}")
        elif cluster is not None:
            self._state(line, Level.CLUSTER, cluster.code, cluster.name)
        elif self._is_whole(said):
            self._state(line, Level.WHOLE, "", "seluruhnya")
        else:
            self._sum_of_context(line)

    def _is_whole(self, said: str) -> bool:
        is_closed = self.indicator is None and self.cluster is None
        return bool(_WHOLE.search(said)) or is_closed

    def _sum_of_context(self, line: Line) -> None:
        """The indicator's sum, then the cluster's: as totals follow each other."""
        if self.indicator is not None:
            code = self.indicator.code
            self._state(line, Level.INDICATOR, code, f"indikator {code}")
            self.indicator = None
        elif self.cluster is not None:
            self._state(line, Level.CLUSTER, self.cluster.code, self.cluster.name)
            self.cluster = None
        else:
            words = line.text(Role.INDICATOR) or line.text(Role.CLUSTER)
            self._find(Trouble.UNKNOWN, line, (Role.INDICATOR, Role.CLUSTER), f"“{words[:80]}”")

    def _state(self, line: Line, level: Level, code: str, name: str) -> None:
        if line.numbers:
            self.stated.append(Stated(level, code, name, line))
        for role, problem in line.problems.items():
            self._find(Trouble.UNREADABLE, line, (role,), f"{name}: {problem}")

    def _code(self, line: Line) -> str:
        """`7.2` of the column of codes, else from the front of the text."""
        for role in (Role.CODE, Role.TEXT):
            found = _CODE.match(line.text(role))
            if found:
                return _POINT.sub(".", found[1]).replace(" ", "")
        return line.text(Role.CODE)

    def _question(self, code: str) -> Question | None:
        for spelt in (code, code.lower(), code.upper(), _mixed(code)):
            if (found := self.instrument.question(spelt)) is not None:
                return found
        return None

    def _local(self, code: str) -> Question | None:
        """`2` or `b` among the questions of the indicator that the reading is in."""
        if self.indicator is None or not code:
            return None
        return self._question(f"{self.indicator.code}.{code}")

    def _alike(self, text: str) -> Question | None:
        """The question whose words the text has; None when two are as alike."""
        plain_text = plain_title(_CODE.sub("", text))
        if not plain_text:
            return None
        if plain_text in self.by_text:
            return self.by_text[plain_text]
        own = telling_words(plain_text)
        best, found = SAME, []
        for question, words in self.words:
            together = own | words
            likeness = Fraction(len(own & words), len(together)) if together else Fraction(0)
            if likeness > best:
                best, found = likeness, [question]
            elif likeness == best:
                found.append(question)
        return found[0] if len(found) == 1 else None

    def _indicator(self, text: str) -> Indicator | None:
        """By code, by "indikator 7", or by name."""
        said, match = plain_title(text), _CODE.match(text)
        return self._indicator_of(match[1] if match else text.strip(), said)

    def _indicator_of(self, code: str, said: str) -> Indicator | None:
        named = self._named_indicator(said)
        if named is not None:
            return named
        if code and (found := self.instrument.indicator(code.upper())) is not None:
            return found
        return next((i for i in self.instrument.indicators if said and _ends(said, i.name)), None)

    def _named_indicator(self, said: str) -> Indicator | None:
        match = _INDICATOR.search(said)
        return self.instrument.indicator(match[1].replace(" ", "").upper()) if match else None

    def _cluster(self, said: str) -> Cluster | None:
        """By "klaster III" or by name."""
        match = _CLUSTER.search(said)
        if match and match[1]:
            wanted = _ROMAN.get(match[1]) or int(match[1])
            return next((c for c in self.instrument.clusters if _number(c) == wanted), None)
        return next((c for c in self.instrument.clusters if said and _ends(said, c.name)), None)

    def _find(self, trouble: Trouble, line: Line, roles: Sequence[Role], text: str) -> None:
        self.findings.append(Finding(trouble, line.sheet, line.cell(*roles), text))

    def result(self) -> Read:
        return Read(tuple(self.rows), tuple(self.own), tuple(self.stated), tuple(self.findings))


def _mixed(code: str) -> str:
    """`21a.4A` as codes are written: 21A.4a."""
    before, point, after = code.partition(".")
    return f"{before.upper()}{point}{after.lower()}"


def _likeness(text: str, other: str) -> Fraction:
    ours, theirs = telling_words(text), telling_words(other)
    together = ours | theirs
    return Fraction(len(ours & theirs), len(together)) if together else Fraction(0)


def _ends(said: str, name: str) -> bool:
    """Whether a text is a name, perhaps behind a number or "jumlah"."""
    wanted = plain_title(name)
    return said == wanted or said.endswith(f" {wanted}")


def _number(cluster: Cluster) -> int | None:
    """3 of "Klaster III - ..."."""
    match = _CLUSTER.search(plain_title(cluster.name))
    return _ROMAN.get(match[1]) if match and match[1] else None
