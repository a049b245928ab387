"""Any state, written as a workbook and read again, is an empty difference. Without a database."""

from __future__ import annotations

import os
import tempfile
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agencies.models import Agency, City, Territory
from assessment.core import answers
from assessment.core.instrument import Kind as QuestionKind
from assessment.core.instrument import Measure, parse
from assessment.core.named_items import from_lines
from assessment.exchange import compare, layout, workbook_child, workbook_file, workbook_reader
from assessment.exchange.compare import Kind
from assessment.exchange.rows import read_book
from assessment.exchange.stored import State
from assessment.models import Citation, Contribution, Cycle, Document, InstrumentVersion, Program
from assessment.selectors.program_lists import ProgramLists, SignedAgreement
from assessment.services.program_facts import LENGTHS
from assessment.tests.core.samples import real_document

NOW = datetime(2026, 3, 1, tzinfo=UTC)
INSTRUMENT = parse(real_document())
CITY = City(pk=1, code="52.72", name="Kota | Bima", timezone="Asia/Makassar")
VERSION = InstrumentVersion(pk=1, checksum="abc")
CYCLE = Cycle(pk=1, city=CITY, year=2026, instrument=VERSION, filling_closes_at=NOW)
AGENCIES = {
    pk: Agency(pk=pk, city=CITY, abbreviation=name, name=name)
    for pk, name in ((7, "BPBD"), (8, "Dinsos; PPA"), (9, "Bag. | Hukum"))
}
PLACES = [Territory(pk=n, city=CITY, kind="kecamatan", name=f"Kec. {n}") for n in (1, 2)]
DOCUMENT = Document(pk=12, title="=SK", agency_id=7, date=date(2026, 1, 2))
#: Two questions of each kind, and one that is answered for territories.
QUESTIONS = [
    question
    for kind in QuestionKind
    for question in [q for i in INSTRUMENT.indicators for q in i.questions if q.kind is kind][:2]
]

HOSTILE = st.sampled_from(
    ["=1+1", "+1", "@x", "-", "0", "1.000", "a\r\nb", "  \u00a0x ", "[", "#REF!", "'x", "\\", "|;"]
)
TEXT = st.one_of(st.text(max_size=40), HOSTILE, st.just("x" * 40_000)).map(str.strip)
LINE = TEXT.map(lambda text: " ".join(text.split())[:100])
NAME = LINE.filter(lambda text: text.strip("|;\\ "))
COUNT = st.integers(0, 10**13)
DAY = st.dates(date(1945, 1, 1), date(2100, 12, 31))


def maybe(strategy):
    return st.none() | strategy


def figures(question):
    if question.measure is Measure.COUNT:
        return COUNT.map(str)
    return st.integers(1, 10**6).flatmap(
        lambda whole: st.integers(0, whole).map(lambda n: {"numerator": n, "denominator": whole})
    )


def raw(question):
    """An answer as it is stored."""
    match question.kind:
        case QuestionKind.CHOICE | QuestionKind.YES_NO:
            own = st.sampled_from([{"choice": option.label} for option in question.options])
        case QuestionKind.COUNT:
            own = COUNT.map(lambda n: {"count": n})
        case QuestionKind.ITEMS:
            own = st.lists(NAME, max_size=3, unique=True).map(items)
        case QuestionKind.PERCENTAGE:
            own = figures(replace(question, measure=None))
        case _:
            target = st.decimals(0, 100, places=2).map(str)
            parts = {"current": figures(question), "previous": maybe(figures(question))}
            own = st.fixed_dictionaries({**parts, "target": maybe(target)})
    reason = LINE.filter(bool).map(lambda text: {"not_applicable": text})
    return st.none() | st.one_of(own, reason).map(lambda said: stored(question, said))


def items(names):
    rows = from_lines("\n".join(names))
    return {"items": len(rows), "rows": rows} if rows else {"items": 3}


def stored(question, said):
    try:
        return answers.to_raw(answers.validate(question, said))
    except answers.AnswerError:
        return None


@st.composite
def contributions(draw):
    found = {}
    for question in QUESTIONS:
        territory = INSTRUMENT.indicator_of(question.code).territory
        places = [place.pk for place in PLACES] if territory else []
        for place in draw(st.sampled_from([[None], *[[pk] for pk in places]])):
            row = Contribution(
                pk=len(found) + 1,
                agency_id=7,
                question_code=question.code,
                territory_id=place,
                answer=draw(raw(question)),
                note=draw(TEXT),
                denominator_source=draw(LINE) if question.kind is QuestionKind.PERCENTAGE else "",
                version=draw(st.integers(1, 9)),
            )
            found[7, question.code, place] = row
    return found


def agreements(partners):
    return st.builds(
        SignedAgreement,
        kind=st.sampled_from(["mou", "pks", "other"]),
        number=LINE,
        date=maybe(DAY),
        valid_until=maybe(DAY),
        agencies=st.lists(st.sampled_from(sorted(AGENCIES)), unique=True),
        partners=st.lists(st.sampled_from(partners), unique=True) if partners else st.just([]),
    )


@st.composite
def programs(draw, pk):
    whole = {"girls", "boys", "disabled", "budget_planned", "budget_realised"}
    own = {name: draw(LINE if most <= 300 else TEXT) for name, most in LENGTHS.items()}
    own |= {name: draw(maybe(COUNT)) for name in sorted(whole)}
    own |= {"period_start": draw(maybe(DAY)), "period_end": draw(maybe(DAY))}
    program = Program(pk=pk, agency_id=7, version=1, **own | {"title": draw(NAME)})
    kinds = st.sampled_from(["ngo", "media", "donor"])
    partners = draw(st.lists(st.tuples(NAME, kinds), max_size=4, unique_by=lambda p: p[0]))
    codes = [(i.code, q.code) for i in INSTRUMENT.indicators[:3] for q in i.questions[:2]]
    targets = [(i.code, "") for i in INSTRUMENT.indicators[:3]] + codes
    lists = ProgramLists(
        partners=partners,
        targets=draw(st.lists(st.sampled_from(targets), unique=True, max_size=4)),
        joint_agencies=draw(st.lists(st.sampled_from([8, 9]), unique=True)),
        documents=draw(st.lists(st.integers(1, 99), unique=True, max_size=3)),
        agreements=draw(st.lists(agreements([name for name, _ in partners]), max_size=2)),
    )
    return program, lists


@st.composite
def states(draw):
    rows = draw(contributions())
    found = [draw(programs(pk)) for pk in range(1, draw(st.integers(1, 4)))]
    first = next(iter(rows.values()))
    citation = Citation(pk=1, contribution=first, document=DOCUMENT, item=0, version=1)
    citation.pages, citation.note = draw(LINE)[:60], draw(LINE)
    return State(
        cycle=CYCLE,
        instrument=INSTRUMENT,
        agency=draw(st.sampled_from([None, AGENCIES[7]])),
        agencies=AGENCIES,
        assigned={question.code: [7] for question in QUESTIONS},
        territories=PLACES,
        answers=rows,
        programs={program.pk: program for program, _ in found},
        lists={program.pk: lists for program, lists in found},
        citations={1: citation},
        documents={12: DOCUMENT},
    )


@pytest.fixture(autouse=True)
def _few_blank_rows(monkeypatch):
    monkeypatch.setattr(layout, "BLANK_ROWS", 1)


def read(state):
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        file.write(workbook_file.workbook(state, NOW))
        file.flush()
        found = workbook_child.read(Path(file.name), "xlsx")
        # A child process hands them over in this form.
        return read_book(workbook_reader.sheets(found))


@settings(max_examples=int(os.environ.get("KLA_EXAMPLES", "20")))
@given(states())
def test_export_and_import_is_an_empty_difference(state):
    book = read(state)
    unsigned = tuple(replace(row, digest="") for row in book.rows)
    entries = compare.compared(state, book)
    by_content = compare.compared(state, replace(book, rows=unsigned))

    for found in (entries, by_content):
        assert [e.plain for e in found if e.kind is not Kind.SAME or e.note] == []
    assert len(entries) >= len(state.answers) + len(state.programs) + len(state.citations)
