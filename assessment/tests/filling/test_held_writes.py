"""Many writes under one lock: a row that fails leaves nothing behind, the trail stays whole."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from agencies.audit import verify_chain
from agencies.models import AuditEntry
from assessment.models import Contribution, Submission
from assessment.selectors.instruments import instrument_of
from assessment.selectors.partners import spellings
from assessment.services.program_facts import PartnerFact, ProgramFacts
from assessment.services.workbook_changes import (
    AnswerChange,
    NotAppliedError,
    ProgramChange,
    apply_changes,
    try_changes,
)
from assessment.tests.factories import NOW

LONG = "x" * 10_001


@pytest.fixture
def home(world):
    return world.home


def answer(home, code, note="", raw=None, agency="Dinsos"):
    raw = {"choice": "Ya"} if raw is None else raw
    return AnswerChange(home.agencies[agency], code, None, raw, note, None, 0)


def program(home, title, partner):
    facts = ProgramFacts(title=title, partners=(PartnerFact(partner, "ngo"),))
    return ProgramChange(home.agencies["Dinsos"], None, facts, 0)


def assigned(home, agency="Dinsos"):
    """Two questions of one part that the agency has not begun."""
    instrument = instrument_of(home.cycle)
    rows = home.cycle.assignments.filter(agency=home.agencies[agency])
    codes = list(rows.values_list("question_code", flat=True))
    for code in codes:
        part = instrument.indicator_of(code)
        mine = [q for q in part.questions if q.code in codes and q.kind.value in KINDS]
        if len(mine) > 1:
            return mine[:2]
    raise AssertionError


KINDS = ("choice", "yes_no")


def first(question):
    return {"choice": question.options[0].label}


def test_a_refused_row_takes_back_what_it_began(home):
    one, two = assigned(home)
    by = home.actor("operator Dinsos", NOW)
    before = AuditEntry.objects.count()
    changes = [
        answer(home, one.code, LONG, first(one)),
        answer(home, two.code, "", first(two)),
        answer(home, "99.9"),
    ]

    with transaction.atomic():
        outcomes = try_changes(cycle=home.cycle, changes=changes, by=by)

    assert [bool(outcome.errors) for outcome in outcomes] == [True, False, True]
    assert AuditEntry.objects.count() == before
    with pytest.raises(NotAppliedError):
        apply_changes(cycle=home.cycle, changes=changes, by=by)
    assert not Contribution.objects.filter(agency=home.agencies["Dinsos"]).exists()

    apply_changes(cycle=home.cycle, changes=changes[1:2], by=by)

    assert Contribution.objects.get(question_code=two.code).version == 1
    assert Submission.objects.filter(agency=home.agencies["Dinsos"]).count() == 1
    assert AuditEntry.objects.count() == before + 1
    assert list(verify_chain(home.city.code)) == []


def test_a_batch_spells_partners_as_its_earlier_rows_do(home):
    by = home.actor("operator Dinsos", NOW)
    changes = [
        program(home, "Satu", "Save the Children"),
        program(home, "Dua", "save the children"),
    ]

    apply_changes(cycle=home.cycle, changes=changes, by=by)

    assert spellings(home.city.pk).usual("SAVE THE CHILDREN") == ("Save the Children", "ngo")
    names = set(home.cycle.programs.values_list("partners__name", flat=True))
    assert names == {"Save the Children"}


def test_a_row_more_costs_few_queries(home):
    one, two = assigned(home)
    by = home.actor("operator Dinsos", NOW)
    counts = []
    for changes in ([one], [one, two]):
        rows = [answer(home, question.code, "", first(question)) for question in changes]
        with CaptureQueriesContext(connection) as found:
            try_changes(cycle=home.cycle, changes=rows, by=by)
        counts.append(len(found))

    assert counts[1] - counts[0] <= 12
