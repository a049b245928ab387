"""What is stored of an agency (or of the whole city) as rows of a workbook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from agencies.actors import Actor
from agencies.models import Agency, Territory
from assessment.core.instrument import Indicator, Instrument, Question
from assessment.core.workflow import Status
from assessment.exchange import answer_cells, cells, program_cells
from assessment.exchange.cells import Value, Values
from assessment.exchange.layout import ANSWERS, DOCUMENTS, EVIDENCE, PLACES, PROGRAMS, Sheet
from assessment.exchange.program_cells import Names
from assessment.models import Citation, Contribution, Cycle, Document, Program
from assessment.selectors import workbooks
from assessment.selectors.instruments import instrument_of
from assessment.selectors.program_lists import ProgramLists
from assessment.services.program_facts import ProgramFacts, facts_among

AnswerKey = tuple[int, str, int | None]


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it will be written; `values` are what people may change, `shown` what they see."""

    sheet: Sheet
    key: str
    version: int
    values: Values
    shown: Values
    question: Question | None = None

    @property
    def digest(self) -> str:
        return cells.digest(self.values)


@dataclass(frozen=True)
class State:
    """Everything that a workbook may speak of; `agency` is None for the whole city."""

    cycle: Cycle
    instrument: Instrument
    agency: Agency | None
    agencies: Mapping[int, Agency]
    assigned: Mapping[str, Sequence[int]]
    territories: Sequence[Territory]
    answers: Mapping[AnswerKey, Contribution]
    programs: Mapping[int, Program]
    citations: Mapping[int, Citation]
    documents: Mapping[int, Document]
    lists: Mapping[int, ProgramLists] = field(default_factory=dict)
    statuses: Mapping[tuple[int, str], str] = field(default_factory=dict)

    @cached_property
    def names(self) -> Names:
        by_name = {row.abbreviation.casefold(): row.pk for row in self.agencies.values()}
        abbreviations = {row.pk: row.abbreviation for row in self.agencies.values()}
        return Names(self.instrument, abbreviations, by_name)

    @cached_property
    def facts(self) -> Mapping[int, ProgramFacts]:
        nothing = ProgramLists()
        return {
            pk: facts_among(row, self.lists.get(pk, nothing)) for pk, row in self.programs.items()
        }

    def places(self, indicator: Indicator) -> list[Territory]:
        kind = indicator.territory
        return [row for row in self.territories if kind and row.kind == kind.value]

    def is_ours(self, agency_id: int) -> bool:
        """Whether the workbook is about this agency."""
        is_ours = self.agency is None or self.agency.pk == agency_id
        return is_ours and agency_id in self.agencies

    def answer_values(self, key: AnswerKey, question: Question) -> dict[str, Value]:
        row = self.answers.get(key)
        if row is None:
            return {}
        return answer_cells.values_of(question, row.answer, row.note, row.denominator_source)


def state_of(actor: Actor, cycle: Cycle, agency: Agency | None) -> State:
    """Nine queries, however much there is."""
    found = workbooks.content(actor, cycle, agency)
    return State(
        cycle=cycle,
        instrument=instrument_of(cycle),
        agency=agency,
        agencies={row.pk: row for row in found.agencies},
        assigned=found.assigned,
        territories=found.territories,
        answers={(r.agency_id, r.question_code, r.territory_id): r for r in found.answers},
        programs={row.pk: row for row in found.programs},
        citations={row.pk: row for row in found.citations},
        documents={row.pk: row for row in found.documents},
        lists=found.lists,
        statuses=found.statuses,
    )


def rows(state: State, sheet: Sheet) -> list[Row]:
    """The rows of one sheet, in the order of the instrument or by title."""
    if sheet in (ANSWERS, PLACES):
        return [row for row in _answers(state) if row.sheet == sheet]
    if sheet == PROGRAMS:
        return [_program(state, row) for row in state.programs.values()]
    if sheet == EVIDENCE:
        return [_citation(state, row) for row in state.citations.values()]
    return [_document(row) for row in state.documents.values()]


def answer_row_key(agency_id: int, code: str, territory_id: int | None) -> str:
    return (
        f"q/{agency_id}/{code}" if territory_id is None else f"w/{agency_id}/{code}/{territory_id}"
    )


def program_row_key(pk: int) -> str:
    return f"k/{pk}"


def citation_row_key(pk: int) -> str:
    return f"b/{pk}"


def _answers(state: State) -> Iterator[Row]:
    for indicator in state.instrument.indicators:
        places = state.places(indicator)
        for question in indicator.questions:
            for agency_id in state.assigned.get(question.code, ()):
                if not state.is_ours(agency_id):
                    continue
                yield from _of_question(state, indicator, question, agency_id, places)


def _of_question(
    state: State,
    indicator: Indicator,
    question: Question,
    agency_id: int,
    places: Iterable[Territory],
) -> Iterator[Row]:
    status = state.statuses.get((agency_id, indicator.code), Status.DRAFT.value)
    shown: dict[str, Value] = {
        "opd": state.agencies[agency_id].abbreviation,
        "kode": question.code,
        "pertanyaan": question.text,
        "jenis": question.kind.label,
        "status": Status(status).label,
    }
    known: dict[int | None, Territory] = {place.pk: place for place in places}
    has_own = (agency_id, question.code, None) in state.answers
    for territory_id in ([None] if has_own or not known else []) + list(known):
        key = (agency_id, question.code, territory_id)
        row = state.answers.get(key)
        place = {"wilayah": known[territory_id].name} if territory_id in known else {}
        yield Row(
            sheet=PLACES if place else ANSWERS,
            key=answer_row_key(*key),
            version=row.version if row else 0,
            values=state.answer_values(key, question),
            shown=shown | place,
            question=question,
        )


def _program(state: State, program: Program) -> Row:
    return Row(
        sheet=PROGRAMS,
        key=program_row_key(program.pk),
        version=program.version,
        values=program_cells.values_of(state.facts[program.pk], state.names),
        shown={"opd": state.agencies[program.agency_id].abbreviation},
    )


def citation_values(state: State, citation: Citation) -> dict[str, Value]:
    answer = citation.contribution
    values: dict[str, Value] = {
        "pertanyaan": answer.question_code,
        "wilayah": answer.territory.name if answer.territory else None,
        "butir": citation.item + 1,
        "dokumen": program_cells.document_code(citation.document_id),
        "halaman": citation.pages,
        "keterangan": citation.note,
    }
    stored = {name: cells.stored(value) for name, value in values.items()}
    return {name: value for name, value in stored.items() if value not in (None, "")}


def _citation(state: State, citation: Citation) -> Row:
    answer = citation.contribution
    question = state.instrument.question(answer.question_code)
    items = question.evidence if question else ()
    return Row(
        sheet=EVIDENCE,
        key=citation_row_key(citation.pk),
        version=citation.version,
        values=citation_values(state, citation),
        shown={
            "opd": state.agencies[answer.agency_id].abbreviation,
            "nama_butir": items[citation.item] if citation.item < len(items) else "",
            "nama_dokumen": citation.document.title,
            "status": str(citation.get_state_display()),
        },
    )


def _document(document: Document) -> Row:
    shown: dict[str, Value] = {
        "kode": program_cells.document_code(document.pk),
        "judul": document.title,
        "jenis": str(document.get_kind_display()),
        "nomor": document.number,
        "tanggal": document.date,
    }
    return Row(DOCUMENTS, "", 0, {}, shown)


def emptied(state: State) -> State:
    """The same questions and places with nothing filled in: a template."""
    return replace(state, answers={}, programs={}, citations={})
