"""What the question page tells beside the form: other contributors and last year's answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse

from assessment.models import Contribution, Mark
from assessment.services.cycles import create_cycle
from assessment.tests.factories import NOW, PLAN
from assessment.tests.filling import scene


@pytest.fixture
def last_cycle(home):
    year = timedelta(days=365)
    moments = {
        name: getattr(PLAN, name) - year
        for name in ("filling_opens_at", "filling_closes_at", "recap_closes_at", "cycle_closes_at")
    }
    return create_cycle(
        city=home.city,
        year=2025,
        instrument=home.cycle.instrument,
        plan=replace(PLAN, **moments),
        by=home.system(NOW - year),
    )


def shown(client, code="22B.1"):
    return client.get(reverse("indicator-detail", args=["22B"]), {"buka": code})


def test_other_contributors_show_only_their_state(enter, home):
    scene.answer(home, "Dinsos", "22B.1", note="Rahasia Dinsos.")

    page = shown(enter("operator BPBD"))

    others = [(other.agency.abbreviation, other.status) for other in page.context["others"]]
    assert others == [("Dinsos", "draft"), ("Disdikbud", "empty"), ("Dinkes", "empty")]
    assert "Rahasia Dinsos." not in page.content.decode()


def test_last_year_shows_answer_and_reason_of_the_mark(enter, home, last_cycle):
    Contribution.objects.create(
        cycle=last_cycle,
        agency=home.agencies["BPBD"],
        question_code="22B.1",
        answer=scene.YES,
        note="Tahun lalu.",
        updated_at=NOW,
    )
    marks = (("va", 150, "Bukti kurang."), ("field", 175, "Rambu terpasang."))
    for stage, points, reason in marks:
        Mark.objects.create(
            cycle=last_cycle,
            code="22B",
            stage=stage,
            hundredths=points,
            reason=reason,
            given_at=NOW,
        )

    page = shown(enter("operator BPBD"))

    found = page.context["last_year"]
    assert (found.year, found.words, found.note) == (2025, "Ya, dengan bukti", "Tahun lalu.")
    assert (found.mark_label, str(found.mark)) == ("Verifikasi lapangan", "1.75")
    assert "Rambu terpasang." in page.content.decode()


def test_last_year_of_others_is_not_shown(enter, home, last_cycle):
    Contribution.objects.create(
        cycle=last_cycle,
        agency=home.agencies["Dinsos"],
        question_code="22B.1",
        answer=scene.YES,
        updated_at=NOW,
    )

    assert shown(enter("operator BPBD")).context["last_year"] is None
