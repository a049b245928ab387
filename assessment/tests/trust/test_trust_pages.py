"""Weak evidence and the estimate of verification, as pages."""

from __future__ import annotations

from decimal import Decimal

import pytest

from agencies.actors import actor_of
from assessment.core.evidence import kinds_of
from assessment.models import Citation, Cycle, Document, Mark
from assessment.selectors.estimates import own_pairs
from assessment.selectors.scores import cycle_score
from assessment.services.marks import NEW, Place, give_mark
from assessment.tests.factories import NOW
from assessment.tests.secretariat import scene

HOSTILE = '<script>alert(1)</script>"&'


def weak(place, agency="BPBD", code="22B.1", **fields):
    """An answer whose first citation is weak in the given way."""
    row = scene.answer(place, agency, code)
    cited = Citation.objects.filter(contribution=row).first()
    Document.objects.filter(pk=cited.document_id).update(**fields)
    return cited


def test_weak_evidence_is_listed_with_its_points_and_its_remedy(enter, home):
    weak(home, kind="budget", is_signed=False, title=HOSTILE)
    page = enter("reviewer").get("/bukti-lemah/")
    text = page.content.decode()

    [row] = page.context["found"].rows
    assert row.at_risk == cycle_score(home.cycle).questions["22B.1"].points.claimed
    assert "Dokumen anggaran belum ditandatangani" in text
    assert HOSTILE not in text
    assert "&lt;script&gt;" in text
    unsigned = enter("reviewer").get("/bukti-lemah/?sebab=unsigned_budget").context["page"]
    assert unsigned.paginator.count == 1
    assert enter("reviewer").get("/bukti-lemah/?sebab=old").context["page"].paginator.count == 0


def test_a_kind_that_does_not_fit_proves_nothing_and_is_listed(enter, home):
    asked = scene.question(home, "21A.1")
    telling = next(n for n in range(len(asked.evidence)) if kinds_of(asked.demand(n)))
    scene.answer(home, "BPBD", "21A.1")
    scene.send(home, "BPBD", "21A.1")
    scene.accept(home, "BPBD", "21A.1")
    scene.decide(home, "21A.1")
    cited = Citation.objects.get(contribution__question_code="21A.1", item=telling)
    assert cycle_score(home.cycle).points.proven > 0

    Document.objects.filter(pk=cited.document_id).update(kind="certificate")

    assert cycle_score(home.cycle).points.proven == Decimal(0)
    rows = enter("coordinator").get("/bukti-lemah/?sebab=kind").context["found"].rows
    assert [row.citation.pk for row in rows] == [cited.pk]


def test_an_agency_reads_of_its_own_evidence_only(enter, home):
    weak(home, kind="budget", is_signed=False)

    own = enter("operator BPBD").get("/bukti-lemah/")
    other = enter("operator Dinsos").get("/bukti-lemah/")

    assert len(own.context["found"].rows) == 1
    assert "/indikator/22B/?buka=22B.1" in own.content.decode()
    assert other.context["found"].rows == ()
    assert "Belum ada bukti yang lemah" in other.content.decode()


@pytest.mark.parametrize("query", ["sebab=x", "tahun=x", "page=0", "sebab=%00"])
@pytest.mark.parametrize("path", ["bukti-lemah", "perkiraan"])
def test_garbage_in_the_query_is_refused(enter, home, path, query):
    if path == "perkiraan" and not query.startswith("tahun"):
        query = "tahun=99999"
    assert enter("coordinator").get(f"/{path}/?{query}").status_code in (400, 404)


def test_the_estimate_is_a_range_with_its_size_and_its_error(enter, proven):
    page = enter("leader").get("/perkiraan/")
    text, found = page.content.decode(), page.context["found"]

    assert (found.forecast.size, found.forecast.claimed) == (8, Decimal(9))
    assert 0 < found.forecast.range.low < found.forecast.range.high < Decimal(9)
    assert "Datanya sedikit" in text
    assert "rata-rata meleset" in text
    assert "Kotawaringin Timur 2023" in " ".join(text.split())


def test_an_empty_cycle_has_no_estimate(enter, home):
    text = enter("coordinator").get("/perkiraan/").content.decode()

    assert "Belum ada yang diperkirakan" in text


def test_the_own_past_goes_before_published_pairs(world, enter, frozen):
    give_mark(
        cycle=world.home.cycle,
        place=Place("22B"),
        points=Decimal("4.5"),
        reason="Separuh bukti ditolak",
        version=NEW,
        by=actor_of(world.verifier, NOW),
    )
    this = Cycle.objects.select_related("city", "instrument").get(pk=world.home.cycle.pk)
    later = Cycle(city=this.city, year=this.year + 1)

    pairs = own_pairs(later)

    assert [(p.claimed, p.verified) for p in pairs["22B"]] == [(Decimal(9), Decimal("4.5"))]
    assert own_pairs(this) == {}


@pytest.mark.parametrize("path", ["bukti-lemah", "perkiraan"])
def test_pages_cost_the_same_for_one_and_many(
    enter, home, path, django_assert_max_num_queries, django_assert_num_queries
):
    weak(home, kind="budget", is_signed=False)
    client = enter("coordinator")
    with django_assert_max_num_queries(12) as first:
        client.get(f"/{path}/")
    for code in ("22B.2", "22B.3"):
        if scene.question(home, code):
            scene.answer(home, "BPBD", code)
    scene.answer(home, "BPBD", "21A.1")
    with django_assert_num_queries(len(first)):
        assert client.get(f"/{path}/").status_code == 200


def test_the_explanation_of_a_question_names_weakness_and_marks(world, enter, frozen):
    Document.objects.update(kind="budget", is_signed=False)
    give_mark(
        cycle=world.home.cycle,
        place=Place("22B.1", Mark.Level.QUESTION),
        points=Decimal(2),
        reason=HOSTILE,
        version=NEW,
        by=actor_of(world.verifier, NOW),
    )
    page = enter("coordinator").get("/kendali/mengapa/22B.1/")
    text = page.content.decode()

    assert "Dokumen anggaran belum ditandatangani" in text
    assert "pertanyaan 22B.1: 2 poin (berlaku)" in " ".join(text.split())
    assert HOSTILE not in text
    assert page.context["points"].verified == Decimal(2)
