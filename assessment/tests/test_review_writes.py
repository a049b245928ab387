"""Writes decided on old news: deadlines moved meanwhile, foreign cycles, one's own answers."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from agencies.errors import ConflictError, LateError
from agencies.roles import Role
from assessment.core.workflow import Action, Status
from assessment.models import (
    Assignment,
    Citation,
    Contribution,
    Cycle,
    OfficialAnswer,
    Program,
    Submission,
)
from assessment.selectors.questions import question_records
from assessment.selectors.scores import (
    cycle_score,
    cycle_state,
    proofs,
)
from assessment.services import (
    assignments,
    citations,
    documents,
    marks,
    official_answers,
    programs,
    snapshots,
)
from assessment.services import cycles as cycle_services
from assessment.services.agreed_answers import decide_agreed
from assessment.services.official_answers import Decision, Verdict
from assessment.tests.factories import NOW, PLAN
from assessment.tests.filling import scene as filling
from assessment.tests.secretariat import scene

MINUTE = timedelta(minutes=1)


def _close(cycle, **instants):
    """Move phases while the caller keeps the row as it was read before."""
    Cycle.objects.filter(pk=cycle.pk).update(**instants)


@pytest.fixture
def late(world):
    """The filling was closed a minute ago; `home.cycle` does not know it yet."""
    _close(world.home.cycle, filling_closes_at=NOW - MINUTE)
    return world.home


@pytest.fixture
def handed_over(world):
    """A sent part and a decision of a cycle that was handed over a minute ago, unknown to it."""
    home = world.home
    scene.answer(home, "BPBD", "22B.1")
    scene.send(home, "BPBD", "22B.1")
    scene.decide(home, "22B.1")
    _close(home.cycle, filling_closes_at=NOW - timedelta(hours=2), recap_closes_at=NOW - MINUTE)
    return home


def test_answer_obeys_the_deadline_as_it_is_now(late):
    with pytest.raises(LateError):
        filling.answer(late, "BPBD", "22B.2")

    assert not Contribution.objects.exists()


def test_program_obeys_the_deadline_as_it_is_now(late):
    with pytest.raises(LateError):
        programs.create_program(
            cycle=late.cycle,
            agency=late.agencies["BPBD"],
            facts=programs.ProgramFacts("Sekolah aman"),
            by=late.actor("operator BPBD"),
        )

    assert not Program.objects.exists()


def test_document_obeys_the_deadline_as_it_is_now(late):
    document = scene.document(late, "BPBD")
    facts = replace(documents.facts_of(document), title="Lain")

    with pytest.raises(LateError):
        documents.update_document(
            cycle=late.cycle,
            document=document,
            facts=facts,
            version=1,
            by=late.actor("operator BPBD"),
        )


def test_evidence_obeys_the_deadline_as_it_is_now(world):
    home = world.home
    row = scene.answer(home, "BPBD", "22B.1", evidence=False)
    document = scene.document(home, "BPBD")
    _close(home.cycle, filling_closes_at=NOW - MINUTE)

    with pytest.raises(LateError):
        citations.cite_document(
            contribution=row,
            document=document,
            item=0,
            pages="",
            note="",
            by=home.actor("operator BPBD"),
        )


def test_decision_and_undo_obey_the_handover_as_it_is_now(handed_over):
    home = handed_over
    by = home.actor("coordinator")
    official = OfficialAnswer.objects.select_related("cycle").get()
    official.cycle = home.cycle

    with pytest.raises(LateError):
        scene.decide(home, "22B.1", at=NOW, version=1)
    with pytest.raises(LateError):
        official_answers.undo(official=official, version=1, by=by)
    with pytest.raises(LateError):
        snapshots.freeze(cycle=home.cycle, by=by)
    with pytest.raises(LateError):
        assignments.reassign(
            cycle=home.cycle,
            question_code="22B.1",
            agencies=[],
            seen=list(_assigned(home, "22B.1")),
            by=by,
        )


def test_citation_verdict_obeys_the_handover_as_it_is_now(handed_over):
    home = handed_over
    citation = Citation.objects.select_related("contribution__cycle").first()
    citation.contribution.cycle = home.cycle

    with pytest.raises(LateError):
        citations.decide_citation(
            citation=citation,
            state=Citation.CitationState.ACCEPTED,
            reason="",
            version=1,
            by=home.actor("reviewer"),
        )


def test_extension_ends_at_the_handover_as_it_is_now(world):
    home = world.home
    until = PLAN.recap_closes_at - timedelta(days=1)
    _close(home.cycle, recap_closes_at=until - MINUTE)

    with pytest.raises(ValidationError):
        cycle_services.grant_extension(
            cycle=home.cycle,
            agency=home.agencies["BPBD"],
            indicator_code="",
            until=until,
            reason="Banjir",
            by=home.actor("coordinator"),
        )


@pytest.mark.parametrize("act", ["assign", "extend", "update", "agreed", "decide"])
def test_services_refuse_a_cycle_of_another_city(world, act):
    foreign, by = world.neighbour, world.home.actor("coordinator")
    cycle = foreign.cycle
    acts = {
        "assign": lambda: cycle_services.set_assignment(
            cycle=cycle, question_code="22B.1", agencies=[], by=by
        ),
        "extend": lambda: cycle_services.grant_extension(
            cycle=cycle,
            agency=foreign.agencies["BPBD"],
            indicator_code="",
            until=PLAN.filling_closes_at + MINUTE,
            reason="x",
            by=by,
        ),
        "update": lambda: cycle_services.update_cycle(cycle=cycle, plan=PLAN, version=1, by=by),
        "agreed": lambda: decide_agreed(
            cycle=cycle, indicator=scene.indicator(foreign, "22B.1"), seen={"22B.1": "x"}, by=by
        ),
        "decide": lambda: official_answers.decide(
            cycle=cycle,
            question_code="22B.1",
            verdict=Verdict(Decision.NOT_APPLICABLE, reason="x"),
            version=0,
            by=by,
        ),
    }

    with pytest.raises(PermissionDenied):
        acts[act]()

    cycle.refresh_from_db()
    assert (cycle.version, OfficialAnswer.objects.count()) == (1, 0)


def test_cycle_is_opened_in_the_own_city_only(world):
    with pytest.raises(PermissionDenied):
        cycle_services.create_cycle(
            city=world.neighbour.city,
            year=2027,
            instrument=world.instrument,
            plan=PLAN,
            by=world.home.actor("coordinator"),
        )


def test_mark_is_refused_once_the_cycle_was_closed_meanwhile(world):
    home = world.home
    scene.answer(home, "BPBD", "22B.1")
    snapshots.freeze(cycle=home.cycle, by=home.actor("coordinator"))
    opened = PLAN.filling_opens_at
    _close(
        home.cycle,
        **{
            name: opened + timedelta(hours=hour)
            for hour, name in enumerate(
                ("filling_opens_at", "filling_closes_at", "recap_closes_at", "cycle_closes_at")
            )
        },
    )
    by = replace(home.actor("leader"), role=Role.VERIFIER, city_id=None)

    with pytest.raises(LateError):
        marks.give_mark(
            cycle=home.cycle,
            place=marks.Place("22B"),
            points=scene.indicator(home, "22B.1").max_points,
            reason="",
            version=0,
            by=replace(by, province_id=home.city.province_id),
        )


def _assigned(home, code):
    rows = Assignment.objects.filter(cycle=home.cycle, question_code=code)
    return rows.order_by("position", "pk").values_list("agency_id", flat=True)


def test_half_answer_to_a_question_of_others_does_not_block_sending(world):
    """A percentage begun and then taken away from the agency cannot be finished by anybody."""
    home = world.home
    scene.answer(home, "DP3A", "25.2", {"numerator": 3, "denominator": 4}, evidence=False)
    half = {"numerator": 3, "denominator": None}
    scene.answer(home, "DP3A", "25.4", half, evidence=False)
    _unassign(home, "DP3A", "25.4")

    filling.move(home, "DP3A", "25", Action.SUBMIT, "operator DP3A")

    part = Submission.objects.get(cycle=home.cycle, agency=home.agencies["DP3A"])
    assert part.status == Status.SUBMITTED


def _unassign(home, agency, code):
    row = Assignment.objects.get(cycle=home.cycle, agency=home.agencies[agency], question_code=code)
    row.delete()


def test_answer_of_an_agency_that_answers_no_more_counts_for_nothing(world):
    """Nobody could correct it: it leaves the proposal, its evidence proves nothing, and a decision
    that was taken from it is stale."""
    home = world.home
    scene.answer(home, "BPBD", "22B.1")
    scene.send(home, "BPBD", "22B.1")
    scene.accept(home, "BPBD", "22B.1")
    scene.decide(home, "22B.1")
    question = scene.question(home, "22B.1")
    before = cycle_score(home.cycle).questions["22B.1"]

    _unassign(home, "BPBD", "22B.1")

    state = cycle_state(home.cycle)
    record = question_records(home.cycle, [question])["22B.1"]
    after = state.score.questions["22B.1"]
    assert before.points.proven == question.max_points
    assert (after.is_stale, after.points.proven) == (True, 0)
    assert state.questions["22B.1"].proposal.answer is None
    assert proofs(state.cited) == {}
    assert (record.score, record.state.proposal) == (after, state.questions["22B.1"].proposal)


def test_document_of_a_closed_cycle_stays_as_it_was(world):
    """Evidence of last year, whose part was returned and never sent again."""
    home = world.home
    row = scene.answer(home, "BPBD", "22B.1", evidence=False)
    citation = scene.cite(home, "BPBD", row, 0)
    Citation.objects.update(state=Citation.CitationState.ACCEPTED)
    year = timedelta(days=400)
    _close(
        home.cycle,
        **{name: value - year for name, value in asdict(PLAN).items() if name.endswith("_at")},
    )
    fresh = cycle_services.create_cycle(
        city=home.city, year=2027, instrument=world.instrument, plan=PLAN, by=home.system()
    )
    document = citation.document

    with pytest.raises(ConflictError):
        documents.update_document(
            cycle=fresh,
            document=document,
            facts=replace(documents.facts_of(document), date=None),
            version=1,
            by=home.actor("operator BPBD"),
        )

    citation.refresh_from_db()
    assert citation.state == Citation.CitationState.ACCEPTED
