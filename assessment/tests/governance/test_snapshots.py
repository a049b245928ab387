"""Freezing: numbers, hashes, what is frozen, and that it stays."""

from __future__ import annotations

import hashlib
import json
import threading
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import InternalError, OperationalError, connection, transaction
from django.db.utils import DatabaseError, IntegrityError

from agencies.errors import LateError
from agencies.models import AuditEntry
from assessment.models import Snapshot
from assessment.reports import content as report_content
from assessment.selectors.preflight import preflight
from assessment.selectors.scores import cycle_score
from assessment.selectors.snapshot_content import figures, figures_of_content
from assessment.selectors.snapshots import content_of
from assessment.services.snapshots import freeze
from assessment.tests.factories import NOW, PLAN, make_world
from assessment.tests.reports import sample
from assessment.tests.secretariat import scene


def freeze_as(place, who="coordinator", at=NOW, **values):
    return freeze(cycle=place.cycle, by=place.actor(who, at), **values)


def question(content, code):
    return next(
        row
        for cluster in content["clusters"]
        for indicator in cluster["indicators"]
        for row in indicator["questions"]
        if row["code"] == code
    )


def shape(value):
    """Keys all the way down; of lists the first element."""
    if isinstance(value, dict):
        return {key: shape(item) for key, item in value.items()}
    return [shape(value[0])] if isinstance(value, list) and value else None


def test_freeze_numbers_hashes_and_records(proven):
    first = freeze_as(proven)
    second = freeze_as(proven, reason="Perbaikan")

    assert [first.number, second.number] == [1, 2]
    assert second.sha256 == hashlib.sha256(second.content.encode()).hexdigest()
    assert (first.claimed, first.proven) == ("9", "9")
    entry = AuditEntry.objects.filter(chain="52.72").latest("sequence")
    assert (entry.action, entry.reason) == ("snapshot.freeze", "Perbaikan")
    assert json.loads(entry.after) == {
        "year": 2026,
        "number": 2,
        "sha256": second.sha256,
        "claimed": "9",
        "proven": "9",
    }


def test_freeze_writes_canonical_json(proven):
    content = freeze_as(proven).content

    again = json.dumps(
        json.loads(content), sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )
    assert content == again
    assert "“" in content


def test_freeze_holds_what_reports_need(proven):
    content = content_of(freeze_as(proven, reason="Untuk rapat"))

    expected = shape(sample.full(programs=1))
    found = shape(content)
    for key in ("clusters", "programs", "agencies"):
        expected.pop(key), found.pop(key)
    assert found == {**expected, "city": found["city"]}
    assert set(content["city"]) == set(sample.full(1)["city"])
    assert set(content["clusters"][0]) == set(sample.full(1)["clusters"][0])
    row = question(content, "22B.1")
    assert set(row) == set(sample.full(1)["clusters"][0]["indicators"][0]["questions"][0])
    assert content["totals"] == {
        "maximum": "1000",
        "claimed": "9",
        "proven": "9",
        "verified": None,
        "category": {"claimed": None, "proven": None, "verified": None},
    }
    assert content["made_by"] == {
        "name": "Coordinator.52.72",
        "role": "Koordinator sekretariat",
    }
    assert report_content.build(content, sha256="0" * 64).title.startswith("Laporan")


def test_freeze_resolves_a_question(proven):
    row = question(content_of(freeze_as(proven)), "22B.1")

    [evidence] = row.pop("evidence")
    assert row == {
        "code": "22B.1",
        "text": row["text"],
        "kind": "yes_no",
        "maximum": "9",
        "claimed": "9",
        "proven": "9",
        "verified": None,
        "reason": "Pilihan “Ada” bernilai 9. Terbukti.".replace("Ada", row["answer"]),
        "answer": scene.best(proven, "22B.1")["choice"],
        "answer_raw": scene.best(proven, "22B.1"),
        "decided": True,
        "stale": False,
        "decided_by": "Coordinator.52.72, Koordinator sekretariat",
        "narrative": "BPBD: Disosialisasikan di 12 sekolah.",
        "agencies": ["BPBD", "Dinsos", "Disdikbud", "Dinkes"],
        "missing_evidence": [],
    }
    assert (evidence["item"], evidence["state"], evidence["agency"], evidence["pages"]) == (
        "Dokumen pendukung",
        "accepted",
        "BPBD",
        "1-2",
    )


def test_freeze_hides_restricted_documents(proven):
    row = scene.answer(proven, "Dinsos", "22B.2", evidence=False)
    secret = scene.document(
        proven,
        "Dinsos",
        title="Berkas korban Bunga",
        number="RHS/7",
        issuer="Dinsos Bunga",
        is_restricted=True,
    )
    from assessment.services.citations import cite_document  # noqa: PLC0415

    cite_document(
        contribution=row,
        document=secret,
        item=0,
        pages="3",
        note="Bunga, 9 tahun",
        by=proven.actor("operator Dinsos", scene.EARLIER),
    )
    snapshot = freeze_as(proven)

    [evidence] = question(content_of(snapshot), "22B.2")["evidence"]
    assert evidence["document"] == {
        "id": secret.pk,
        "title": "Dokumen terbatas",
        "number": "",
        "issuer": "",
        "date": "2026-03-01",
        "kind": "SK",
        "restricted": True,
        "sha256": secret.file.sha256,
        "extension": "pdf",
    }
    assert "Bunga" not in snapshot.content
    assert "RHS/7" not in snapshot.content


def test_freeze_counts_agencies(proven):
    scene.answer(proven, "Dinsos", "22B.2")
    agencies = {row["abbreviation"]: row for row in content_of(freeze_as(proven))["agencies"]}

    assert len(agencies) == 7
    counts = {name: agencies["BPBD"][name] for name in ("answered", "submitted", "accepted")}
    assert counts == {"answered": 1, "submitted": 1, "accepted": 1}
    assert (agencies["Dinsos"]["answered"], agencies["Dinsos"]["submitted"]) == (1, 0)
    assert agencies["Dinkes"]["late"] is False


def test_freeze_says_who_is_late(proven):
    late = PLAN.filling_closes_at
    agencies = {
        row["abbreviation"]: row["late"]
        for row in content_of(freeze_as(proven, at=late))["agencies"]
    }

    assert agencies["Dinkes"] is True
    before = content_of(freeze_as(proven, at=late - timedelta(seconds=1)))["agencies"]
    assert [row["late"] for row in before] == [False] * 7


def test_freeze_marks_programmes_of_accepted_parts(proven):
    from assessment.models import Program, ProgramTarget  # noqa: PLC0415

    for agency in ("BPBD", "Dinsos"):
        program = Program.objects.create(
            cycle=proven.cycle,
            agency=proven.agencies[agency],
            title=f"Kegiatan {agency}",
            updated_at=NOW,
        )
        ProgramTarget.objects.create(program=program, indicator_code="22B")
    content = content_of(freeze_as(proven))

    assert [(row["agency"], row["accepted"]) for row in content["programs"]] == [
        ("BPBD", True),
        ("Dinsos", False),
    ]
    served = [
        indicator["programs"]
        for cluster in content["clusters"]
        for indicator in cluster["indicators"]
        if indicator["programs"]
    ]
    assert served == [[row["id"] for row in content["programs"]]]


def test_snapshot_does_not_change_with_the_answers(proven):
    snapshot = freeze_as(proven)
    before = figures_of_content(content_of(snapshot))
    scene.answer(proven, "Dinsos", "22B.3", at=NOW)
    kept = Snapshot.objects.get(pk=snapshot.pk)

    assert kept.content == snapshot.content
    assert before != figures(cycle_score(proven.cycle))
    assert content_of(freeze_as(proven))["totals"]["claimed"] == "9.5"


def test_snapshot_figures_equal_the_live_score(proven):
    snapshot = freeze_as(proven)

    assert figures_of_content(content_of(snapshot)) == figures(cycle_score(proven.cycle))


def test_snapshot_refuses_change_and_removal(frozen):
    refusals = (DatabaseError, InternalError, OperationalError, IntegrityError)
    for act in (
        lambda: Snapshot.objects.filter(pk=frozen.pk).update(claimed="1000"),
        lambda: Snapshot.objects.filter(pk=frozen.pk).delete(),
    ):
        with pytest.raises(refusals), transaction.atomic():
            act()

    assert Snapshot.objects.get(pk=frozen.pk).claimed == "9"


@pytest.mark.parametrize("who", ["reviewer", "operator BPBD", "head BPBD", "leader", "admin"])
def test_freeze_is_the_coordinators(home, who):
    with pytest.raises(PermissionDenied):
        freeze_as(home, who)

    assert not Snapshot.objects.exists()


def test_freeze_of_another_city_is_refused(world):
    with pytest.raises(PermissionDenied):
        freeze(cycle=world.neighbour.cycle, by=world.home.actor("coordinator"))

    assert not Snapshot.objects.exists()


@pytest.mark.parametrize("seconds", [0, 1])
def test_freeze_after_the_hand_over_is_late(home, seconds):
    with pytest.raises(LateError):
        freeze_as(home, at=PLAN.recap_closes_at + timedelta(seconds=seconds))

    assert not Snapshot.objects.exists()


def test_freeze_in_the_last_second_is_in_time(home):
    assert freeze_as(home, at=PLAN.recap_closes_at - timedelta(seconds=1)).number == 1


@pytest.mark.parametrize("reason", ["a\x00b", "x" * 2001])
def test_freeze_refuses_unstorable_reasons(home, reason):
    with pytest.raises(ValidationError) as refused:
        freeze_as(home, reason=reason)

    assert list(refused.value.message_dict) == ["reason"]


def test_preflight_lists_what_is_open(proven):
    scene.answer(proven, "Dinsos", "22B.2")
    scene.answer(proven, "Dinsos", "22B.1", scene.worst(proven, "22B.1"))
    found = preflight(proven.cycle)

    points = {finding.code: finding.points for finding in found.findings}
    listed = [found.labels(code) for code in ("stale", "undecided", "conflicts")]
    assert listed == [("22B.1",), ("22B.2",), ()]
    assert len(found.labels("unanswered")) == 272
    assert (points["stale"], points["undecided"]) == (9, Decimal("0.5"))
    assert found.score.points.unproven == Decimal("9.5")
    assert found.is_clean is False


@pytest.mark.django_db(transaction=True)
def test_two_freezes_at_once_are_numbers_one_and_two(in_threads):
    place = make_world().home
    rows = in_threads(lambda _: freeze_as(place), 2)

    assert sorted(row.number for row in rows) == [1, 2]
    for row in Snapshot.objects.all():
        assert row.sha256 == hashlib.sha256(row.content.encode()).hexdigest()
        assert content_of(row)["number"] == row.number


@pytest.mark.django_db(transaction=True)
def test_freeze_reads_one_state_while_others_write(in_threads):
    """Points and note are read by two queries; a write between them waits for the snapshot."""
    place = make_world().home
    asked, written = threading.Event(), threading.Event()
    raw = scene.worst(place, "22B.1")
    scene.answer(place, "BPBD", "22B.1", raw, note="lama", evidence=False)

    def let_write(execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        if 'FROM "assessment_contribution"' in sql and not asked.is_set():
            asked.set()
            written.wait(0.5)
        return result

    def act(number):
        if number:
            asked.wait(10)
            raw = scene.best(place, "22B.1")
            scene.answer(place, "BPBD", "22B.1", raw, note="baru", evidence=False, at=NOW)
            written.set()
            return None
        with connection.execute_wrapper(let_write):
            return freeze_as(place)

    row = question(content_of(in_threads(act, 2)[0]), "22B.1")
    assert (row["claimed"], row["narrative"]) == ("0", "BPBD: lama")
    assert written.is_set()
    later = question(content_of(freeze_as(place)), "22B.1")
    assert (later["claimed"], later["narrative"]) == ("9", "BPBD: baru")
