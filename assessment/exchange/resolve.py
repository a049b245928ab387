"""Which stored row a row of the workbook means, and which change it asks for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from agencies.models import Agency, Territory
from assessment.core.instrument import Question
from assessment.exchange import answer_cells, cells, program_cells
from assessment.exchange.answer_cells import Problem, RowError
from assessment.exchange.cells import Values
from assessment.exchange.layout import ANSWERS, PLACES, PROGRAMS
from assessment.exchange.messages import Message
from assessment.exchange.rows import ReadRow
from assessment.exchange.stored import State, citation_values
from assessment.models import Document
from assessment.services.workbook_changes import (
    AnswerChange,
    Change,
    CitationChange,
    ProgramChange,
)

CITATION_COLUMNS = {
    "question": "pertanyaan",
    "territory": "wilayah",
    "item": "butir",
    "document": "dokumen",
    "pages": "halaman",
    "note": "keterangan",
}


@dataclass(frozen=True, slots=True)
class Resolved:
    """`stored` is None for a row that is not there yet; `values` are the file's, in one spelling;
    without a change a difference cannot be taken over."""

    title: str
    stored: Values | None
    version: int
    values: Values
    change: Change | None

    @property
    def stored_digest(self) -> str | None:
        return None if self.stored is None else cells.digest(self.stored)


def resolve(state: State, row: ReadRow, *, is_untouched: bool) -> Resolved:
    """RowError when the row means nothing here, or its cells contradict each other."""
    if is_untouched and row.key and _is_foreign(state, row):
        return Resolved(f"Baris {row.number}", None, 0, row.values, None)
    if row.sheet in (ANSWERS, PLACES):
        return _answer(state, row)
    return _program(state, row) if row.sheet == PROGRAMS else _citation(state, row)


def _is_foreign(state: State, row: ReadRow) -> bool:
    """A row of a city's workbook that belongs to another agency than the importing one."""
    found = state.names.agencies.get(row.agency.casefold())
    return found is not None and not state.is_ours(found)


def _refuse(column: str, message: str, **values: object) -> RowError:
    return RowError(Problem(column, message.format(**values)))


@contextmanager
def _titled(title: str) -> Iterator[None]:
    """A refusal within says what its row is called."""
    try:
        yield
    except RowError as error:
        error.title = title
        raise


def _answer(state: State, row: ReadRow) -> Resolved:
    if not row.key:
        raise _refuse("", Message.NO_NEW_ROWS)
    agency, question, territory = _answer_key(state, row.key)
    key = (agency.pk, question.code, territory.pk if territory else None)
    stored = state.answers.get(key)
    title = f"Pertanyaan {question.code}{f', {territory.name}' if territory else ''}"
    if state.agency is None:
        title = f"{agency.abbreviation}: {title}"
    if row.problems:
        return Resolved(title, {}, 0, row.values, None)
    with _titled(title):
        said = answer_cells.said(question, row.values, stored.answer if stored else None)
    note = said.note if said.note is not None else (stored.note if stored else "")
    change = AnswerChange(
        agency=agency,
        question_code=question.code,
        territory=territory,
        raw=said.raw,
        note=said.note,
        source=said.source,
        version=stored.version if stored else 0,
        known=stored,
    )
    return Resolved(
        title=title,
        stored=state.answer_values(key, question),
        version=stored.version if stored else 0,
        values=answer_cells.values_of(question, said.raw, note, said.source or ""),
        change=change,
    )


def _answer_key(state: State, key: str) -> tuple[Agency, Question, Territory | None]:
    kind, *parts = key.split("/")
    if (kind, len(parts)) not in (("q", 2), ("w", 3)):
        raise _refuse("", Message.UNKNOWN_ROW)
    agency = state.agencies.get(_number(parts[0]))
    question = state.instrument.question(parts[1])
    if agency is None or question is None:
        raise _refuse("", Message.UNKNOWN_ROW)
    if not state.is_ours(agency.pk):
        raise _refuse("", Message.OTHER_AGENCY, agency=agency.abbreviation)
    if agency.pk not in state.assigned.get(question.code, ()):
        raise _refuse("", Message.NOT_ASSIGNED, agency=agency.abbreviation)
    if kind == "q":
        return agency, question, None
    places = state.places(state.instrument.indicator_of(question.code))
    found = [place for place in places if place.pk == _number(parts[2])]
    if not found:
        raise _refuse("", Message.UNKNOWN_ROW)
    return agency, question, found[0]


def _number(text: str) -> int:
    """No row has the id 0."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _known(row: ReadRow, letter: str) -> int:
    kind, _, number = row.key.partition("/")
    if kind != letter or not _number(number):
        raise _refuse("", Message.UNKNOWN_ROW)
    return _number(number)


def _program(state: State, row: ReadRow) -> Resolved:
    stored = state.programs.get(_known(row, "k")) if row.key else None
    if row.key and stored is None:
        raise _refuse("", Message.GONE)
    agency = state.agencies[stored.agency_id] if stored else _agency(state, row)
    title = f"Kegiatan: {row.values.get('judul') or (stored.title if stored else 'tanpa nama')}"
    if row.problems:
        return Resolved(title, {}, 0, row.values, None)
    kept = state.facts[stored.pk] if stored else None
    with _titled(title[:120]):
        facts = program_cells.facts_of(row.values, state.names, kept)
    version = stored.version if stored else 0
    return Resolved(
        title=title[:120],
        stored=program_cells.values_of(kept, state.names) if kept else None,
        version=version,
        values=program_cells.values_of(facts, state.names),
        change=ProgramChange(agency, stored, facts, version, kept),
    )


def _agency(state: State, row: ReadRow) -> Agency:
    """The workbook's agency; in a city's workbook each row names its own."""
    if not row.agency and state.agency is not None:
        return state.agency
    pk = state.names.agencies.get(row.agency.casefold())
    if pk is None:
        raise _refuse("opd", Message.AGENCY)
    if not state.is_ours(pk):
        raise _refuse("opd", Message.OTHER_AGENCY, agency=state.agencies[pk].abbreviation)
    return state.agencies[pk]


def _citation(state: State, row: ReadRow) -> Resolved:
    if row.key:
        citation = state.citations.get(_known(row, "b"))
        if citation is None:
            raise _refuse("", Message.GONE)
        title = f"Bukti pertanyaan {citation.contribution.question_code}"
        return Resolved(title, citation_values(state, citation), citation.version, row.values, None)
    agency = _agency(state, row)
    if row.problems:
        return Resolved(f"Bukti baris {row.number}", {}, 0, row.values, None)
    question = _question(state, row)
    territory, item = _territory(state, row, question), _item(row, question)
    return Resolved(
        title=f"Bukti pertanyaan {question.code}",
        stored=None,
        version=0,
        values=row.values,
        change=CitationChange(
            agency=agency,
            question_code=question.code,
            territory=territory,
            document=_document(state, row),
            item=item,
            pages=str(row.values.get("halaman") or ""),
            note=str(row.values.get("keterangan") or ""),
        ),
    )


def _question(state: State, row: ReadRow) -> Question:
    typed = str(row.values.get("pertanyaan") or "")
    if "," in typed and state.instrument.question(f"{typed.replace(',', '.')}0"):
        raise _refuse("pertanyaan", Message.AMBIGUOUS)
    question = state.instrument.question(typed.replace(",", ".").strip())
    if question is None:
        raise _refuse("pertanyaan", Message.QUESTION, code=typed[:40])
    return question


def _territory(state: State, row: ReadRow, question: Question) -> Territory | None:
    name = str(row.values.get("wilayah") or "")
    if not name:
        return None
    for place in state.places(state.instrument.indicator_of(question.code)):
        if place.name.casefold() == name.casefold():
            return place
    raise _refuse("wilayah", Message.PLACE, name=name[:40])


def _item(row: ReadRow, question: Question) -> int:
    item, count = row.values.get("butir"), len(question.evidence)
    if not count:
        raise _refuse("pertanyaan", Message.NO_ITEMS)
    if not isinstance(item, int) or not 1 <= item <= count:
        raise _refuse("butir", Message.ITEM, count=count)
    return item - 1


def _document(state: State, row: ReadRow) -> Document:
    typed = str(row.values.get("dokumen") or "")
    try:
        found = state.documents.get(program_cells.document_id(typed))
    except cells.CellError as error:
        raise RowError(Problem("dokumen", str(error))) from error
    if found is None:
        raise _refuse("dokumen", Message.DOCUMENT, code=typed[:40])
    return found
