"""Programmes taken over from last year: each once, without that year's dates and results."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from agencies.models import AuditEntry
from assessment.models import Cycle, Program
from assessment.selectors import snapshot_parts
from assessment.services.programs import (
    AgreementFact,
    PartnerFact,
    ProgramFacts,
    Target,
    facts_of,
    store_lists,
    update_program,
)
from assessment.tests.factories import NOW, PLAN
from assessment.tests.filling import scene
from assessment.tests.filling.test_programs import make

ADDRESS = "program-copy"
YEAR = timedelta(days=365)


@pytest.fixture
def earlier(home):
    """The city's cycle of 2025, closed by now."""
    now = Cycle.objects.get(pk=home.cycle.pk)
    times = ("filling_opens_at", "filling_closes_at", "recap_closes_at", "cycle_closes_at")
    return Cycle.objects.create(
        city=home.city,
        year=2025,
        instrument=home.cycle.instrument,
        window_start=date(2024, 1, 1),
        window_end=date(2025, 12, 31),
        **{name: getattr(now, name) - YEAR for name in times},
    )


def log(home, cycle, agency="BPBD", **facts):
    """A programme of a closed cycle."""
    said = ProgramFacts(**{"title": "Sekolah aman"} | facts)
    program = Program.objects.create(
        cycle=cycle, agency=home.agencies[agency], updated_at=NOW - YEAR, **said.own
    )
    store_lists(program, said)
    return program


def test_copy_leaves_out_what_only_that_year_had(enter, home, earlier):
    document = scene.document(home)
    source = log(
        home,
        earlier,
        place="14 SD",
        period_start=date(2025, 3, 1),
        girls=10,
        boys=9,
        disabled=1,
        budget_planned=5_000_000,
        budget_realised=4_000_000,
        result="Sembilan sekolah.",
        obstacles="Hujan.",
        partners=(PartnerFact("Forum PRB", "ngo"),),
        agreements=(AgreementFact("pks", "1", date=date(2025, 1, 1)),),
        targets=(Target("22B", "22B.2"), Target("99")),
        joint_agency_ids=(home.agencies["Dinsos"].pk,),
        document_ids=(document.pk,),
    )

    answer = enter("operator BPBD").post(reverse(ADDRESS), {"kegiatan": [source.pk]})

    assert answer.url == f"{reverse('program-list')}?urut=terbaru"
    copy = Program.objects.get(cycle=home.cycle)
    assert facts_of(copy) == ProgramFacts(
        title="Sekolah aman",
        place="14 SD",
        budget_planned=5_000_000,
        partners=(PartnerFact("Forum PRB", "ngo"),),
        targets=(Target("22B", "22B.2"),),
        joint_agency_ids=(home.agencies["Dinsos"].pk,),
    )
    assert (copy.copied_from, copy.is_unchecked, copy.agency) == (source, True, source.agency)
    assert AuditEntry.objects.filter(action="program.copy").count() == 1
    for page in (answer.url, reverse("program-detail", args=[copy.pk])):
        assert "Disalin dari 2025, periksa" in enter("operator BPBD").get(page).content.decode()


def test_unchecked_copy_supports_nothing_until_it_is_saved(enter, home, earlier):
    source = log(home, earlier, targets=(Target("22B", "22B.2"),))
    enter("operator BPBD").post(reverse(ADDRESS), {"kegiatan": [source.pk]})
    copy = Program.objects.get(cycle=home.cycle)
    accepted = {(copy.agency_id, "22B")}

    assert snapshot_parts.program_content(copy, accepted)["accepted"] is False
    facts = replace(facts_of(copy), girls=3)
    checked = update_program(program=copy, facts=facts, version=1, by=home.actor("operator BPBD"))
    assert checked.is_unchecked is False
    assert snapshot_parts.program_content(checked, accepted)["accepted"] is True


def test_copied_programmes_are_shown_and_not_copied_again(enter, home, earlier):
    source = log(home, earlier)
    client = enter("operator BPBD")
    client.post(reverse(ADDRESS), {"kegiatan": [source.pk]})

    page = client.get(reverse(ADDRESS))
    again = client.post(reverse(ADDRESS), {"kegiatan": [source.pk]})

    copy = Program.objects.get(cycle=home.cycle)
    assert [row.copy_id for row in page.context["page"]] == [copy.pk]
    assert f'value="{source.pk}"' not in page.content.decode()
    assert again.status_code == 409
    assert "Sudah disalin sebelumnya: “Sekolah aman”" in again.content.decode()
    assert Program.objects.filter(cycle=home.cycle).count() == 1


def test_double_click_copies_once(enter, home, earlier):
    source = log(home, earlier)
    data = {"kegiatan": [source.pk], "kunci": str(uuid.uuid4())}
    client = enter("operator BPBD")

    answers = [client.post(reverse(ADDRESS), data) for _ in range(2)]

    assert answers[0].url == answers[1].url
    assert Program.objects.filter(cycle=home.cycle).count() == 1


def test_database_refuses_a_second_copy(home, earlier):
    source = log(home, earlier)
    rest = {"agency": source.agency, "updated_at": NOW, "copied_from": source}
    Program.objects.create(cycle=home.cycle, title="a", **rest)

    with pytest.raises(IntegrityError), transaction.atomic():
        Program.objects.create(cycle=home.cycle, title="b", **rest)


@pytest.mark.parametrize("value", ["", "x", "0", "-1", "9" * 30, "\x00", "\u0661"])
def test_garbage_is_refused(enter, home, earlier, value):
    log(home, earlier)

    answer = enter("operator BPBD").post(reverse(ADDRESS), {"kegiatan": [value]})

    assert answer.status_code == 422
    assert not Program.objects.filter(cycle=home.cycle).exists()


def test_programmes_of_others_are_not_copied(enter, home, world, earlier):
    mine, theirs = log(home, earlier), log(home, earlier, "Dinsos")
    foreign = make(world.abroad)
    client = enter("operator BPBD")

    page = client.get(reverse(ADDRESS))
    for other in (theirs, foreign):
        answer = client.post(reverse(ADDRESS), {"kegiatan": [mine.pk, other.pk]})
        assert answer.status_code == 422
        assert "checked" in answer.content.decode()

    assert [row.pk for row in page.context["page"]] == [mine.pk]
    assert not Program.objects.filter(cycle=home.cycle).exists()


def test_nothing_is_copied_late_or_without_an_earlier_cycle(enter, home, clock):
    page = enter("operator BPBD").get(reverse(ADDRESS))
    clock(PLAN.filling_closes_at)
    answer = enter("operator BPBD").post(reverse(ADDRESS), {"kegiatan": ["1"]})

    assert "Tidak ada yang dapat disalin" in page.content.decode()
    assert answer.status_code == 409


@pytest.mark.parametrize("who", ["head BPBD", "reviewer", "coordinator", "leader", "admin"])
def test_only_operators_copy(enter, who):
    assert enter(who).get(reverse(ADDRESS)).status_code == 403
    assert enter(who).post(reverse(ADDRESS)).status_code == 403
