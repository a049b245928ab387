"""Writes decided on old news: deadlines moved meanwhile, foreign cycles, one's own answers."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from agencies.errors import ConflictError, LateError
from agencies.roles import Role
from agencies.services import people
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
from assessment.services import (
    assignments,
    citations,
    contributions,
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
            seen=[home.agencies["BPBD"].pk],
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
            indicator_code="22B",
            points=scene.indicator(home, "22B.1").max_points,
            reason="",
            version=0,
            by=replace(by, province_id=home.city.province_id),
        )


def _promote(home, who, role):
    """The admin gives a person of an agency another role; returns the actor."""
    user = home.people[who]
    people.change_person(
        user,
        people.PersonFields(user.full_name, role),
        version=user.version,
        by=home.actor("admin"),
    )
    user.refresh_from_db()
    home.people["pindahan"] = user
    return home.actor("pindahan")


def test_nobody_accepts_what_he_entered_before_a_colleague_touched_it(world):
    """The first author changes sides; a colleague saved and sent last."""
    home = world.home
    row = scene.answer(home, "Dinsos", "21A.1")
    colleague = home.people["operator Dinsos 2"] = people.insert_person(
        people.NewPerson("Dua", Role.OPERATOR, agency=home.agencies["Dinsos"], username="op.dua"),
        city_id=home.city.pk,
        by=home.system(),
    )[0]
    Citation.objects.all().delete()
    contributions.save_contribution(
        cycle=home.cycle,
        agency=home.agencies["Dinsos"],
        question_code="21A.1",
        raw=row.answer,
        note="Diperiksa lagi.",
        version=1,
        by=home.actor("operator Dinsos 2"),
    )
    part = filling.move(home, "Dinsos", "21A", Action.SUBMIT, "operator Dinsos 2").submission
    by = _promote(home, "operator Dinsos", Role.REVIEWER)

    with pytest.raises(PermissionDenied, match="ikut mengisi"):
        filling.move(home, "Dinsos", "21A", Action.ACCEPT, "pindahan")

    part.refresh_from_db()
    assert (part.status, colleague.agency_id) == (Status.SUBMITTED, home.agencies["Dinsos"].pk)
    assert by.role is Role.REVIEWER


def test_head_who_approved_does_not_accept_as_reviewer(world):
    home = world.home
    scene.answer(home, "BPBD", "22B.1")
    scene.send(home, "BPBD", "22B.1")
    _promote(home, "head BPBD", Role.REVIEWER)

    with pytest.raises(PermissionDenied, match="ikut mengisi"):
        filling.move(home, "BPBD", "22B", Action.ACCEPT, "pindahan")


def test_author_of_a_programme_does_not_accept_its_part(world):
    home = world.home
    home.people["operator BPBD 2"] = people.insert_person(
        people.NewPerson("Dua", Role.OPERATOR, agency=home.agencies["BPBD"], username="op.dua"),
        city_id=home.city.pk,
        by=home.system(),
    )[0]
    scene.answer(home, "BPBD", "22B.1")
    programs.create_program(
        cycle=home.cycle,
        agency=home.agencies["BPBD"],
        facts=programs.ProgramFacts("Sekolah aman", targets=(programs.Target("22B"),)),
        by=home.actor("operator BPBD 2"),
    )
    scene.send(home, "BPBD", "22B.1")
    _promote(home, "operator BPBD 2", Role.REVIEWER)

    with pytest.raises(PermissionDenied, match="ikut mengisi"):
        filling.move(home, "BPBD", "22B", Action.ACCEPT, "pindahan")


def test_uploader_does_not_judge_his_document_cited_by_a_colleague(world):
    home = world.home
    row = scene.answer(home, "BPBD", "22B.1", evidence=False)
    uploader = people.insert_person(
        people.NewPerson("Dua", Role.OPERATOR, agency=home.agencies["BPBD"], username="op.dua"),
        city_id=home.city.pk,
        by=home.system(),
    )[0]
    home.people["operator BPBD 2"] = uploader
    document = scene.document(home, "BPBD", uploaded_by=uploader)
    citation = citations.cite_document(
        contribution=row,
        document=document,
        item=0,
        pages="",
        note="",
        by=home.actor("operator BPBD"),
    )
    scene.send(home, "BPBD", "22B.1")
    by = _promote(home, "operator BPBD 2", Role.REVIEWER)

    with pytest.raises(PermissionDenied):
        citations.decide_citation(
            citation=citation,
            state=Citation.CitationState.ACCEPTED,
            reason="",
            version=1,
            by=by,
        )


@pytest.mark.parametrize("way", ["one", "bulk"])
def test_coordinator_does_not_decide_what_he_answered(world, way):
    home = world.home
    scene.answer(home, "Dinsos", "21A.1")
    scene.send(home, "Dinsos", "21A.1")
    scene.accept(home, "Dinsos", "21A.1")
    by = _promote(home, "operator Dinsos", Role.COORDINATOR)
    indicator = scene.indicator(home, "21A.1")
    seen = {"21A.1": _fingerprint(home, "21A.1")}

    if way == "one":
        with pytest.raises(PermissionDenied):
            official_answers.decide(
                cycle=home.cycle,
                question_code="21A.1",
                verdict=Verdict(Decision.TAKEN),
                version=0,
                by=by,
            )
    else:
        result = decide_agreed(cycle=home.cycle, indicator=indicator, seen=seen, by=by)
        assert result.skipped == ("21A.1",)

    assert not OfficialAnswer.objects.exists()


def _fingerprint(home, code):
    from assessment.core.consolidation import fingerprint  # noqa: PLC0415 - one use
    from assessment.selectors.scores import contributions_by_question  # noqa: PLC0415 - one use

    return fingerprint(contributions_by_question(home.cycle, [code])[code])


def test_half_answer_to_a_question_of_others_does_not_block_sending(world):
    """A percentage begun and then taken away from the agency cannot be finished by anybody."""
    home = world.home
    half = next(q for q in scene.indicator(home, "21A.1").questions if q.code != "21A.1")
    scene.answer(home, "Dinsos", "21A.1")
    agency = home.agencies["Dinsos"]
    Contribution.objects.create(
        cycle=home.cycle, agency=agency, question_code=half.code, answer=None, updated_at=NOW
    )
    Assignment.objects.filter(cycle=home.cycle, agency=agency, question_code=half.code).delete()

    filling.move(home, "Dinsos", "21A", Action.SUBMIT, "operator Dinsos")

    assert Submission.objects.get(agency=agency).status == Status.SUBMITTED


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
