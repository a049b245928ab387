"""Last year's answers: proposals worth nothing, confirmed by the agency, left to successors."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from agencies.errors import ConflictError, LateError
from assessment.models import Citation, Contribution, Document, QuestionMapping
from assessment.selectors.carry_over import open_proposals
from assessment.selectors.cycles import assigned_codes
from assessment.selectors.mappings import year_mapping
from assessment.selectors.program_copies import copyable
from assessment.selectors.scores import cycle_score
from assessment.services.carry_over import adopt
from assessment.services.cycles import create_cycle
from assessment.services.mappings import save_mapping
from assessment.tests.factories import NOW, PLAN
from assessment.tests.filling import scene
from assessment.tests.filling.test_program_copies import log

CODE = "22B.1"
YEAR = timedelta(days=365)


@pytest.fixture
def last(home):
    moments = {
        name: getattr(PLAN, name) - YEAR
        for name in ("filling_opens_at", "filling_closes_at", "recap_closes_at", "cycle_closes_at")
    }
    return create_cycle(
        city=home.city,
        year=2025,
        instrument=home.cycle.instrument,
        plan=replace(PLAN, **moments),
        by=home.system(NOW - YEAR),
    )


def answered(home, cycle, agency="BPBD", code=CODE, note="Tahun lalu."):
    return Contribution.objects.create(
        cycle=cycle,
        agency=home.agencies[agency],
        question_code=code,
        answer=scene.YES,
        note=note,
        updated_at=NOW - YEAR,
    )


def cited(home, row, dated, **fields):
    document = scene.document(home, name=f"{dated}.pdf")
    Document.objects.filter(pk=document.pk).update(date=dated, **fields)
    Citation.objects.create(
        contribution=row, document=document, item=0, pages="2", created_at=NOW - YEAR
    )
    return document


def take(home, *, documents=(), who="operator BPBD", agency="BPBD", at=NOW, code=CODE):
    return adopt(
        cycle=home.cycle,
        agency=home.agencies[agency],
        question_code=code,
        territory=None,
        documents=documents,
        by=home.actor(who, at),
    )


def test_a_proposal_is_worth_nothing_until_it_is_confirmed(home, last):
    answered(home, last)
    before = cycle_score(home.cycle).questions[CODE].points
    row = take(home)

    assert (before.claimed, row.note, row.answer) == (None, "Tahun lalu.", scene.YES)
    assert cycle_score(home.cycle).questions[CODE].points.claimed == 9


def test_documents_are_cited_again_only_when_chosen_and_in_the_window(home, last):
    row = answered(home, last)
    good, old = cited(home, row, date(2025, 6, 1)), cited(home, row, date(2023, 6, 1))

    with pytest.raises(ValidationError):
        take(home, documents=[f"{old.pk}:0"])
    assert not Contribution.objects.filter(cycle=home.cycle).exists()
    taken = take(home, documents=[f"{good.pk}:0", f"{good.pk}:0"])
    assert list(taken.citations.values_list("document", "pages", "state")) == [
        (good.pk, "2", "pending")
    ]


def test_an_answer_of_this_year_is_never_overwritten(home, last):
    answered(home, last)
    scene.answer(home, "BPBD", CODE, note="Tahun ini.")

    with pytest.raises(ConflictError):
        take(home)
    assert Contribution.objects.get(cycle=home.cycle).note == "Tahun ini."


@pytest.mark.parametrize("who", ["operator Dinsos", "head BPBD", "reviewer", "coordinator"])
def test_only_the_agency_confirms(home, last, who):
    answered(home, last)

    with pytest.raises(PermissionDenied):
        take(home, who=who)


def test_confirming_obeys_the_calendar(home, last):
    answered(home, last)

    with pytest.raises(LateError):
        take(home, at=PLAN.filling_closes_at)
    assert take(home, at=PLAN.filling_closes_at - timedelta(seconds=1)).pk


def test_nothing_to_confirm_is_a_conflict(home, last):
    with pytest.raises(ConflictError):
        take(home)


def test_successors_inherit_answers_and_programmes(home, last):
    agencies = home.agencies
    for former, heir in (("Dinkes", "Disdikbud"), ("Disdikbud", "BPBD")):
        agencies[former].successor = agencies[heir]
        agencies[former].save()
    answered(home, last, "Dinkes", note="Dari Dinkes.")
    program = log(home, last, "Disdikbud")
    years = year_mapping(home.cycle)

    found = open_proposals(years, agencies["BPBD"], assigned_codes(home.cycle, agencies["BPBD"].pk))
    assert [(row.question.code, row.last.agency.abbreviation) for row in found] == [
        (CODE, "Dinkes")
    ]
    assert take(home).note == "Dari Dinkes."
    by = home.actor("operator BPBD")
    assert list(copyable(by, home.cycle, agencies["BPBD"])) == [program]
    assert not copyable(home.actor("operator Dinsos"), home.cycle, agencies["BPBD"]).exists()


def test_the_own_answer_comes_before_the_inherited_one(home, last):
    home.agencies["Dinkes"].successor = home.agencies["BPBD"]
    home.agencies["Dinkes"].save()
    answered(home, last, "Dinkes", note="Dari Dinkes.")
    answered(home, last, note="Milik sendiri.")

    assert take(home).note == "Milik sendiri."


def test_a_changed_mapping_leads_to_the_other_question(home, last):
    answered(home, last, code="22B.2")
    entries = {asked.code: [asked.code] for asked in year_mapping(home.cycle).after.questions}
    entries |= {"22B.1": [], "22B.2": ["22B.1"]}
    save_mapping(cycle=home.cycle, entries=entries, version=0, by=home.actor("coordinator"))

    assert year_mapping(home.cycle).sources[CODE] == "22B.2"
    assert QuestionMapping.objects.get().version == 1


def test_question_page_offers_and_fills_without_saving(enter, home, last):
    answered(home, last)
    client = enter("operator BPBD")
    address = reverse("indicator-detail", args=["22B"])
    page = client.get(address, {"buka": CODE})
    filled = client.get(address, {"buka": CODE, "isi": "tahun-lalu"})

    assert f"/pertanyaan/{CODE}/tahun-lalu/" in page.content.decode()
    assert "Belum tersimpan." in filled.content.decode()
    assert "Tahun lalu." in filled.content.decode()
    assert not Contribution.objects.filter(cycle=home.cycle).exists()
    assert client.get(address, {"buka": CODE, "isi": "x"}).status_code == 404


def test_page_confirms_once(enter, home, last):
    row = answered(home, last, note="<script>alert(1)</script>")
    document = cited(home, row, date(2026, 1, 5))
    client, address = enter("operator BPBD"), f"/pertanyaan/{CODE}/tahun-lalu/"
    page = client.get(address)
    posted = {"dokumen": f"{document.pk}:0", "kunci": str(uuid.uuid4())}
    first, second = (client.post(address, posted) for _ in range(2))

    assert "&lt;script&gt;" in page.content.decode()
    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"]
    assert Citation.objects.filter(contribution__cycle=home.cycle).count() == 1
    assert client.post(address, {}).status_code == 409
    assert client.get(reverse("proposal-list")).context["page"].paginator.count == 0


@pytest.mark.parametrize("keys", [["x"], ["1:0"], ["\x00"], ["99999999999999999999:0"]])
def test_unknown_documents_are_refused(enter, home, last, keys):
    answered(home, last)

    refused = enter("operator BPBD").post(f"/pertanyaan/{CODE}/tahun-lalu/", {"dokumen": keys})

    assert refused.status_code == 422
    assert not Contribution.objects.filter(cycle=home.cycle).exists()


def test_secret_documents_of_others_are_not_offered(enter, home, last):
    row = answered(home, last)
    dinsos = home.agencies["Dinsos"]
    cited(home, row, date(2026, 1, 5), title="Korban", is_restricted=True, agency=dinsos)

    assert (
        "Korban"
        not in enter("operator BPBD").get(f"/pertanyaan/{CODE}/tahun-lalu/").content.decode()
    )


def test_pages_cost_the_same_for_many(enter, home, last, django_assert_max_num_queries):
    client = enter("operator BPBD")
    codes = sorted(assigned_codes(home.cycle, home.agencies["BPBD"].pk))
    answered(home, last)

    def measured():
        counts = []
        for address in (
            "/usulan/",
            f"/pertanyaan/{CODE}/tahun-lalu/",
            f"/indikator/22B/?buka={CODE}",
        ):
            with django_assert_max_num_queries(12) as counted:
                assert client.get(address).status_code == 200
            counts.append(len(counted))
        return counts

    one = measured()
    for code in codes:
        asked = scene.question(home, code)
        if code != CODE and scene.YES["choice"] in [option.label for option in asked.options]:
            answered(home, last, code=code)
    assert measured() == one
