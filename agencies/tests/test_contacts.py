"""Numbers and addresses of people: one form, refused at their field, not written into the trail."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from agencies.models import AuditEntry
from agencies.services.contacts import clean_email, clean_phone
from agencies.services.people import PersonFields, change_person


@pytest.mark.parametrize(
    "typed, kept",
    [
        ("", ""),
        ("0812-3456-7890", "+6281234567890"),
        ("+62 812 3456 7890", "+6281234567890"),
        ("62.812.3456.7890", "+6281234567890"),
        ("(0812) 34567", "+6281234567"),
    ],
)
def test_numbers_are_kept_in_one_form(typed, kept):
    assert clean_phone(typed) == kept


@pytest.mark.parametrize("typed", ["0370-21234", "812", "0812x", "+1 812 3456 7890", "٠٨١٢٣٤٥٦٧٨٩"])
def test_other_numbers_are_refused(typed):
    with pytest.raises(ValidationError) as refusal:
        clean_phone(typed)

    assert list(refusal.value.error_dict) == ["phone"]


def test_addresses_are_checked():
    assert clean_email(" a@kota.go.id ") == "a@kota.go.id"
    with pytest.raises(ValidationError):
        clean_email("a@b\nBcc: c@d.id")
    with pytest.raises(ValidationError):
        clean_email("bukan alamat")


def test_trail_says_that_there_is_a_number_not_which(world):
    person = world.home.people["operator BPBD"]
    fields = PersonFields(
        person.full_name, person.role, agency=person.agency, phone="081234567890", email="a@b.id"
    )

    changed = change_person(person, fields, version=1, by=world.home.actor("admin"))

    assert (changed.phone, changed.email) == ("+6281234567890", "a@b.id")
    entry = AuditEntry.objects.filter(action="person.change").get()
    assert '"phone": true' in entry.after
    assert "81234567890" not in entry.before + entry.after
