"""Last year's recap of a city, in whatever layout: which row is which question, and what is wrong.

Pure. A row is taken or refused with its reason; nothing is corrected. Sums: core.recap_sums.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from assessment.core import recap_words as words
from assessment.core.instrument import Cluster, Indicator, Instrument, Question
from assessment.core.numbers import plain
from assessment.core.recap_columns import Role
from assessment.core.words import plain_title, telling_words

#: Words in common, of all, from which a text is a question's, and up to which it is not.
SAME, OTHER = Fraction(6, 10), Fraction(25, 100)


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
class RecapFinding:
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
    findings: tuple[RecapFinding, ...]


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
        self.findings: list[RecapFinding] = []
        self.by_text = {plain_title(q.text): q for q in instrument.questions}
        self.words = [(q, telling_words(q.text)) for q in instrument.questions]

    def take(self, line: Line) -> None:
        self._enter(line)
        if line.text(Role.CODE) or line.text(Role.TEXT):
            self._entry(line, plain_title(line.text(Role.TEXT) or line.text(Role.CODE)))
            return
        said = plain_title(line.text(Role.INDICATOR) or line.text(Role.CLUSTER))
        if words.is_total(said):
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
        code, text = self._code(line), line.text(Role.TEXT)
        coded, exact = self._question(code), self.by_text.get(words.without_code(text))
        if coded is not None:
            self._asked(line, coded)
        elif exact is not None and not self._is_name_of(code, text):
            self._question_row(line, exact)
        elif not self._heads(line, code, said):
            self._described(line, code)

    def _heads(self, line: Line, code: str, said: str) -> bool:
        """Whether the row is a sum, or the heading of an indicator or cluster."""
        if words.is_total(said) and self._is_sum(line, said):
            self._total(line, said)
        elif (indicator := self._heading(line, code, said)) is not None:
            self._go(indicator)
            self._state(line, Level.INDICATOR, indicator.code, f"indikator {indicator.code}")
        elif (cluster := self._cluster(said, at_front=True)) is not None:
            self.cluster, self.indicator = cluster, None
            self._state(line, Level.CLUSTER, cluster.code, cluster.name)
        else:
            return False
        return True

    def _is_sum(self, line: Line, said: str) -> bool:
        """A sum names its place, or resembles no question: many begin with "Jumlah" as well."""
        is_placed = bool(words.indicator_code(said)) or self._cluster(said) is not None
        return is_placed or self._alike(line.text(Role.TEXT)) is None

    def _described(self, line: Line, code: str) -> None:
        """A question told by its words, or counted within its indicator."""
        text = line.text(Role.TEXT)
        alike, local = self._alike(text), self._local(code)
        if alike is not None:
            self._question_row(line, alike)
        elif local is not None:
            self._question_row(line, local)
        elif line.has_numbers:
            said = text or line.text(Role.CODE)
            self._find(Trouble.UNKNOWN, line, (Role.CODE, Role.TEXT), f"“{said[:80]}”")

    def _heading(self, line: Line, code: str, said: str) -> Indicator | None:
        """The indicator that a row is about; a bare number may as well count questions, then the
        text decides."""
        indicator, text = self._indicator_of(code, said), line.text(Role.TEXT)
        is_sure = not text or bool(words.indicator_code(said)) or self._is_name_of(code, text)
        if indicator is None or is_sure or words.ends_with(said, indicator.name):
            return indicator
        may_count = self._local(code) is not None or self._alike(text) is not None
        return None if may_count else indicator

    def _is_name_of(self, code: str, text: str) -> bool:
        """Whether the code is an indicator's and the text its name."""
        indicator = self.instrument.indicator(code.upper())
        return indicator is not None and words.likeness(text, indicator.name) >= SAME

    def _asked(self, line: Line, question: Question) -> None:
        """A row by its code, unless its text is clearly another question's."""
        text = line.text(Role.TEXT)
        alike = self._alike(text)
        is_other = alike not in (None, question) and words.likeness(text, question.text) <= OTHER
        if alike is not None and is_other:
            said = f"kode {question.code}, tetapi teksnya pertanyaan {alike.code}"
            self._find(Trouble.CODE_TEXT, line, (Role.CODE, Role.TEXT), said)
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
            text = f"{question.code} sudah ada di lembar {earlier.sheet} sel {there}"
            self._find(Trouble.TWICE, line, (Role.CODE, Role.TEXT), text)
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
            text = f"{code}: {plain(row.value)} dari {plain(top)}"
            self._find(Trouble.ABOVE, line, (Role.VALUE,), text)
        elif not line.problems:
            if top != own:
                text = f"{code}: {plain(top)}, di instrumen {plain(own)}"
                self._find(Trouble.MAXIMUM, line, (Role.MAXIMUM,), text)
            return True
        return False

    def _total(self, line: Line, said: str) -> None:
        """A row that says it is a sum: of what it names, else of the place it closes."""
        indicator = self.instrument.indicator(words.indicator_code(said))
        cluster = self._cluster(said)
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
        return words.is_whole(said) or is_closed

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
            said = line.text(Role.INDICATOR) or line.text(Role.CLUSTER)
            self._find(Trouble.UNKNOWN, line, (Role.INDICATOR, Role.CLUSTER), f"“{said[:80]}”")

    def _state(self, line: Line, level: Level, code: str, name: str) -> None:
        if line.numbers:
            self.stated.append(Stated(level, code, name, line))
        for role, problem in line.problems.items():
            self._find(Trouble.UNREADABLE, line, (role,), f"{name}: {problem}")

    def _code(self, line: Line) -> str:
        """`7.2` of the column of codes, else from the front of the text."""
        own = line.text(Role.CODE)
        return words.code_in(own) or words.code_in(line.text(Role.TEXT)) or own

    def _question(self, code: str) -> Question | None:
        known = (self.instrument.question(spelt) for spelt in words.spellings(code))
        return next((question for question in known if question is not None), None)

    def _local(self, code: str) -> Question | None:
        """`2` or `b` among the questions of the indicator that the reading is in."""
        if self.indicator is None or not code:
            return None
        return self._question(f"{self.indicator.code}.{code}")

    def _alike(self, text: str) -> Question | None:
        """The question whose words the text has; None when two are as alike."""
        plain_text = words.without_code(text)
        if plain_text in self.by_text:
            return self.by_text[plain_text]
        own, best, found = telling_words(plain_text), SAME, []
        for question, theirs in self.words:
            likeness = words.shared(own, theirs)
            if likeness > best:
                best, found = likeness, [question]
            elif likeness == best:
                found.append(question)
        return found[0] if len(found) == 1 else None

    def _indicator(self, text: str) -> Indicator | None:
        """By code, by "indikator 7", or by name."""
        return self._indicator_of(words.code_in(text) or text.strip(), plain_title(text))

    def _indicator_of(self, code: str, said: str) -> Indicator | None:
        plan = self.instrument
        found = plan.indicator(words.indicator_code(said)) or plan.indicator(code.upper())
        named = (i for i in plan.indicators if said and words.ends_with(said, i.name))
        return found or next(named, None)

    def _cluster(self, said: str, *, at_front: bool = False) -> Cluster | None:
        """By "klaster III" or by name."""
        wanted, clusters = words.cluster_number(said, at_front=at_front), self.instrument.clusters
        if wanted is not None:
            numbers = {words.cluster_number(plain_title(c.name)): c for c in clusters}
            return numbers.get(wanted)
        return next((c for c in clusters if said and words.ends_with(said, c.name)), None)

    def _find(self, trouble: Trouble, line: Line, roles: Sequence[Role], text: str) -> None:
        self.findings.append(RecapFinding(trouble, line.sheet, line.cell(*roles), text))

    def result(self) -> Read:
        return Read(tuple(self.rows), tuple(self.own), tuple(self.stated), tuple(self.findings))
