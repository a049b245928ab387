"""Naming acting heads: who may, whom, for which days; the page and the trail."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from agencies.errors import ConflictError
from agencies.models import AuditEntry, Delegation
from agencies.roles import Role
from agencies.services.delegations import DelegationFields, grant_delegation, revoke_delegation
from assessment.tests.factories import NOW, make_user

FIRST, LAST = date(2026, 12, 1), date(2026, 12, 31)


def fields(place, **changed):
    values = {
        "agency": place.agencies["BPBD"],
        "person": place.people["operator BPBD"],
        "letter_number": "800/1",
        "starts_on": FIRST,
        "ends_on": LAST,
    }
    return DelegationFields(**values | changed)


@pytest.mark.parametrize("who", ["admin", "head BPBD"])
def test_admin_and_head_name_and_end_an_acting_head(home, who):
    row = grant_delegation(fields(home), by=home.actor(who))
    ended = revoke_delegation(row, by=home.actor(who))

    assert (row.title, ended.revoked_at) == ("Plt. Kepala, surat nomor 800/1", NOW)
    acts = AuditEntry.objects.filter(subject="delegation").values_list("action", flat=True)
    assert list(acts) == ["delegation.grant", "delegation.revoke"]


@pytest.mark.parametrize("who", ["operator BPBD", "reviewer", "coordinator", "leader"])
def test_others_name_nobody(home, who):
    with pytest.raises(PermissionDenied):
        grant_delegation(fields(home), by=home.actor(who))


def test_a_head_names_for_the_own_agency_only(home):
    other = fields(home, agency=home.agencies["Dinsos"], person=home.people["operator Dinsos"])

    with pytest.raises(ValidationError) as refused:
        grant_delegation(other, by=home.actor("head BPBD"))

    assert set(refused.value.message_dict) == {"agency"}


def test_an_acting_head_names_nobody(home):
    grant_delegation(fields(home), by=home.actor("admin"))

    with pytest.raises(PermissionDenied):
        grant_delegation(fields(home), by=home.actor("operator BPBD"))


@pytest.mark.parametrize("who", ["operator Dinsos", "reviewer", "admin", "head BPBD"])
def test_only_fitting_people_are_named(home, who):
    with pytest.raises(ValidationError) as refused:
        grant_delegation(fields(home, person=home.people[who]), by=home.actor("admin"))

    assert set(refused.value.message_dict) == {"person"}


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"ends_on": FIRST - timedelta(days=1)}, "ends_on"),
        ({"starts_on": date(2026, 1, 1), "ends_on": date(2026, 1, 31)}, "ends_on"),
        ({"ends_on": date(2028, 1, 1)}, "ends_on"),
        ({"letter_number": " "}, "letter_number"),
        ({"letter_number": "a\x00b"}, "letter_number"),
        ({"letter_number": "x" * 61}, "letter_number"),
    ],
)
def test_days_and_letter_are_checked(home, changed, field):
    with pytest.raises(ValidationError) as refused:
        grant_delegation(fields(home, **changed), by=home.actor("admin"))

    assert set(refused.value.message_dict) == {field}
    assert not Delegation.objects.exists()


def test_one_acting_head_at_a_time(home):
    row = grant_delegation(fields(home), by=home.actor("admin"))
    scope = {"city": home.city, "agency": home.agencies["Dinkes"]}
    other = make_user("kepala.dinkes", Role.HEAD, **scope)
    later = fields(home, person=other, starts_on=LAST, ends_on=date(2027, 1, 10))

    with pytest.raises(ValidationError) as refused:
        grant_delegation(later, by=home.actor("admin"))
    revoke_delegation(row, by=home.actor("admin"))
    grant_delegation(later, by=home.actor("admin"))

    assert set(refused.value.message_dict) == {"starts_on"}
    assert Delegation.objects.filter(revoked_at__isnull=True).count() == 1


def test_ended_ones_are_not_ended_again(home):
    row = grant_delegation(fields(home), by=home.actor("admin"))
    revoke_delegation(row, by=home.actor("admin"))

    with pytest.raises(ConflictError):
        revoke_delegation(row, by=home.actor("admin"))


@pytest.mark.parametrize("changed", [{"ends_on": FIRST - timedelta(days=1)}, {"letter_number": ""}])
def test_database_refuses_what_makes_no_sense(home, changed):
    values = {
        "agency": home.agencies["BPBD"],
        "person": home.people["operator BPBD"],
        "letter_number": "1",
        "starts_on": FIRST,
        "ends_on": LAST,
        "granted_at": NOW,
    }

    with pytest.raises(IntegrityError), transaction.atomic():
        Delegation.objects.create(**values | changed)


def test_pages_name_list_and_end(client, home):
    client.force_login(home.people["head BPBD"])
    address = reverse("delegation-create")
    typed = {
        "agency": home.agencies["BPBD"].pk,
        "person": home.people["operator BPBD"].pk,
        "letter_number": "800/2",
        "starts_on": FIRST.isoformat(),
        "ends_on": "31/12/2026",
    }

    empty = client.get(reverse("delegation-list"))
    wrong = client.post(address, typed | {"starts_on": "kemarin"})
    done = client.post(address, typed)
    listed = client.get(reverse("delegation-list"))
    row = Delegation.objects.get()
    ended = client.post(reverse("delegation-revoke", args=[row.pk]))

    assert "Belum ada penunjukan" in empty.content.decode()
    assert (wrong.status_code, set(wrong.context["form"].errors)) == (422, {"starts_on"})
    assert (done.url, ended.url) == (reverse("delegation-list"),) * 2
    assert [shown.state for shown in listed.context["page"]] == ["Berlaku"]
    row.refresh_from_db()
    assert row.revoked_at is not None
