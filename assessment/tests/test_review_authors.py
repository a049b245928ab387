"""Nobody accepts what he entered: not after a colleague touched it, not after changing sides."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from agencies.roles import Role
from agencies.services import people
from assessment.core.consolidation import fingerprint
from assessment.core.workflow import Action, Status
from assessment.models import Citation, OfficialAnswer
from assessment.selectors.scores import contributions_by_question
from assessment.services import citations, contributions, official_answers, programs
from assessment.services.agreed_answers import decide_agreed
from assessment.services.official_answers import Decision, Verdict
from assessment.tests.filling import scene as filling
from assessment.tests.secretariat import scene


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
    return fingerprint(contributions_by_question(home.cycle, [code])[code])
