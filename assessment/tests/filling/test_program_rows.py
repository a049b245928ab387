"""Partners that the city shares, agreements with several signers, and the next blank form."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from assessment.models import Agreement, Program
from assessment.selectors import snapshot_parts
from assessment.selectors.partners import CityPartner, city_partners
from assessment.services.programs import (
    AgreementFact,
    PartnerFact,
    ProgramFacts,
    create_program,
    facts_of,
    update_program,
)
from assessment.tests.filling.test_programs import FORM, make

STC = PartnerFact("Save the Children", "ngo")
PKS = {
    "perjanjian-0-kind": "pks",
    "perjanjian-0-number": "12/PKS/2026",
    "perjanjian-0-date": "2026-02-03",
    "perjanjian-0-valid_until": "2028-02-03",
    "perjanjian-0-partners": "forum  prb",
}


def test_partner_takes_the_spelling_and_kind_of_the_city(home):
    make(home, "Dinsos", partners=(STC,))

    program = make(home, partners=(PartnerFact("save the  children", "donor"),))

    assert facts_of(program).partners == (STC,)
    assert city_partners(home.city.pk) == (CityPartner("Save the Children", "ngo", 2),)


def test_partner_of_another_city_is_not_taken_over(home, world):
    make(world.abroad, partners=(STC,))

    program = make(home, partners=(PartnerFact("save the  children", "donor"),))

    assert facts_of(program).partners == (PartnerFact("save the children", "donor"),)


def test_only_programme_of_a_partner_may_correct_it(home):
    program = make(home, partners=(PartnerFact("save the childern", "ngo"),))

    updated = update_program(
        program=program,
        facts=replace(facts_of(program), partners=(STC,)),
        version=1,
        by=home.actor("operator BPBD"),
    )

    assert facts_of(updated).partners == (STC,)


def test_one_partner_in_two_spellings_is_written_twice(home):
    with pytest.raises(ValidationError) as refused:
        make(home, partners=(STC, PartnerFact("SAVE THE CHILDREN", "ngo")))

    assert refused.value.message_dict == {"partners": ["Mitra SAVE THE CHILDREN ditulis dua kali."]}


def test_form_offers_partners_of_the_city_escaped(enter, home):
    make(home, "Dinsos", partners=(PartnerFact('<b>"Forum" 🙂', "ngo"),))

    text = enter("operator BPBD").get(reverse("program-create")).content.decode()

    assert '<option value="&lt;b&gt;&quot;Forum&quot; 🙂">' in text
    assert 'list="mitra-kota"' in text


def test_agreement_keeps_signing_agencies_and_partners(enter, home):
    dinsos, dinkes = home.agencies["Dinsos"], home.agencies["Dinkes"]
    data = FORM | PKS | {"perjanjian-0-agencies": [dinsos.pk, dinkes.pk]}

    answer = enter("operator BPBD").post(reverse("program-create"), data)

    assert answer.status_code == 302
    (agreement,) = facts_of(Program.objects.get()).agreements
    assert replace(agreement, agency_ids=tuple(sorted(agreement.agency_ids))) == AgreementFact(
        kind="pks",
        number="12/PKS/2026",
        date=date(2026, 2, 3),
        valid_until=date(2028, 2, 3),
        agency_ids=tuple(sorted((dinsos.pk, dinkes.pk))),
        partner_names=("Forum PRB",),
    )
    page = enter("operator BPBD").get(answer.url).content.decode()
    assert "Perjanjian kerja sama (PKS) 12/PKS/2026, 3 Februari 2026" in page
    assert "Ditandatangani bersama Dinkes, Dinsos, Forum PRB" in page


def test_programme_has_several_agreements(enter, home):
    facts = (AgreementFact("mou", "1/MoU"), AgreementFact("pks", date=date(2026, 1, 2)))
    program = make(home, agreements=facts)

    page = enter("operator BPBD").get(reverse("program-edit", args=[program.pk]))

    assert facts_of(program).agreements == facts
    assert [row["number"].value() for row in page.context["agreements"]] == ["1/MoU", "", None]
    content = snapshot_parts.programs(home.cycle)[0]
    assert (content["agreement_number"], content["agreement_date"]) == ("1/MoU", None)


@pytest.mark.parametrize(
    "rows, field",
    [
        ({"perjanjian-0-kind": ""}, "kind"),
        ({"perjanjian-0-kind": "x"}, "kind"),
        ({"perjanjian-0-number": "", "perjanjian-0-date": ""}, "number"),
        ({"perjanjian-0-number": "a\x00b"}, "number"),
        ({"perjanjian-0-number": "x" * 151}, "number"),
        ({"perjanjian-0-date": "kemarin"}, "date"),
        ({"perjanjian-0-valid_until": "2026-02-02"}, "valid_until"),
        ({"perjanjian-0-agencies": ["0"]}, "agencies"),
        ({"perjanjian-0-partners": "x" * 2001}, "partners"),
    ],
)
def test_wrong_agreement_is_refused_at_its_field(enter, rows, field):
    answer = enter("operator BPBD").post(reverse("program-create"), FORM | PKS | rows)

    assert answer.status_code == 422
    assert set(answer.context["agreements"].errors[0]) == {field}
    assert "error-summary" in answer.content.decode()
    assert not Program.objects.exists()


@pytest.mark.parametrize(
    "rows",
    [{"perjanjian-0-partners": "Bukan mitra"}, {"perjanjian-TOTAL_FORMS": "x"}],
)
def test_agreement_of_a_stranger_is_refused_and_the_text_kept(enter, rows):
    answer = enter("operator BPBD").post(reverse("program-create"), FORM | PKS | rows)

    assert answer.status_code == 422
    assert "Simulasi evakuasi" in answer.content.decode()
    assert not Program.objects.exists()


@pytest.mark.parametrize(
    "agreement",
    [
        AgreementFact("x", "1"),
        AgreementFact("pks"),
        AgreementFact("pks", "a\x07b"),
        AgreementFact("pks", date=date(2026, 1, 2), valid_until=date(2026, 1, 1)),
        AgreementFact("pks", "1", partner_names=("Siapa",)),
        AgreementFact("pks", "1", agency_ids=(0,)),
    ],
)
def test_service_refuses_wrong_agreements(home, agreement):
    with pytest.raises(ValidationError) as refused:
        make(home, agreements=(agreement,))

    assert list(refused.value.message_dict) == ["agreements"]


def test_own_and_foreign_agencies_sign_no_agreement(home, world):
    for agency in (home.agencies["BPBD"], world.abroad.agencies["Dinsos"]):
        with pytest.raises(ValidationError):
            make(home, agreements=(AgreementFact("pks", "1", agency_ids=(agency.pk,)),))


def test_database_refuses_an_agreement_that_ends_before_it_begins(home):
    program = make(home)

    with pytest.raises(IntegrityError), transaction.atomic():
        Agreement.objects.create(
            program=program, kind="pks", date=date(2026, 1, 2), valid_until=date(2026, 1, 1)
        )


def test_closed_agency_stays_in_the_agreement_it_signed(enter, home):
    dinsos = home.agencies["Dinsos"]
    program = make(home, agreements=(AgreementFact("pks", "1", agency_ids=(dinsos.pk,)),))
    dinsos.is_active = False
    dinsos.save()

    page = enter("operator BPBD").get(reverse("program-edit", args=[program.pk]))

    choices = page.context["agreements"][0].fields["agencies"].choices
    assert str(dinsos.pk) in [value for value, _ in choices]


def test_two_people_on_agreements_see_both(enter, home):
    program = make(home)
    changed = replace(facts_of(program), agreements=(AgreementFact("mou", "77/MoU"),))
    update_program(program=program, facts=changed, version=1, by=home.actor("operator BPBD"))
    address = reverse("program-edit", args=[program.pk])

    answer = enter("operator BPBD").post(address, FORM | PKS | {"version": "1"})

    text = answer.content.decode()
    assert answer.status_code == 409
    assert "77/MoU" in text
    assert 'value="12/PKS/2026"' in text


def test_save_and_add_leads_to_the_next_blank_form(enter):
    answer = enter("operator BPBD").post(reverse("program-create"), FORM | {"lagi": "1"})

    assert (answer.status_code, answer.url) == (302, reverse("program-create"))
    page = enter("operator BPBD").get(answer.url).content.decode()
    assert "Kegiatan “Simulasi evakuasi” tersimpan." in page
    assert 'value="Simulasi evakuasi"' not in page


@pytest.mark.parametrize(
    "query, titles",
    [
        ("?cari=save+the", ["Bermitra"]),
        ("?indikator=belum", ["Bermitra", "Sendiri"]),
        ("?cari=gedung", ["Sendiri"]),
    ],
)
def test_list_finds_partners_places_and_what_is_not_linked(enter, home, query, titles):
    create_program(
        cycle=home.cycle,
        agency=home.agencies["BPBD"],
        facts=ProgramFacts("Bermitra", partners=(STC,)),
        by=home.actor("operator BPBD"),
    )
    make(home, title="Sendiri", place="Gedung A")

    page = enter("operator BPBD").get(reverse("program-list") + query)

    assert [program.title for program in page.context["page"]] == titles
