"""The province's pages: what it sees, and the marks it gives."""

from __future__ import annotations

import json
import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from agencies.actors import actor_of
from agencies.errors import LateError, StaleVersionError
from agencies.models import AuditEntry
from assessment.models import Mark
from assessment.selectors.scores import cycle_score
from assessment.services.marks import NEW, Place, give_mark
from assessment.services.snapshots import freeze
from assessment.tests.factories import NOW, PLAN


@pytest.fixture
def province(client, world, frozen):
    client.force_login(world.verifier)
    return client


def mark_address(snapshot, code="22B"):
    return f"/verifikasi/{snapshot.pk}/nilai/{code}/"


def values(points="12,5", reason="Bukti satu kegiatan.", version=0, **others):
    return {"points": points, "reason": reason, "version": str(version), **others}


def give(world, points="12.5", reason="Kurang foto", version=NEW, at=NOW, code="22B", who=None):
    return give_mark(
        cycle=world.home.cycle,
        place=Place(code),
        points=Decimal(points),
        reason=reason,
        version=version,
        by=actor_of(who or world.verifier, at),
    )


def test_list_shows_the_cities_of_the_province(province, world, frozen):
    freeze(cycle=world.abroad.cycle, by=world.abroad.actor("coordinator"))
    page = province.get("/verifikasi/")

    rows = page.context["rows"]
    assert [(row.snapshot.pk, row.claimed, row.proven) for row in rows] == [
        (frozen.pk, Decimal(9), Decimal(9))
    ]
    assert "Kota Bima" in page.content.decode()
    assert "Kota Bogor" not in page.content.decode()


def test_list_filters_by_year(province):
    assert province.get("/verifikasi/?tahun=2026").context["page"].paginator.count == 1
    empty = province.get("/verifikasi/?tahun=2025")
    assert "Tidak ada rekaman tahun itu" in empty.content.decode()


def test_verifier_reads_report_and_files(province, frozen):
    detail = province.get(f"/verifikasi/{frozen.pk}/")
    report = province.get(f"/verifikasi/{frozen.pk}/laporan/?bab=klaster-5")
    file = province.get(f"/verifikasi/{frozen.pk}/berkas/json/")

    assert detail.context["sheet"].points.claimed == Decimal(9)
    assert 'id="indikator-22B"' in report.content.decode()
    assert file.content.decode() == frozen.content
    entry = AuditEntry.objects.get(action="report.download")
    assert (entry.chain, entry.username) == ("52.72", "verifikator.52")


@pytest.mark.parametrize("tail", ["", "laporan/", "berkas/json/", "nilai/22B/"])
def test_another_province_sees_nothing(client, world, frozen, tail):
    client.force_login(world.foreign_verifier)

    assert client.get("/verifikasi/").context["page"].paginator.count == 0
    assert client.get(f"/verifikasi/{frozen.pk}/{tail}").status_code == 404
    assert client.post(mark_address(frozen), values()).status_code == 404
    assert not Mark.objects.exists()


@pytest.mark.parametrize(
    "who", ["operator BPBD", "head BPBD", "reviewer", "coordinator", "leader", "admin"]
)
def test_verification_is_the_verifiers(enter, frozen, who):
    client = enter(who)

    for tail in ("", f"{frozen.pk}/", f"{frozen.pk}/laporan/", f"{frozen.pk}/berkas/json/"):
        assert client.get(f"/verifikasi/{tail}").status_code == 403
    assert client.post(mark_address(frozen), values()).status_code == 403
    assert not Mark.objects.exists()


def test_mark_is_given_and_shown(province, world, frozen):
    page = province.post(mark_address(frozen), values(), follow=True)

    mark = Mark.objects.get()
    assert page.redirect_chain == [(f"/verifikasi/{frozen.pk}/#indikator-22B", 302)]
    assert (mark.hundredths, mark.stage, mark.reason) == (1250, "va", "Bukti satu kegiatan.")
    assert page.context["sheet"].points.verified == Decimal("12.5")
    assert page.context["sheet"].marked == 1
    assert cycle_score(world.home.cycle).points.verified == Decimal("12.5")
    entry = AuditEntry.objects.get(action="mark.give")
    assert entry.chain == "52.72"
    assert json.loads(entry.after) == {"indicator": "22B", "stage": "va", "points": "12,5"}


def test_mark_is_changed_with_its_version(province, frozen):
    province.post(mark_address(frozen), values())
    form = province.get(mark_address(frozen)).context["form"]
    assert form.initial == {
        "points": Decimal("12.5"),
        "reason": "Bukti satu kegiatan.",
        "version": 1,
    }
    province.post(mark_address(frozen), values("18", reason="", version=1))

    assert list(Mark.objects.values_list("hundredths", "reason", "version")) == [(1800, "", 2)]


def test_stale_mark_shows_both(province, frozen):
    province.post(mark_address(frozen), values())
    refused = province.post(mark_address(frozen), values("10"))

    assert refused.status_code == 409
    [difference] = refused.context["differences"]
    assert (difference.stored, difference.typed) == ("12,5", "10")
    assert Mark.objects.get().hundredths == 1250


def test_one_token_marks_once(province, frozen):
    token = str(uuid.uuid4())
    posts = [province.post(mark_address(frozen), values(kunci=token)) for _ in range(2)]

    assert [post.status_code for post in posts] == [302, 302]
    assert AuditEntry.objects.filter(action="mark.give").count() == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"points": "18,01"}, "points"),
        ({"points": "-1"}, "points"),
        ({"points": "1,005"}, "points"),
        ({"points": "1.00"}, "points"),
        ({"points": "1e1"}, "points"),
        ({"points": "NaN"}, "points"),
        ({"points": "9" * 400}, "points"),
        ({"points": "1,0000000000000000000000000001"}, "points"),
        ({"points": ""}, "points"),
        ({"reason": " "}, "reason"),
        ({"reason": "a\x00b"}, "reason"),
        ({"reason": "x" * 2001}, "reason"),
        ({"version": "x"}, "version"),
    ],
)
def test_wrong_marks_are_refused_at_their_field(province, frozen, change, field):
    refused = province.post(mark_address(frozen), values() | change)

    assert refused.status_code == 422
    assert list(refused.context["form"].errors) == [field]
    assert not Mark.objects.exists()


@pytest.mark.parametrize("points", ["18.01", "-0.01", "1.005", "NaN", "Infinity"])
def test_service_refuses_what_the_form_refuses(world, frozen, points):
    with pytest.raises(ValidationError) as refused:
        give(world, points)

    assert list(refused.value.message_dict) == ["points"]


def test_service_wants_a_reason_below_the_maximum(world, frozen):
    with pytest.raises(ValidationError) as refused:
        give(world, "17.99", reason="")

    assert list(refused.value.message_dict) == ["reason"]
    assert give(world, "18", reason="").hundredths == 1800


def test_service_refuses_strangers(world, frozen):
    with pytest.raises(PermissionDenied):
        give(world, who=world.foreign_verifier)
    with pytest.raises(PermissionDenied):
        give(world, who=world.home.people["coordinator"])

    assert not Mark.objects.exists()


def test_cycle_without_a_snapshot_cannot_be_marked(world, clock):
    with pytest.raises(PermissionDenied):
        give(world)

    assert not Mark.objects.exists()


@pytest.mark.parametrize(("seconds", "is_late"), [(-1, False), (0, True)])
def test_marks_end_with_the_cycle(world, frozen, seconds, is_late):
    at = PLAN.cycle_closes_at + timedelta(seconds=seconds)
    if is_late:
        with pytest.raises(LateError):
            give(world, at=at)
    else:
        give(world, at=at)

    assert Mark.objects.exists() is not is_late


def test_mark_of_a_vanished_version_is_stale(world, frozen):
    with pytest.raises(StaleVersionError):
        give(world, version=3)

    assert not Mark.objects.exists()


@pytest.mark.parametrize("tail", ["99999999999999999999/", "0/", "999/", "x/", "999/berkas/pdf/"])
def test_garbage_is_no_such_page(province, tail):
    assert province.get(f"/verifikasi/{tail}").status_code == 404


def test_garbage_below_a_snapshot_is_no_such_page(province, frozen):
    for tail in ("nilai/99Z/", "nilai/a%00/", "berkas/doc/", "laporan/?bab=x"):
        assert province.get(f"/verifikasi/{frozen.pk}/{tail}").status_code == 404


def test_pages_cost_the_same_for_many(province, world, frozen, django_assert_max_num_queries):
    pages = ("/verifikasi/", f"/verifikasi/{frozen.pk}/", mark_address(frozen))

    def measured():
        counts = []
        for address in pages:
            with django_assert_max_num_queries(12) as counted:
                assert province.get(address).status_code == 200
            counts.append(len(counted))
        return counts

    few = measured()
    for number in range(39):
        at = NOW + timedelta(minutes=number)
        freeze(cycle=world.home.cycle, by=world.home.actor("coordinator", at))
    for code in ("21A", "22B", "23A"):
        give(world, "0", code=code)
    assert measured() == few
