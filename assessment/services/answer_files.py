"""Answers out of a file, all or nothing, through the same service as the form.

Knows rows, not formats: JSON and XLSX are read in assessment.exchange.answer_rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from agencies.actors import Actor
from agencies.errors import ConflictError
from agencies.models import Agency, Territory
from assessment import format as human
from assessment.core import answers
from assessment.core.instrument import Instrument
from assessment.core.workflow import EDITABLE, Action, Status
from assessment.models import Contribution, Cycle
from assessment.selectors import cycles, scores
from assessment.selectors.instruments import instrument_of
from assessment.services import contributions, guards, submissions

Key = tuple[str, int, int | None]


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One row of a file. `place` says where it stood; `problem` what the reader found wrong.

    `raw` is the JSON form of an answer; a note that is None leaves the stored one alone.
    """

    place: str
    question: str
    raw: Mapping[str, Any] | None
    agency: str = ""
    territory: str = ""
    note: str | None = None
    points: Decimal | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    place: str
    question: str
    reason: str

    def __str__(self) -> str:
        question = f", pertanyaan {self.question}" if self.question else ""
        return f"{self.place}{question}: {self.reason}"


class AnswersRefusedError(Exception):
    """Rows that cannot be stored; because of them none was."""

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        super().__init__(f"{len(refusals)} baris ditolak")
        self.refusals = tuple(refusals)


@dataclass(frozen=True, slots=True)
class LoadSummary:
    """`sent` are the parts (agency and indicator) that were submitted; warnings are Indonesian."""

    new: int
    changed: int
    same: int
    sent: tuple[str, ...]
    warnings: tuple[str, ...]

    @property
    def is_unchanged(self) -> bool:
        return not (self.new or self.changed or self.sent)


@transaction.atomic
def load_answers(
    *,
    cycle: Cycle,
    rows: Sequence[AnswerRow],
    by: Actor,
    agency: Agency | None = None,
    submit: bool = False,
) -> LoadSummary:
    """Store the rows, or none of them: AnswersRefusedError lists every refused row.

    A row without an agency belongs to `agency`, or to the lead of its question. With `submit` every
    part that the rows speak of and that may still be sent is sent.
    """
    loader = _Loader(guards.lock_cycle(cycle, by=by), by, agency)
    for row in rows:
        loader.take(row)
    if not rows:
        loader.refusals.append(Refusal("berkas", "", "tidak memuat satu jawaban pun"))
    if loader.refusals:
        raise AnswersRefusedError(loader.refusals)
    sent = loader.send() if submit else ()
    if loader.refusals:
        raise AnswersRefusedError(loader.refusals)
    counts = loader.counts
    return LoadSummary(counts["new"], counts["changed"], counts["same"], sent, loader.warnings())


class _Loader:
    """The state of one load: what is stored, what was seen, what is refused."""

    def __init__(self, cycle: Cycle, by: Actor, only: Agency | None) -> None:
        self.cycle, self.by, self.only = cycle, by, only
        self.instrument: Instrument = instrument_of(cycle)
        self.assignments = cycles.assignments(cycle)
        self.agencies = _by_name(cycle)
        self.territories = list(Territory.objects.filter(city_id=cycle.city_id))
        self.stored = {
            (row.question_code, row.agency_id, row.territory_id): row
            for row in Contribution.objects.filter(cycle=cycle)
        }
        self.seen: dict[Key, str] = {}
        self.stated: dict[str, Decimal] = {}
        self.parts: dict[tuple[int, str], Agency] = {}
        self.counts = {"new": 0, "changed": 0, "same": 0}
        self.refusals: list[Refusal] = []

    def take(self, row: AnswerRow) -> None:
        """Store one row, or remember why not."""
        try:
            with transaction.atomic():
                self._store(row)
        except (ValidationError, PermissionDenied, ConflictError, _RowError) as error:
            self.refusals.append(Refusal(row.place, shown(row.question), _reason(error)))

    def _store(self, row: AnswerRow) -> None:
        if row.problem:
            raise _RowError(row.problem)
        question = self.instrument.question(row.question)
        if question is None:
            raise _RowError("kode pertanyaan tidak ada di instrumen")
        agency = self._agency(row)
        territory = self._territory(row)
        key = (question.code, agency.pk, territory.pk if territory else None)
        if key in self.seen:
            raise _RowError(f"sudah dijawab di {self.seen[key]} dari berkas ini")
        self.seen[key] = row.place
        if not row.raw:
            raise _RowError("jawaban kosong; hapus baris yang belum dijawab")
        self._save(row, agency, territory, self.stored.get(key))
        self.parts[agency.pk, self.instrument.indicator_of(question.code).code] = agency
        if row.points is not None:
            self.stated[question.code] = row.points

    def _save(
        self,
        row: AnswerRow,
        agency: Agency,
        territory: Territory | None,
        current: Contribution | None,
    ) -> None:
        note = row.note if row.note is not None else (current.note if current else "")
        if current is not None and self._is_same(row, current, note):
            self.counts["same"] += 1
            return
        contributions.save_contribution(
            cycle=self.cycle,
            agency=agency,
            question_code=row.question,
            raw=dict(row.raw or {}),
            note=note,
            version=current.version if current else contributions.NEW,
            by=self.by,
            territory=territory,
        )
        self.counts["changed" if current else "new"] += 1

    def _is_same(self, row: AnswerRow, current: Contribution, note: str) -> bool:
        question = self.instrument.question(row.question)
        if question is None:
            return False
        try:
            answer = answers.to_raw(answers.validate(question, row.raw))
        except answers.AnswerError:
            return False
        return answer == current.answer and note.strip() == current.note

    def _agency(self, row: AnswerRow) -> Agency:
        if row.agency:
            found = self.agencies.get(row.agency.strip().casefold())
            if found is None:
                raise _RowError(f"perangkat daerah “{shown(row.agency)}” tidak ada di kota ini")
            if self.only is not None and found.pk != self.only.pk:
                raise _RowError(
                    f"baris milik {found}, sedangkan berkas ini dimuat untuk {self.only}"
                )
            return found
        if self.only is not None:
            return self.only
        assigned = self.assignments.agencies(row.question)
        if not assigned:
            raise _RowError("pertanyaan ini belum ditugaskan kepada perangkat daerah mana pun")
        return assigned[0]

    def _territory(self, row: AnswerRow) -> Territory | None:
        if not row.territory:
            return None
        kind = self.instrument.indicator_of(row.question).territory
        if kind is None:
            raise _RowError("pertanyaan ini tidak dijawab per wilayah")
        name = row.territory.strip().casefold()
        for territory in self.territories:
            if territory.kind == kind.value and territory.name.casefold() == name:
                return territory
        raise _RowError(f"wilayah “{shown(row.territory)}” tidak ada di kota ini")

    def send(self) -> tuple[str, ...]:
        """Submit the parts that the rows speak of; those sent already stay as they are."""
        sent = []
        for (_, indicator), agency in sorted(self.parts.items()):
            submission = submissions.lock_submission(self.cycle, agency, indicator)
            if submission is None or Status(submission.status) not in EDITABLE:
                continue
            label = f"{agency} indikator {indicator}"
            try:
                submissions.move(
                    submission=submission,
                    action=Action.SUBMIT,
                    version=submission.version,
                    by=self.by,
                )
            except (PermissionDenied, ConflictError) as error:
                self.refusals.append(Refusal(label, "", _reason(error)))
            sent.append(label)
        return tuple(sent)

    def warnings(self) -> tuple[str, ...]:
        """Points that the file states and the cycle does not give."""
        if not self.stated:
            return ()
        found = scores.cycle_score(self.cycle).questions
        return tuple(
            f"Pertanyaan {code}: berkas menyebut {human.points(stated)} poin, "
            f"hasil hitung {human.points(found[code].points.claimed)}."
            for code, stated in self.stated.items()
            if found[code].points.claimed != stated
        )


class _RowError(Exception):
    """A row that does not reach the service; the text is for people."""


def find_agency(cycle: Cycle, name: str) -> Agency | None:
    """The city's agency with this abbreviation (or name in the instrument), in any case."""
    return _by_name(cycle).get(name.strip().casefold())


def shown(text: str) -> str:
    """Text from a file, fit for one line of a message."""
    clean = "".join(c if c.isprintable() else "?" for c in text.strip())
    return clean if len(clean) <= 40 else clean[:40] + "…"


def _by_name(cycle: Cycle) -> dict[str, Agency]:
    """Agencies by both of their names; the local abbreviation wins."""
    rows = list(Agency.objects.filter(city_id=cycle.city_id, is_active=True))
    named = {row.instrument_name.casefold(): row for row in rows if row.instrument_name}
    return named | {row.abbreviation.casefold(): row for row in rows}


def _reason(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    return str(error)
