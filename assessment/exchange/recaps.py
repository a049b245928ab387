"""A stored recap looked through: what would be taken, whom its names mean, what is wrong."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings

from agencies.exports import Column, Listing
from assessment.core.agency_names import Certainty, Match, Matcher, alias_key, split_names
from assessment.core.instrument import Instrument
from assessment.core.numbers import canonical
from assessment.core.recap import RecapFinding, RecapRow
from assessment.core.recap_columns import Role
from assessment.core.recap_sums import Recap, recap
from assessment.exchange import recap_sheets, workbook_reader
from assessment.exchange.recap_sheets import RecapMapping, mapping_of
from assessment.exchange.workbook_reader import RawSheet
from assessment.models import RecapImport
from assessment.services.recaps import RecapFacts

#: How sure a name must be to propose an assignment without being confirmed.
SURE = Certainty.SYNONYM
LONGEST_NAME = 200
#: Different names that are guessed; a recap has some dozen.
MOST_NAMES = 500

FINDINGS: Listing[RecapFinding] = Listing(
    "temuan-rekap",
    "Temuan rekap tahun lalu",
    (
        Column("Temuan", lambda row: row.trouble.label, width=28),
        Column("Lembar", lambda row: row.sheet, width=20),
        Column("Sel", lambda row: row.cell, width=8),
        Column("Keterangan", lambda row: row.text, width=80),
        Column("Akibat", lambda row: "Ditolak" if row.trouble.is_refusal else "Perhatian"),
    ),
)


@dataclass(frozen=True, slots=True)
class Taken:
    """A row that would be taken: the question, and whom it names."""

    row: RecapRow
    names: tuple[Match, ...]

    @property
    def agencies(self) -> tuple[int, ...]:
        """Ids in order, each once, of the names that are sure."""
        sure = (name.agency for name in self.names if name.certainty >= SURE)
        return tuple(dict.fromkeys(pk for pk in sure if pk is not None))

    @property
    def place(self) -> str:
        line = self.row.line
        return f"{line.sheet} {line.cell(Role.CODE, Role.TEXT)}"

    @property
    def facts(self) -> RecapFacts:
        row = self.row
        return RecapFacts(
            question_code=row.question.code,
            maximum="" if row.maximum is None else canonical(row.maximum)[:40],
            value="" if row.value is None else canonical(row.value)[:40],
            agencies=self.agencies,
            place=self.place,
        )


@dataclass(frozen=True)
class Analysis:
    """A recap under its mapping; `names` are its names with how often each stands there."""

    mapping: RecapMapping
    recap: Recap
    taken: tuple[Taken, ...]
    names: Mapping[Match, int] = field(default_factory=dict)

    @property
    def unsure(self) -> dict[str, int | None]:
        """Names to be confirmed, the most frequent first, with the guess."""
        open_ones = [m for m in self.names if m.certainty < SURE and alias_key(m.name)]
        open_ones.sort(key=lambda match: (-self.names[match], match.name.casefold()))
        return {match.name: match.agency for match in open_ones}

    @property
    def sure(self) -> list[Match]:
        """Names that are known, by name."""
        known = (match for match in self.names if match.certainty >= SURE)
        return sorted(known, key=lambda match: match.name.casefold())


def opened(file: BinaryIO, name: str) -> list[dict[str, Any]]:
    """The cells of an uploaded file; WorkbookError when it is refused as a whole."""
    folder = settings.FILE_UPLOAD_TEMP_DIR
    with tempfile.NamedTemporaryFile(dir=folder, suffix=".upload") as copy:
        copy.write(file.read())
        copy.flush()
        found = workbook_reader.read(Path(copy.name), name)
    recap_sheets.opened(found)
    return found


def sheets_of(stored: RecapImport) -> list[RawSheet]:
    return recap_sheets.opened(stored.sheets)


def analyse(stored: RecapImport, instrument: Instrument, matcher: Matcher) -> Analysis:
    """As the recap would be taken now. Nothing is stored."""
    mapping = mapping_of(stored.mapping)
    lines = recap_sheets.lines(sheets_of(stored), mapping) if mapping.is_enough else ()
    found = recap(instrument, lines)
    named = _Names(matcher)
    taken = tuple(Taken(row, named.of(row.agencies)) for row in found.read.rows)
    return Analysis(mapping, found, taken, named.counts)


class _Names:
    """Names of cells; equal cells are split and matched once."""

    def __init__(self, matcher: Matcher) -> None:
        self.matcher = matcher
        self.known: dict[str, tuple[Match, ...]] = {}
        self.matches: dict[str, Match] = {}
        self.counts: Counter[Match] = Counter()

    def of(self, text: str) -> tuple[Match, ...]:
        if text not in self.known:
            self.known[text] = tuple(self._matched(text))
        self.counts.update(self.known[text])
        return self.known[text]

    def _matched(self, text: str) -> Iterator[Match]:
        for name in split_names(text, self.matcher.knows):
            key = alias_key(name)
            if key not in self.matches and len(self.matches) < MOST_NAMES:
                self.matches[key] = self.matcher.match(name[:LONGEST_NAME])
            yield self.matches.get(key, Match(name[:LONGEST_NAME], None, Certainty.NONE))
