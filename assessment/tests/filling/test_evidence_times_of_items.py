"""Carry-over and the library go by the time that an item demands, as the score does."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse

from assessment.models import Citation, Document
from assessment.selectors.carry_over import carried_documents, last_year
from assessment.selectors.mappings import year_mapping
from assessment.services.instruments import load_instrument
from assessment.tests.factories import INSTRUMENT, NOW
from assessment.tests.filling import scene
from assessment.tests.filling.test_carry_over import CODE, answered, cited
from assessment.tests.filling.test_carry_over import last as last

OLD, RECENT = date(2019, 6, 1), date(2026, 1, 1)


@pytest.fixture
def in_force(home):
    """A version of the city in which the first item of the question may be of any time."""
    document = json.loads(INSTRUMENT.read_text(encoding="utf-8"))
    for cluster in document["clusters"]:
        for indicator in cluster["indicators"]:
            for question in indicator["questions"]:
                if question["code"] == CODE:
                    [name] = question["evidence"]
                    question["evidence"] = [{"name": name, "validity": "in_force"}, "Laporan"]
    version = load_instrument(
        text=json.dumps(document),
        source="berlaku.json",
        city=home.city,
        accept_mismatch=False,
        by=home.system(NOW),
    ).version
    home.cycle.instrument = version
    home.cycle.save(update_fields=["instrument"])
    return version


@pytest.mark.parametrize("has_version, is_refused", [(False, True), (True, False)])
def test_an_old_document_is_carried_over_where_it_need_only_be_in_force(
    request, home, last, has_version, is_refused
):
    if has_version:
        request.getfixturevalue("in_force")
    row = answered(home, last)
    cited(home, row, OLD)
    actor, years = home.actor("operator BPBD"), year_mapping(home.cycle)
    question = scene.question(home, CODE)
    before = last_year(years, home.agencies["BPBD"], question, None)

    [found] = carried_documents(actor, home.cycle, question, before)

    assert bool(found.problem) is is_refused


def test_the_library_lists_what_is_outside_the_time_of_its_items(enter, home, in_force):
    row = scene.answer(home, "BPBD", CODE)
    for title, item in (("Berlaku", 0), ("Lama", 1), ("Keduanya", 0), ("Tak dikutip", None)):
        facts = replace(scene.FACTS, title=title, date=OLD)
        document = scene.document(home, name=f"{title}.pdf", facts=facts)
        for place in (item, *([1] if title == "Keduanya" else [])):
            if place is not None:
                Citation.objects.create(
                    contribution=row, document=document, item=place, created_at=NOW
                )
    assert Document.objects.count() == 4

    page = enter("operator BPBD").get(reverse("document-list") + "?saring=luar-tahun")

    titles = {shown.document.title for shown in page.context["rows"]}
    assert titles == {"Lama", "Keduanya", "Tak dikutip"}
