"""Programmes: every field kept exactly, wrong ones refused at their place, lists scoped."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from agencies.errors import LateError
from agencies.models import AuditEntry
from assessment.models import Program
from assessment.services.programs import (
    PartnerFact,
    ProgramFacts,
    Target,
    create_program,
    facts_of,
    update_program,
)
from assessment.tests.factories import NOW, PLAN
from assessment.tests.filling import scene

ROWS = {
    "mitra-TOTAL_FORMS": "3",
    "mitra-INITIAL_FORMS": "0",
    "mitra-0-name": "Forum PRB",
    "mitra-0-kind": "ngo",
    "mitra-1-name": "",
    "mitra-1-kind": "",
    "perjanjian-TOTAL_FORMS": "1",
    "perjanjian-INITIAL_FORMS": "0",
}
FORM = ROWS | {
    "title": "Simulasi evakuasi",
    "activity": "Mitigasi",
    "place": "14 SD",
    "period_start": "2026-03-01",
    "period_end": "2026-09-30",
    "girls": "1.250",
    "boys": "1.190",
    "disabled": "37",
    "budget_planned": "1.250.000.000",
    "budget_realised": "1.310.000.000",
    "fund_source": "APBD",
    "result": "Sembilan sekolah.",
    "targets": ["i:22B", "q:22B.3"],
}


def make(place, agency="BPBD", /, **changes):
    return create_program(
        cycle=place.cycle,
        agency=place.agencies[agency],
        facts=replace(ProgramFacts("Simulasi"), **changes),
        by=place.actor(f"operator {agency}"),
    )


def test_program_keeps_every_field(enter, home):
    document = scene.document(home)
    data = FORM | {"documents": [document.pk], "joint_agencies": [home.agencies["Dinsos"].pk]}

    answer = enter("operator BPBD").post(reverse("program-create"), data)

    program = Program.objects.get()
    assert answer.url == reverse("program-detail", args=[program.pk])
    assert facts_of(program) == ProgramFacts(
        title="Simulasi evakuasi",
        activity="Mitigasi",
        place="14 SD",
        period_start=date(2026, 3, 1),
        period_end=date(2026, 9, 30),
        girls=1250,
        boys=1190,
        disabled=37,
        budget_planned=1_250_000_000,
        budget_realised=1_310_000_000,
        fund_source="APBD",
        result="Sembilan sekolah.",
        partners=(PartnerFact("Forum PRB", "ngo"),),
        targets=(Target("22B"), Target("22B", "22B.3")),
        joint_agency_ids=(home.agencies["Dinsos"].pk,),
        document_ids=(document.pk,),
    )
    assert (program.agency, program.updated_at) == (home.agencies["BPBD"], NOW)
    assert AuditEntry.objects.filter(action="program.create").count() == 1
    page = enter("operator BPBD").get(answer.url).content.decode()
    assert "Rp1.250.000.000" in page
    assert "Realisasi melebihi anggaran" in page


def test_form_shows_a_stored_program_unchanged(enter, home):
    program = make(home, girls=1250, partners=(PartnerFact("A", "media"),), targets=(Target("1"),))

    page = enter("operator BPBD").get(reverse("program-edit", args=[program.pk]))

    form, partners = page.context["form"], page.context["partners"]
    assert form["girls"].value() == "1.250" or form["girls"].value() == 1250
    assert 'value="1.250"' in page.content.decode()
    assert form["targets"].value() == ["i:1"]
    assert [row["name"].value() for row in partners] == ["A", None, None, None]


@pytest.mark.parametrize(
    "field, value",
    [
        ("title", ""),
        ("title", "x" * 301),
        ("title", "a\x00b"),
        ("place", "a\x07b"),
        ("result", "a\x1bb"),
        ("girls", "1,5"),
        ("girls", "1e5"),
        ("girls", "-1"),
        ("girls", "3.000.000.000"),
        ("budget_planned", "1.00"),
        ("budget_planned", "abc"),
        ("budget_planned", "9" * 25),
        ("period_end", "2026-01-01"),
        ("period_start", "kemarin"),
        ("disabled", "2.441"),
        ("targets", ["q:99.9"]),
        ("documents", ["99999999999999999999"]),
        ("joint_agencies", ["0"]),
    ],
)
def test_wrong_program_is_refused_at_its_field(enter, field, value):
    answer = enter("operator BPBD").post(reverse("program-create"), FORM | {field: value})

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {field}
    assert "<title>Galat:" in answer.content.decode()
    assert not Program.objects.exists()


@pytest.mark.parametrize(
    "rows",
    [
        {"mitra-0-kind": ""},
        {"mitra-1-kind": "media"},
        {"mitra-0-kind": "x"},
        {"mitra-1-name": "Forum PRB", "mitra-1-kind": "ngo"},
        {"mitra-TOTAL_FORMS": "x"},
        {"mitra-0-name": "a\x07b"},
    ],
)
def test_wrong_partners_are_refused_and_kept(enter, rows):
    answer = enter("operator BPBD").post(reverse("program-create"), FORM | rows)

    assert answer.status_code == 422
    assert "Simulasi evakuasi" in answer.content.decode()
    assert not Program.objects.exists()


def test_partners_are_replaced_by_what_the_form_says(home):
    program = make(home, partners=(PartnerFact("A", "ngo"), PartnerFact("B", "media")))

    updated = update_program(
        program=program,
        facts=replace(facts_of(program), partners=(PartnerFact("B", "donor"),)),
        version=1,
        by=home.actor("operator BPBD"),
    )

    assert facts_of(updated).partners == (PartnerFact("B", "donor"),)
    assert updated.version == 2


def test_two_people_on_one_program_lose_nothing(enter, home):
    program = make(home)
    update_program(
        program=program,
        facts=replace(facts_of(program), title="Judul orang lain"),
        version=1,
        by=home.actor("operator BPBD"),
    )
    address = reverse("program-edit", args=[program.pk])

    answer = enter("operator BPBD").post(address, FORM | {"version": "1"})

    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Judul orang lain" in text
    assert 'value="Simulasi evakuasi"' in text
    assert 'name="version" value="2"' in text
    again = enter("operator BPBD").post(address, FORM | {"version": "2"})
    assert again.status_code == 302


def test_double_click_logs_once(enter):
    client, token = enter("operator BPBD"), str(uuid.uuid4())

    answers = [client.post(reverse("program-create"), FORM | {"kunci": token}) for _ in range(2)]

    assert answers[0].url == answers[1].url
    assert Program.objects.count() == 1


def test_late_program_keeps_the_text(enter, clock):
    clock(PLAN.filling_closes_at)

    answer = enter("operator BPBD").post(reverse("program-create"), FORM)

    assert answer.status_code == 409
    assert 'value="Simulasi evakuasi"' in answer.content.decode()
    assert not Program.objects.exists()


def test_program_is_deleted_after_asking(enter, home):
    program = make(home)
    client, address = enter("operator BPBD"), reverse("program-delete", args=[program.pk])

    assert client.get(address).status_code == 200
    assert Program.objects.exists()
    assert client.post(address).url == reverse("program-list")
    assert not Program.objects.exists()


@pytest.mark.parametrize("name", ["program-detail", "program-edit", "program-delete"])
def test_programs_of_others_are_not_found(enter, home, world, name):
    theirs, foreign = make(home, "Dinsos"), make(world.abroad)
    client = enter("operator BPBD")

    for program in (theirs, foreign):
        assert client.get(reverse(name, args=[program.pk])).status_code == 404


@pytest.mark.parametrize("who", ["head BPBD", "reviewer", "coordinator"])
def test_programs_are_read_only_for_others(enter, home, who):
    program = make(home)
    client = enter(who)

    assert client.get(reverse("program-detail", args=[program.pk])).status_code == 200
    assert client.get(reverse("program-edit", args=[program.pk])).status_code == 403
    assert client.post(reverse("program-edit", args=[program.pk]), FORM).status_code == 403
    assert client.post(reverse("program-delete", args=[program.pk])).status_code == 403
    assert client.post(reverse("program-create"), FORM).status_code == 403
    assert Program.objects.get().title == "Simulasi"


def test_secretariat_filters_by_agency(enter, home):
    make(home, title="Milik BPBD")
    make(home, "Dinsos", title="Milik Dinsos")

    everything = enter("reviewer").get(reverse("program-list"))
    some = enter("reviewer").get(reverse("program-list"), {"opd": home.agencies["Dinsos"].pk})

    assert [p.title for p in everything.context["page"]] == ["Milik BPBD", "Milik Dinsos"]
    assert [p.title for p in some.context["page"]] == ["Milik Dinsos"]


@pytest.mark.parametrize(
    "query, titles",
    [
        ("?cari=eva", ["Evakuasi"]),
        ("?indikator=22B", ["Evakuasi"]),
        ("?pertanyaan=22B.3", ["Evakuasi"]),
        ("?pertanyaan=22B.4", []),
        ("?urut=anggaran", ["Posko", "Evakuasi"]),
    ],
)
def test_programs_are_found(enter, home, query, titles):
    make(home, title="Evakuasi", targets=(Target("22B", "22B.3"),))
    make(home, title="Posko", budget_planned=10, targets=(Target("1"),))

    page = enter("operator BPBD").get(reverse("program-list") + query)

    assert [p.title for p in page.context["page"]] == titles


@pytest.mark.parametrize(
    "query, status",
    [
        ("?urut=x", 404),
        ("?indikator=x", 404),
        ("?opd=99999999999999999999", 404),
        ("?cari=%00", 400),
        ("?page=99", 404),
    ],
)
def test_program_list_refuses_garbage(enter, query, status):
    assert enter("operator BPBD").get(reverse("program-list") + query).status_code == status


def test_services_check_who_when_and_what(home):
    with pytest.raises(PermissionDenied):
        create_program(
            cycle=home.cycle,
            agency=home.agencies["BPBD"],
            facts=ProgramFacts("x"),
            by=home.actor("operator Dinsos"),
        )
    with pytest.raises(LateError):
        create_program(
            cycle=home.cycle,
            agency=home.agencies["BPBD"],
            facts=ProgramFacts("x"),
            by=home.actor("operator BPBD", PLAN.filling_closes_at),
        )
    with pytest.raises(ValidationError):
        make(home, joint_agency_ids=(home.agencies["BPBD"].pk,))
    with pytest.raises(ValidationError):
        make(home, disabled=1)
