"""Versions of a city's own: upload, files, differences, who gains what, and the move."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from agencies.actors import actor_of
from agencies.errors import ConflictError, LateError, StaleVersionError
from agencies.models import AuditEntry
from assessment.core.instrument import parse
from assessment.core.instrument_diff import Fate, changes
from assessment.models import Assignment, Contribution, Cycle, InstrumentVersion
from assessment.selectors.scores import cycle_score
from assessment.services.instrument_moves import load_own_instrument, move_cycle
from assessment.services.marks import NEW, Place, give_mark
from assessment.tests.factories import INSTRUMENT, NOW, PLAN
from assessment.tests.secretariat import scene


def document():
    return json.loads(INSTRUMENT.read_text(encoding="utf-8"))


def find(content, code):
    return next(
        q
        for c in content["clusters"]
        for i in c["indicators"]
        for q in i["questions"]
        if q["code"] == code
    )


def changed():
    """22B.1 says it otherwise and pays half at once; 22B.2 has another label and 1.1 is renamed."""
    content = document()
    asked = find(content, "22B.1")
    asked["text"] = "Sosialisasi <b>baru</b>"
    for option in asked["rule"]["options"]:
        option["points"] = str(Decimal(option["points"]) / 2)
    find(content, "22B.2")["rule"]["options"][0]["label"] = "Ada"
    find(content, "1.1")["code"] = "1.1z"
    return content


def load(place, content, who="coordinator", *, accept=True):
    return load_own_instrument(
        text=json.dumps(content), source="x.json", accept_mismatch=accept, by=place.actor(who)
    ).version


def file(content, name="versi.json"):
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    return SimpleUploadedFile(name, body)


def move(place, version, *, who="coordinator", at=NOW, seen=None):
    cycle = Cycle.objects.get(pk=place.cycle.pk)
    by = place.actor(who, at)
    return move_cycle(cycle=cycle, to=version, version=seen or cycle.version, by=by)


def test_upload_of_json_leads_to_the_comparison(enter, home):
    client = enter("coordinator")
    data = {"file": file(document() | {"title": "Versi Bima"})}
    page = client.post("/instrumen/unggah/", data, follow=True)

    version = InstrumentVersion.objects.get(city=home.city)
    assert page.redirect_chain == [(f"/instrumen/{version.pk}/banding/", 302)]
    assert "Semua pertanyaan sama" in page.content.decode()
    assert AuditEntry.objects.get(action="instrument.load", city=home.city).username


def test_a_version_comes_back_through_its_workbook(enter, home):
    client = enter("admin")
    content = client.get(f"/instrumen/{home.cycle.instrument_id}/xlsx/").content
    page = client.post("/instrumen/unggah/", {"file": file(content, "v.xlsx")})

    version = InstrumentVersion.objects.get(city=home.city)
    assert page.status_code == 302
    assert parse(json.loads(version.document)) == parse(document())
    plain = client.get(f"/instrumen/{home.cycle.instrument_id}/json/").content
    assert plain == INSTRUMENT.read_bytes()
    assert client.get("/instrumen/templat/").content[:2] == b"PK"


@pytest.mark.parametrize(
    "upload, message",
    [
        (file(b"\xff\xfe", "x.json"), "bukan teks UTF-8"),
        (file(b"[1", "x.json"), "bukan JSON"),
        (file(b"{}", "x.json"), "instrumen.code: tidak ada"),
        (file(b"PK\x03\x04", "x.xlsx"), "buku kerja"),
        (file(b"x", "x.exe"), "JSON atau XLSX"),
        (file(b"{}" * 3_000_000, "x.json"), "lebih besar dari"),
    ],
)
def test_garbage_is_refused_at_the_field(enter, home, upload, message):
    page = enter("coordinator").post("/instrumen/unggah/", {"file": upload})

    assert page.status_code == 422
    assert message in page.content.decode()
    assert not InstrumentVersion.objects.filter(city=home.city).exists()


def test_sums_that_do_not_add_up_are_listed_and_may_be_accepted(enter, home):
    client, wrong = enter("coordinator"), document() | {"total_points": "999"}
    refused = client.post("/instrumen/unggah/", {"file": file(wrong)})

    assert refused.status_code == 422
    assert "instrumen: tertulis 999, jumlah bagiannya 1000" in refused.content.decode()
    taken = client.post("/instrumen/unggah/", {"file": file(wrong), "accept_mismatch": "on"})
    assert taken.status_code == 302
    assert InstrumentVersion.objects.get(city=home.city).mismatches


def test_the_comparison_says_what_differs_and_who_gains_or_loses(enter, home, proven):
    row = Contribution.objects.get(cycle=home.cycle, question_code="22B.1")
    Contribution.objects.create(
        cycle=home.cycle,
        agency=row.agency,
        question_code="22B.2",
        answer=scene.best(home, "22B.2"),
        updated_at=NOW,
    )
    version = load(home, changed())
    page = enter("coordinator").get(f"/instrumen/{version.pk}/banding/")
    text, found = page.content.decode(), page.context["found"]

    fates = {change.code: change.fate for change in found.changes}
    assert fates == {
        "1.1": Fate.REMOVED,
        "1.1z": Fate.ADDED,
        "22B.1": Fate.CHANGED,
        "22B.2": Fate.CHANGED,
    }
    [first] = [row for row in found.questions if row.code == "22B.1"]
    assert (first.claimed, first.proven) == (Decimal("-4.5"), Decimal("-4.5"))
    assert found.unfit == ("22B.2",)
    assert "Sosialisasi &lt;b&gt;baru" in text
    assert "−4,5" in text
    assert cycle_score(home.cycle).points.proven == Decimal(9)


def test_the_move_is_confirmed_audited_and_assigns_what_is_new(enter, home, proven):
    version = load(home, changed())
    client = enter("coordinator")
    seen = Cycle.objects.get(pk=home.cycle.pk).version
    address = f"/instrumen/{version.pk}/banding/"

    unsure = client.post(address, {"version": seen})
    done = client.post(address, {"version": seen, "is_sure": "on"}, follow=True)

    assert unsure.status_code == 422
    assert "Siklus memakai versi ini" in done.content.decode()
    moved = Cycle.objects.select_related("instrument").get(pk=home.cycle.pk)
    assert moved.instrument_id == version.pk
    assert cycle_score(moved).points.claimed == Decimal("4.5")
    codes = set(Assignment.objects.filter(cycle=moved).values_list("question_code", flat=True))
    assert "1.1z" in codes
    assert "1.1" not in codes
    assert AuditEntry.objects.get(action="cycle.move").username == "coordinator.52.72"
    assert "sudah memakai versi ini" in client.get(address).content.decode()


def test_pages_of_a_moved_city_stay_open_with_answers_that_no_longer_fit(enter, home):
    scene.answer(home, "BPBD", "22B.2")
    move(home, load(home, changed()))

    for who, path in (
        ("operator BPBD", "/indikator/22B/?buka=22B.2"),
        ("operator BPBD", "/tugas/"),
        ("reviewer", "/antrian/"),
        ("coordinator", "/rakitan/22B.2/"),
        ("coordinator", "/kendali/"),
    ):
        assert enter(who).get(path).status_code == 200


@pytest.mark.parametrize("who", ["admin", "reviewer", "operator BPBD", "leader"])
def test_only_the_coordinator_moves(home, who):
    version = load(home, changed())

    with pytest.raises(PermissionDenied):
        move(home, version, who=who)


def test_a_move_is_refused_late_stale_twice_foreign_and_after_marks(world, home, frozen):
    version = load(home, changed())
    foreign = load(world.neighbour, changed())
    handed_over = PLAN.recap_closes_at

    with pytest.raises(LateError):
        move(home, version, at=handed_over)
    with pytest.raises(StaleVersionError):
        move(home, version, seen=99)
    with pytest.raises(PermissionDenied):
        move(home, foreign)
    with pytest.raises(ValidationError):
        move(home, home.cycle.instrument)
    verifier = actor_of(world.verifier, NOW)
    give_mark(
        cycle=home.cycle,
        place=Place("22B"),
        points=Decimal(1),
        reason="x",
        version=NEW,
        by=verifier,
    )
    with pytest.raises(ConflictError):
        move(home, version, at=handed_over - timedelta(seconds=1))


def test_own_versions_are_the_planners(home):
    for who in ("reviewer", "operator BPBD", "leader"):
        with pytest.raises(PermissionDenied):
            load(home, changed(), who)


def test_comparing_costs_the_same_for_one_and_many_answers(
    enter, home, proven, django_assert_max_num_queries, django_assert_num_queries
):
    version = load(home, changed())
    client, address = enter("coordinator"), f"/instrumen/{version.pk}/banding/"
    client.get(address)
    with django_assert_max_num_queries(12) as first:
        client.get(address)
    scene.answer(home, "BPBD", "21A.1")
    with django_assert_num_queries(len(first)):
        assert client.get(address).status_code == 200


def test_a_version_differs_from_itself_in_nothing():
    assert changes(parse(document()), parse(document())) == ()
