"""The filling pages as a whole: who may read them, and what they cost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.models import Agency
from assessment.models import Assignment, Contribution
from assessment.services.programs import ProgramFacts, Target, create_program
from assessment.tests.factories import NOW
from assessment.tests.filling import scene

OWN_PAGES = ("task-list", "submission-check", "agency-summary")
SHARED_PAGES = ("program-list", "document-list")
MOST_QUERIES = 12


@pytest.mark.parametrize("name", OWN_PAGES)
@pytest.mark.parametrize("who", ["operator BPBD", "head BPBD"])
def test_own_pages_are_for_the_agency(enter, name, who):
    assert enter(who).get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", OWN_PAGES)
@pytest.mark.parametrize("who", ["reviewer", "coordinator", "leader", "admin"])
def test_own_pages_are_forbidden_to_others(enter, name, who):
    assert enter(who).get(reverse(name)).status_code == 403


@pytest.mark.parametrize("name", SHARED_PAGES)
@pytest.mark.parametrize(
    "who, status",
    [
        ("operator BPBD", 200),
        ("head BPBD", 200),
        ("reviewer", 200),
        ("coordinator", 200),
        ("leader", 403),
        ("admin", 403),
    ],
)
def test_shared_pages_are_read_by_those_who_work_on_content(enter, name, who, status):
    assert enter(who).get(reverse(name)).status_code == status


@pytest.mark.parametrize("name", [*OWN_PAGES, *SHARED_PAGES])
def test_pages_ask_strangers_to_sign_in(client, home, name):
    assert client.get(reverse(name)).status_code == 302


@pytest.mark.parametrize("name", [*OWN_PAGES, *SHARED_PAGES])
def test_reading_pages_refuse_posts(enter, name):
    assert enter("operator BPBD").post(reverse(name)).status_code == 405


def test_task_list_shows_only_my_questions(enter, home):
    scene.answer(home, "BPBD", "22B.1")
    scene.answer(home, "Dinsos", "22B.2", note="Rahasia Dinsos.")

    page = enter("operator BPBD").get(reverse("task-list"))

    tasks = page.context["tasks"]
    mine = set(
        Assignment.objects.filter(cycle=home.cycle, agency=home.agencies["BPBD"]).values_list(
            "question_code", flat=True
        )
    )
    assert {q.question.code for q in tasks.questions} == mine
    assert tasks.points.max_points == sum(q.question.max_points for q in tasks.questions)
    part = next(p for p in tasks.parts if p.indicator.code == "22B")
    assert (part.status, part.answered_count, part.others) == (
        "draft",
        1,
        ("Dinsos", "Disdikbud", "Dinkes"),
    )
    assert "Rahasia Dinsos." not in page.content.decode()


def test_task_list_leads_to_the_next_open_question(enter, home):
    for code in ("22B.1", "22B.2", "22B.3"):
        scene.answer(home, "BPBD", code)
    scene.move(home, "BPBD", "22B", "submit", "operator BPBD")
    scene.move(home, "BPBD", "22B", "send_back", "head BPBD", "Lengkapi 22B.4.")

    page = enter("operator BPBD").get(reverse("task-list"))

    part, question = page.context["tasks"].next
    assert (part.indicator.code, question.question.code) == ("22B", "22B.4")
    assert "Lengkapi 22B.4." in page.content.decode()
    assert "1 indikator dikembalikan." in page.content.decode()


def test_returned_part_that_lacks_nothing_still_comes_first(enter, home):
    raws = {"22B.4": {"count": 0}}
    for code in ("22B.1", "22B.2", "22B.3", "22B.4"):
        scene.answer(home, "BPBD", code, raws.get(code, {"choice": "Tidak"}))
    scene.move(home, "BPBD", "22B", "submit", "operator BPBD")
    scene.move(home, "BPBD", "22B", "send_back", "head BPBD", "Periksa angkanya.")

    part, question = enter("operator BPBD").get(reverse("task-list")).context["tasks"].next

    assert (part.indicator.code, question.question.code) == ("22B", "22B.1")


@pytest.mark.parametrize(
    "wanted, codes",
    [("dikembalikan", set()), ("bukti", {"22B"})],
)
def test_task_list_filters(enter, home, wanted, codes):
    scene.answer(home, "BPBD", "22B.1")

    page = enter("operator BPBD").get(reverse("task-list"), {"saring": wanted})

    groups = page.context["tasks"].groups
    assert {part.indicator.code for group in groups for part in group.parts} == codes


def test_unknown_filter_is_not_found(enter):
    assert enter("operator BPBD").get(reverse("task-list") + "?saring=x").status_code == 404


@pytest.mark.parametrize(
    "query, titles",
    [
        ("", {"Lama", "Tanpa", "Baru"}),
        ("?saring=tanpa-tanggal", {"Tanpa"}),
        ("?saring=luar-tahun", {"Lama"}),
        ("?saring=belum-dipakai", {"Lama", "Tanpa", "Baru"}),
        ("?saring=rahasia", set()),
        ("?cari=bar", {"Baru"}),
        ("?jenis=photo", set()),
    ],
)
def test_library_is_filtered(enter, home, query, titles):
    for title, day in (("Lama", date(2019, 1, 1)), ("Tanpa", None), ("Baru", date(2026, 1, 1))):
        facts = replace(scene.FACTS, title=title, date=day)
        scene.document(home, name=f"{title}.pdf", facts=facts)

    page = enter("operator BPBD").get(reverse("document-list") + query)

    assert {row.document.title for row in page.context["rows"]} == titles


@pytest.mark.parametrize(
    "query, status",
    [("?page=0", 404), ("?page=x", 404), ("?urut=x", 404), ("?cari=%00", 400), ("?opd=-1", 404)],
)
def test_library_refuses_garbage(enter, query, status):
    assert enter("operator BPBD").get(reverse("document-list") + query).status_code == status


def _fill_many(home):
    """Forty agencies that answer every question of 22B, with evidence by two of them."""
    agencies = Agency.objects.bulk_create(
        Agency(city=home.city, abbreviation=f"OPD {n}", name=f"Nama {n}", kind="opd")
        for n in range(40)
    )
    codes = ["22B.1", "22B.2", "22B.3", "22B.4"]
    Assignment.objects.bulk_create(
        Assignment(cycle=home.cycle, agency=agency, question_code=code, position=9)
        for agency in agencies
        for code in codes
    )
    Contribution.objects.bulk_create(
        Contribution(
            cycle=home.cycle,
            agency=agency,
            question_code=code,
            answer=scene.YES if code != "22B.4" else {"count": 1},
            updated_at=NOW,
        )
        for agency in agencies
        for code in codes
    )
    for number in range(40):
        name = f"Dokumen {number}"
        cited = scene.document(home, name=f"{name}.pdf", facts=replace(scene.FACTS, title=name))
        scene.cite(home, "BPBD", f"22B.{number // 14 + 1}", cited)
        create_program(
            cycle=home.cycle,
            agency=home.agencies["BPBD"],
            facts=ProgramFacts(f"Kegiatan {number}", targets=(Target("22B"),)),
            by=home.actor("operator BPBD"),
        )


def test_pages_cost_the_same_for_one_and_for_forty(enter, home):
    first = scene.document(home, facts=replace(scene.FACTS, date=date(2026, 1, 2)))
    scene.answer(home, "BPBD", "22B.1")
    scene.cite(home, "BPBD", "22B.1", first)
    create_program(
        cycle=home.cycle,
        agency=home.agencies["BPBD"],
        facts=ProgramFacts("Kegiatan", targets=(Target("22B"),)),
        by=home.actor("operator BPBD"),
    )
    pages = {
        **{name: reverse(name) for name in (*OWN_PAGES, *SHARED_PAGES)},
        "indicator": f"{reverse('indicator-detail', args=['22B'])}?buka=22B.1",
        "evidence": reverse("citation-create", args=["22B.1", 0]),
        "document": reverse("document-detail", args=[first.pk]),
        "replace": reverse("document-replace", args=[first.pk]),
        "program": reverse("program-create"),
    }
    client = enter("operator BPBD")
    before = {name: _queries(client, address) for name, address in pages.items()}

    _fill_many(home)

    after = {name: _queries(client, address) for name, address in pages.items()}
    assert before == after
    assert max(after.values()) <= MOST_QUERIES, after


def test_territory_page_costs_no_more(enter, home):
    address = f"{reverse('indicator-detail', args=['25'])}?buka=25.2"
    assert _queries(enter("operator DP3A"), address) <= MOST_QUERIES


def _queries(client, address):
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(address).status_code == 200
    return len(caught)
