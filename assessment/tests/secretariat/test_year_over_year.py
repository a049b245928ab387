"""This year beside the last: why points differ, and the mapping between the questions."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from agencies.models import AuditEntry
from assessment.core.comparison import Cause
from assessment.models import QuestionMapping
from assessment.services.cycles import create_cycle
from assessment.services.snapshots import freeze
from assessment.tests.factories import NOW, PLAN
from assessment.tests.governance.test_report_pages import text_of
from assessment.tests.secretariat import scene

YEAR = timedelta(days=365)
MOMENTS = ("filling_opens_at", "filling_closes_at", "recap_closes_at", "cycle_closes_at")
PLAN_2025 = replace(PLAN, **{name: getattr(PLAN, name) - YEAR for name in MOMENTS})
PAGE, MAPPING = "/kendali/antar-tahun/", "/siklus/pemetaan/"


@pytest.fixture
def last(home):
    return create_cycle(
        city=home.city,
        year=2025,
        instrument=home.cycle.instrument,
        plan=PLAN_2025,
        by=home.system(NOW - YEAR),
    )


@pytest.fixture
def frozen_last(home, last):
    return freeze(cycle=last, by=home.system(NOW - YEAR))


def test_first_year_has_nothing_beside_it(enter, home):
    assert "Belum ada tahun sebelumnya" in text_of(enter("leader").get(PAGE))


def test_only_frozen_years_count(enter, last):
    assert "Tahun sebelumnya belum dibekukan" in text_of(enter("leader").get(PAGE))
    assert enter("coordinator").get(f"{PAGE}xlsx/").status_code == 404


def test_page_says_why_points_differ(enter, home, frozen_last):
    scene.answer(home, "BPBD", "22B.1")
    page = enter("coordinator").get(PAGE)

    [change] = [q for q in page.context["comparison"].questions if q.is_changed]
    assert (change.code, change.causes) == ("22B.1", (Cause.ANSWER, Cause.EVIDENCE))
    assert "– → 9" in text_of(page)
    assert "Dokumen terbatas" in text_of(page)
    assert enter("coordinator").get(f"{PAGE}xlsx/").status_code == 200


def test_leaders_see_no_documents(enter, home, frozen_last):
    scene.answer(home, "BPBD", "22B.1")
    client = enter("leader")

    assert "Dokumen terbatas" not in text_of(client.get(PAGE))
    assert client.get(f"{PAGE}xlsx/").status_code == 403


def test_mapping_is_proposed_changed_and_recorded(enter, home, last):
    client = enter("coordinator")
    page = client.get(MAPPING)
    entries = json.loads(client.get(f"{MAPPING}json/").content)
    assert page.context["counts"][0][2] == 274

    entries |= {"22B.1": [], "22B.2": ["22B.1", "22B.2"]}
    file = SimpleUploadedFile("peta.json", json.dumps(entries).encode())
    sent = client.post(MAPPING, {"version": "0", "file": file})

    assert sent.status_code == 302
    assert QuestionMapping.objects.get().entries["22B.2"] == ["22B.1", "22B.2"]
    entry = AuditEntry.objects.filter(action="mapping.save").get()
    assert json.loads(entry.after) == {"22B.1": [], "22B.2": ["22B.1", "22B.2"]}
    stale = client.post(MAPPING, {"version": "9", "entries": json.dumps(entries)})
    assert stale.status_code == 409


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", '{"x": []}', '{"22B.1": ["zz"]}', "[" * 100_000, '{"22B.1": "\x00"}'],
)
def test_wrong_mappings_are_refused_with_the_text(enter, last, text):
    refused = enter("coordinator").post(MAPPING, {"version": "0", "entries": text})

    assert refused.status_code == 422
    assert not QuestionMapping.objects.exists()


@pytest.mark.parametrize("who", ["reviewer", "operator BPBD", "leader", "admin"])
def test_only_the_coordinator_maps(enter, last, who):
    client = enter(who)

    assert client.get(MAPPING).status_code == client.post(MAPPING).status_code == 403


def test_pages_cost_at_most_twelve_queries(enter, home, frozen_last, django_assert_max_num_queries):
    client = enter("coordinator")

    def measured():
        counts = []
        for address in (PAGE, MAPPING):
            with django_assert_max_num_queries(12) as counted:
                assert client.get(address).status_code == 200
            counts.append(len(counted))
        return counts

    one = measured()
    for code in ("22B.1", "22B.2", "22B.3"):
        scene.answer(home, "BPBD", code)
    assert measured() == one
