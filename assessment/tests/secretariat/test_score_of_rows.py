"""One changed row - an answer, a citation, a document's date, a decision - moves its question and
exactly the levels above it, on stored rows."""

from __future__ import annotations

from datetime import date

import pytest

from agencies.models import Agency
from assessment.models import Assignment, Citation, Contribution, Document, OfficialAnswer
from assessment.selectors.cycles import assignments
from assessment.selectors.rulings import officials_of
from assessment.selectors.scores import cycle_score, cycle_state
from assessment.tests.secretariat import scene

CODE, OTHERS = "22B.1", ("22B.2", "21A.1", "1.2d")
LEDGERS = ("claimed", "proven")


@pytest.fixture
def city(home):
    """Four questions of three indicators, decided and proven."""
    for code in (CODE, *OTHERS):
        agency = home.cycle.assignments.filter(question_code=code).first().agency.abbreviation
        who = agency if f"operator {agency}" in home.people else "BPBD"
        Assignment.objects.get_or_create(
            cycle=home.cycle,
            question_code=code,
            agency=home.agencies[who],
            defaults={"position": 99},
        )
        scene.answer(home, who, code)
        contribution = Contribution.objects.get(cycle=home.cycle, question_code=code)
        Citation.objects.filter(contribution=contribution).update(state="accepted")
        scene.decide(home, code)
    return home


def change_answer(cycle):
    row = Contribution.objects.get(cycle=cycle, question_code=CODE)
    row.answer = {"not_applicable": "Tidak ada"}
    row.save()


def change_decision(cycle):
    OfficialAnswer.objects.get(cycle=cycle, question_code=CODE).delete()


def decide_otherwise(cycle):
    answer = {"not_applicable": "Tidak ada"}
    OfficialAnswer.objects.filter(cycle=cycle, question_code=CODE).update(answer=answer)


def refuse_citation(cycle):
    row = Citation.objects.filter(contribution__cycle=cycle, contribution__question_code=CODE)
    Citation.objects.filter(pk=row.first().pk).update(state="refused", reason="Buram")


def age_document(cycle):
    row = Citation.objects.filter(contribution__cycle=cycle, contribution__question_code=CODE)
    Document.objects.filter(pk=row.first().document_id).update(date=date(2015, 1, 1))


@pytest.mark.parametrize(
    "change",
    [change_answer, change_decision, decide_otherwise, refuse_citation, age_document],
)
def test_a_changed_row_moves_exactly_the_levels_above_its_question(city, change):
    before = cycle_score(city.cycle)
    assert before.questions[CODE].points.proven > 0
    assert cycle_score(city.cycle) == before
    change(city.cycle)
    after = cycle_score(city.cycle)

    indicator = after.instrument.indicator_of(CODE).code
    cluster = after.instrument.cluster_of(indicator).code
    expected = moved(before.questions[CODE].points, after.questions[CODE].points)
    assert any(expected)
    assert moved(before.points, after.points) == expected
    for was, now in zip(before.clusters, after.clusters, strict=True):
        if was.cluster.code != cluster:
            assert was == now
            continue
        assert moved(was.points, now.points) == expected
        for one, other in zip(was.indicators, now.indicators, strict=True):
            if one.indicator.code != indicator:
                assert one == other
    assert all(
        row == after.questions[code] for code, row in before.questions.items() if code != CODE
    )


def moved(before, after):
    return [(getattr(after, name) or 0) - (getattr(before, name) or 0) for name in LEDGERS]


def test_equal_rows_are_weighed_once_and_a_changed_row_anew(city):
    first, again = cycle_state(city.cycle), cycle_state(city.cycle)
    assert again.weighed is first.weighed

    age_document(city.cycle)

    aged = cycle_state(city.cycle)
    assert aged.weighed is not first.weighed
    assert aged.score.points.proven < first.score.points.proven


def test_a_decision_is_made_of_its_columns_as_the_database_would(city, django_assert_num_queries):
    stored = OfficialAnswer.objects.select_related("decided_by").get(
        cycle=city.cycle, question_code=CODE
    )
    with django_assert_num_queries(1):
        officials = officials_of(city.cycle)
        made = officials[CODE]
        assert str(made.decided_by) == str(stored.decided_by)

    names = [field.attname for field in OfficialAnswer._meta.concrete_fields]
    assert [getattr(made, name) for name in names] == [getattr(stored, name) for name in names]
    assert (CODE in officials, "9.9" in officials) == (True, False)
    assert sorted(officials) == sorted([CODE, *OTHERS])


def test_an_assigned_agency_is_made_of_its_columns_as_the_database_would(city):
    Agency.objects.filter(abbreviation="BPBD").update(is_active=False)
    found = assignments(city.cycle, [CODE]).agencies(CODE)

    names = [field.attname for field in Agency._meta.concrete_fields]
    for made in found:
        stored = Agency.objects.get(pk=made.pk)
        assert [getattr(made, n) for n in names] == [getattr(stored, n) for n in names]
    assert {agency.abbreviation: agency.is_active for agency in found}["BPBD"] is False
