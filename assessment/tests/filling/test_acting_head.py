"""Acting heads (Plt.): their days to the second, their agency only, and never their own work."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from agencies.actors import actor_of
from agencies.models import AuditEntry
from agencies.roles import Role
from agencies.selectors import has_active_head
from agencies.services.delegations import DelegationFields, grant_delegation, revoke_delegation
from assessment.core.workflow import Action
from assessment.models import StatusChange
from assessment.policies import visible_submissions
from assessment.services.submissions import move
from assessment.tests.factories import NOW, make_user
from assessment.tests.filling import scene

WITA = ZoneInfo("Asia/Makassar")
FIRST, LAST = date(2026, 12, 1), date(2026, 12, 5)
SECOND = timedelta(seconds=1)


def name_plt(place, person, agency="BPBD", starts_on=FIRST, ends_on=LAST):
    fields = DelegationFields(place.agencies[agency], person, "800/77/2026", starts_on, ends_on)
    return grant_delegation(fields, by=place.actor("admin"))


@pytest.fixture
def deputy(home):
    """A second operator of BPBD, who stands in for its head."""
    scope = {"city": home.city, "agency": home.agencies["BPBD"]}
    home.people["deputy"] = make_user("wakil.bpbd", Role.OPERATOR, **scope)
    return home.people["deputy"]


@pytest.fixture
def sent(home):
    scene.answer(home, "BPBD", "22B.1")
    scene.move(home, "BPBD", "22B", "submit", "operator BPBD")
    return scene.part(home, "BPBD", "22B")


def approve(client, part):
    return client.post(
        reverse("submission-move", args=[part.pk, "approve"]), {"version": part.version}
    )


def test_acting_head_approves_and_signs_so(enter, home, sent, deputy):
    name_plt(home, deputy)
    client = enter("deputy")

    page = client.get(reverse("agency-summary"))
    answer = approve(client, sent)

    assert [row.part.indicator.code for row in page.context["waiting"]] == ["22B"]
    assert "Ringkasan (Plt.)" in page.content.decode()
    assert answer.url == reverse("agency-summary")
    change = StatusChange.objects.get(action="approve")
    assert change.by_label == "Wakil.Bpbd (Plt. Kepala, surat nomor 800/77/2026)"
    receipt = client.get(reverse("submission-receipt", args=[change.pk]))
    assert "Plt. Kepala, surat nomor 800/77/2026" in receipt.content.decode()
    after = AuditEntry.objects.get(action="submission.approve").after
    assert '"acting": "Plt. Kepala, surat nomor 800/77/2026"' in after


@pytest.mark.parametrize(
    ("at", "acts"),
    [
        (datetime(2026, 12, 1, tzinfo=WITA) - SECOND, False),
        (datetime(2026, 12, 1, tzinfo=WITA), True),
        (datetime(2026, 12, 5, 23, 59, 59, tzinfo=WITA), True),
        (datetime(2026, 12, 6, tzinfo=WITA), False),
    ],
)
def test_days_turn_at_midnight_of_the_city(home, deputy, at, acts):
    name_plt(home, deputy)

    actor = actor_of(deputy, at)

    assert actor.acting_for == (frozenset({home.agencies["BPBD"].pk}) if acts else frozenset())


def test_expiry_bites_on_the_next_request(enter, home, sent, deputy, clock):
    name_plt(home, deputy)
    client = enter("deputy")
    assert client.get(reverse("agency-summary")).context["waiting"]

    clock(datetime(2026, 12, 6, tzinfo=WITA))
    client.force_login(deputy)  # the session itself lives twelve hours
    answer = approve(client, sent)

    sent.refresh_from_db()
    assert (answer.status_code, sent.status) == (403, "awaiting_head")


def test_expiry_within_a_session(enter, home, sent, deputy, clock):
    clock(datetime(2026, 12, 5, 23, 59, 59, tzinfo=WITA))
    name_plt(home, deputy)
    client = enter("deputy")
    assert client.get(reverse("agency-summary")).context["waiting"]

    clock(datetime(2026, 12, 6, tzinfo=WITA))

    assert not client.get(reverse("agency-summary")).context["waiting"]
    assert approve(client, sent).status_code == 403


def test_revocation_bites_on_the_next_request(enter, home, sent, deputy):
    row = name_plt(home, deputy)
    client = enter("deputy")
    assert client.get(reverse("agency-summary")).context["waiting"]

    revoke_delegation(row, by=home.actor("head BPBD"))

    assert approve(client, sent).status_code == 403


def test_revocation_between_request_and_act(home, sent, deputy):
    row = name_plt(home, deputy)
    actor = actor_of(deputy, NOW)
    revoke_delegation(row, by=home.actor("admin"))

    with pytest.raises(PermissionDenied, match="baru saja berakhir"):
        move(submission=sent, action=Action.APPROVE, version=sent.version, by=actor)


def test_nobody_approves_what_he_sent(enter, home, sent):
    name_plt(home, home.people["operator BPBD"])
    client = enter("operator BPBD")

    page = client.get(reverse("agency-summary"))
    answer = approve(client, sent)

    assert not page.context["waiting"]
    assert "orang lain menyetujuinya" in page.content.decode()
    sent.refresh_from_db()
    assert (answer.status_code, sent.status) == (403, "awaiting_head")


def test_nobody_approves_what_he_alone_entered(enter, home, deputy):
    scene.answer(home, "BPBD", "22B.1")
    scene.move(home, "BPBD", "22B", "submit", "deputy")
    name_plt(home, home.people["operator BPBD"])

    answer = approve(enter("operator BPBD"), scene.part(home, "BPBD", "22B"))

    assert answer.status_code == 403


def test_head_of_another_agency_acts_for_this_one_only(enter, home, sent):
    scope = {"city": home.city, "agency": home.agencies["Dinkes"]}
    home.people["head Dinkes"] = make_user("kepala.dinkes", Role.HEAD, **scope)
    client = enter("head Dinkes")
    assert approve(client, sent).status_code == 404

    name_plt(home, home.people["head Dinkes"])
    pk = home.agencies["BPBD"].pk
    summary = f"{reverse('agency-summary')}?plt={pk}"
    page = client.get(summary)
    detail = client.get(f"{reverse('indicator-detail', args=['22B'])}?plt={pk}")
    foreign = client.get(f"{reverse('agency-summary')}?plt={home.agencies['DP3A'].pk}")
    save = client.post(f"{reverse('contribution-save', args=['22B.1'])}?plt={pk}", {"version": "1"})
    answer = approve(client, sent)

    assert [row.part.indicator.code for row in page.context["waiting"]] == ["22B"]
    assert (detail.status_code, foreign.status_code, save.status_code) == (200, 404, 403)
    assert answer.url == summary
    sent.refresh_from_db()
    assert sent.status == "submitted"


def test_acting_head_sees_the_parts_of_no_third_agency(home, sent):
    scope = {"city": home.city, "agency": home.agencies["Dinkes"]}
    head = make_user("kepala.dinkes", Role.HEAD, **scope)
    scene.answer(home, "DP3A", "25.2", {"numerator": 3, "denominator": 9})
    name_plt(home, head)

    seen = visible_submissions(actor_of(head, NOW))

    assert list(seen.values_list("agency__abbreviation", flat=True)) == ["BPBD"]


def test_a_delegate_who_moved_acts_no_more(home, deputy):
    name_plt(home, deputy)
    deputy.agency = home.agencies["Dinsos"]
    deputy.save()

    assert actor_of(deputy, NOW).acting_for == frozenset()


def test_another_city_is_out_of_reach(world, home):
    foreign = world.neighbour.people["head BPBD"]

    with pytest.raises(Exception, match="Pilih orang dari daftar"):
        name_plt(home, foreign)


def test_an_acting_head_makes_parts_wait(home):
    dinsos, by = home.agencies["Dinsos"], home.actor("operator DP3A")
    assert not has_active_head(by, dinsos, home.city)

    row = name_plt(home, home.people["operator Dinsos"], "Dinsos")
    assert has_active_head(by, dinsos, home.city)

    revoke_delegation(row, by=home.actor("admin"))
    assert not has_active_head(by, dinsos, home.city)


@pytest.mark.parametrize("address", ["/tugas/", "/periksa/", "/ringkasan/"])
def test_pages_of_an_acting_head_cost_no_more_than_others(
    enter, home, deputy, address, django_assert_max_num_queries
):
    name_plt(home, deputy)
    scene.answer(home, "BPBD", "22B.1")
    scene.cite(home, "BPBD", "22B.1", scene.document(home))
    scene.move(home, "BPBD", "22B", "submit", "operator BPBD")
    client = enter("deputy")

    with django_assert_max_num_queries(12):
        page = client.get(address)

    assert 'Ringkasan (Plt.)<span class="count">1</span>' in page.content.decode()


def test_question_page_of_an_acting_head_costs_no_more_than_others(
    enter, home, deputy, django_assert_max_num_queries
):
    name_plt(home, deputy)
    scene.answer(home, "BPBD", "22B.1")
    scene.cite(home, "BPBD", "22B.1", scene.document(home))
    client = enter("deputy")

    with django_assert_max_num_queries(12):
        page = client.get("/indikator/22B/?buka=22B.1")

    assert "22B.1" in page.content.decode()
