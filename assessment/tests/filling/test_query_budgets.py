"""Pages with everything on them at once still cost twelve queries, in every phase."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse

from agencies.roles import Role
from assessment.models import Citation, Contribution, Extension
from assessment.services import review_notes, windows
from assessment.services.cycles import create_cycle, grant_extension
from assessment.services.lowering import lower_value
from assessment.services.official_answers import NEW, Decision, Verdict, decide
from assessment.services.readings import note_score
from assessment.services.snapshots import freeze
from assessment.tests.factories import NOW, PLAN, make_user
from assessment.tests.filling import scene
from assessment.tests.filling.test_acting_head import name_plt
from assessment.tests.filling.test_evidence_notes import store_photo
from assessment.tests.meetings.scene import agree

SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
CODE = "22B.1"
LATE = PLAN.filling_closes_at + DAY


def with_last_year(home, code=CODE, agency="BPBD"):
    """The cycle before has an answer to the question."""
    year = timedelta(days=365)
    names = ("filling_opens_at", "filling_closes_at", "recap_closes_at", "cycle_closes_at")
    moments = {name: getattr(PLAN, name) - year for name in names}
    before = create_cycle(
        city=home.city,
        year=2025,
        instrument=home.cycle.instrument,
        plan=replace(PLAN, **moments),
        by=home.system(NOW - year),
    )
    Contribution.objects.create(
        cycle=before,
        agency=home.agencies[agency],
        question_code=code,
        answer=scene.YES,
        updated_at=NOW - year,
    )


def remark(home, code=CODE, agency="BPBD"):
    """A question of the secretariat and the agency's reply."""
    for who, text in (("reviewer", "Halaman berapa?"), (f"operator {agency}", "Halaman 3.")):
        review_notes.write_note(
            cycle=home.cycle,
            agency=home.agencies[agency],
            question_code=code,
            text=text,
            by=home.actor(who),
        )


def with_alike_photos(home, code=CODE, agency="BPBD"):
    """A photo of the answer that another agency has almost alike, and a document."""
    store_photo(home, "Dinsos", title="Foto Dinsos")
    mine = store_photo(home, agency, quality=30)
    scene.cite(home, agency, code, mine)
    scene.cite(home, agency, code, scene.document(home, agency))


def extend(home, agency="BPBD", indicator="22B"):
    grant_extension(
        cycle=home.cycle,
        agency=home.agencies[agency],
        indicator_code=indicator,
        until=PLAN.filling_closes_at + 5 * DAY,
        reason="Banjir",
        by=home.actor("coordinator"),
    )


def send(home):
    scene.move(home, "BPBD", "22B", "submit", "operator BPBD")
    scene.move(home, "BPBD", "22B", "approve", "head BPBD")


def decided(home):
    return decide(
        cycle=home.cycle,
        question_code=CODE,
        verdict=Verdict(Decision.TAKEN),
        version=NEW,
        by=home.actor("coordinator"),
    )


def test_review_page_with_everything(enter, home, django_assert_max_num_queries):
    """Remarks and reply, alike photos, a decision; at first last year, then a lower value too."""
    with_last_year(home)
    for code in (CODE, "22B.2"):
        scene.answer(home, "BPBD", code)
    with_alike_photos(home)
    send(home)
    remark(home)
    decided(home)
    client = enter("reviewer")
    address = reverse("review-detail", args=[scene.part(home, "BPBD", "22B").pk])
    with django_assert_max_num_queries(12):
        first = client.get(address).content.decode()
    assert "Tahun 2025: Ya, dengan bukti" in first
    scene.move(home, "BPBD", "22B", "return", "reviewer", reason="Lengkapi")
    scene.answer(home, "BPBD", CODE, note="Baru", version=1)
    send(home)
    row = Contribution.objects.get(cycle=home.cycle, question_code="22B.2")
    lower_value(
        contribution=row,
        raw={"choice": "Tidak"},
        code="unreadable",
        note="",
        seen=row.version,
        version=NEW,
        by=home.actor("reviewer"),
    )
    Citation.objects.filter(document__kind="decree").update(state="accepted")

    with django_assert_max_num_queries(12):
        page = client.get(address).content.decode()

    assert "Halaman 3." in page
    assert "Foto mirip dengan" in page
    assert "Nilai yang diterima sekretariat" in page


def test_operators_page_with_everything(enter, home, clock, django_assert_max_num_queries):
    """After the deadline within an extension: remarks, photos, the territories, a late draft."""
    with_last_year(home, "25.2", "DP3A")
    extend(home, "DP3A", "25")
    for place in home.territories:
        raw = {"numerator": 5, "denominator": 10}
        scene.answer(home, "DP3A", "25.2", raw, territory=place)
    scene.answer(home, "DP3A", "25.2", {"numerator": 5, "denominator": 10})
    with_alike_photos(home, "25.2", "DP3A")
    remark(home, "25.2", "DP3A")
    clock(PLAN.filling_closes_at + 6 * DAY)
    client = enter("operator DP3A")
    form = {"numerator": "7", "denominator": "10", "note": "Terlambat", "version": "1"}
    assert client.post("/pertanyaan/25.2/simpan/", form).status_code == 409

    for at in (LATE, PLAN.filling_closes_at + 6 * DAY):
        clock(at)
        client = enter("operator DP3A")
        with django_assert_max_num_queries(12):
            page = client.get("/indikator/25/?buka=25.2").content.decode()
        assert "Halaman berapa?" in page
        assert "/pertanyaan/25.2/wilayah/" in page
        assert "Terlambat" in page


def test_acting_heads_pages_with_everything(enter, home, clock, django_assert_max_num_queries):
    """The head of Dinsos stands in for that of BPBD, whose part waits with remarks."""
    scope = {"city": home.city, "agency": home.agencies["Dinsos"]}
    home.people["deputy"] = make_user("kepala.dinsos", Role.HEAD, **scope)
    with_last_year(home)
    extend(home)
    name_plt(home, home.people["deputy"])
    for code in (CODE, "22B.2"):
        scene.answer(home, "BPBD", code)
    with_alike_photos(home)
    scene.move(home, "BPBD", "22B", "submit", "operator BPBD")
    agree(home)
    client = enter("deputy")
    address = f"/ringkasan/?plt={home.agencies['BPBD'].pk}"

    for page in (address, f"/indikator/22B/?buka={CODE}&plt={home.agencies['BPBD'].pk}"):
        with django_assert_max_num_queries(12):
            answer = client.get(page)
        assert (answer.status_code, "22B" in answer.content.decode()) == (200, True)


@pytest.fixture
def handed_over(home):
    """Decided with evidence, an action agreed, read twice, frozen, and asked for again."""
    with_last_year(home)
    scene.answer(home, "BPBD", CODE)
    with_alike_photos(home)
    send(home)
    scene.move(home, "BPBD", "22B", "accept", "reviewer")
    decided(home)
    agree(home)
    extend(home)
    note_score(home.cycle, by=home.actor("coordinator"))
    freeze(cycle=home.cycle, reason="Penyerahan", by=home.actor("coordinator"))
    after = home.actor("coordinator", PLAN.recap_closes_at)
    windows.add_requests(cycle=home.cycle, text=f"{CODE}\tLengkapi SK\tBPBD\t9", by=after)
    opens = PLAN.recap_closes_at + DAY
    windows.open_window(cycle=home.cycle, opens_at=opens, hours=48, by=after)
    return home


PHASES = {
    "preparation": PLAN.filling_opens_at - SECOND,
    "filling": NOW,
    "extension": LATE,
    "recap": PLAN.recap_closes_at - SECOND,
    "frozen": PLAN.recap_closes_at,
    "room": PLAN.recap_closes_at + DAY,
    "after the room": PLAN.recap_closes_at + 3 * DAY,
    "closed": PLAN.cycle_closes_at,
}


def test_desks_cost_twelve_queries_in_every_phase(
    enter, handed_over, clock, django_assert_max_num_queries
):
    assert Extension.objects.count() == 1
    pages = {
        "coordinator": ["/kendali/", "/laporan/"],
        "operator BPBD": ["/tugas/", f"/indikator/22B/?buka={CODE}"],
        "head BPBD": ["/ringkasan/"],
    }
    for who, addresses in pages.items():
        for at in PHASES.values():
            clock(at)
            client = enter(who)
            for address in addresses:
                with django_assert_max_num_queries(12):
                    assert client.get(address).status_code == 200
