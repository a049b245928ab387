"""Writes of people: accounts, moves, one-time passwords. Passwords never reach the audit trail."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q

from agencies import audit
from agencies.actors import SYSTEM_USERNAME, Actor
from agencies.errors import ConflictError
from agencies.models import Agency, User
from agencies.passwords import one_time_password
from agencies.policies import check_manage_people, visible_agencies, visible_people
from agencies.roles import AGENCY_ROLES, CITY_ROLES, Role
from agencies.services.contacts import clean_email, clean_phone
from agencies.services.rows import lock_city, update_versioned
from agencies.services.sign_in import normal_username
from agencies.services.text import clean_text

USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,59}")


@dataclass(frozen=True, slots=True)
class PersonFields:
    """What the admin writes about a person; `agency` only for roles of an agency."""

    full_name: str
    role: str
    position: str = ""
    agency: Agency | None = None
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class NewPerson(PersonFields):
    """A person who gets an account; the username stays for good."""

    username: str = ""


@transaction.atomic
def create_person(fields: NewPerson, *, by: Actor) -> tuple[User, str]:
    """The new person with the one-time password, which is stored nowhere but as a hash."""
    check_manage_people(by)
    lock_city(by)
    _check_still_admin(by)
    _check_scope(fields, by)
    return insert_person(fields, city_id=by.city_id, by=by)


def insert_person(
    fields: NewPerson, *, by: Actor, city_id: int | None = None, province_id: int | None = None
) -> tuple[User, str]:
    """Store a person whose scope the caller has checked."""
    username = _clean_username(fields.username)
    password = one_time_password()
    user = User(
        username=username,
        role=fields.role,
        city_id=city_id,
        province_id=province_id,
        agency=fields.agency,
        must_change_password=True,
        **_clean_names(fields),
    )
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError as error:
        raise ValidationError({"username": "Nama pengguna ini sudah dipakai."}) from error
    audit.record(
        by=by,
        action="person.create",
        subject="person",
        subject_id=user.pk,
        after={"username": username, **_values(user)},
        city_id=city_id,
    )
    return user, password


@transaction.atomic
def change_person(user: User, fields: PersonFields, *, version: int, by: Actor) -> User:
    """Name, position, role and agency; another role or agency ends the person's sessions."""
    check_manage_people(by)
    lock_city(by)
    _check_still_admin(by)
    user = _locked(user, by)
    if user.pk == by.user_id and fields.role != user.role:
        raise ValidationError({"role": "Anda tidak dapat mengubah peran Anda sendiri."})
    _check_scope(fields, by)
    before = _values(user)
    names = _clean_names(fields)
    agency_id = fields.agency.pk if fields.agency else None
    changes = {**names, "role": fields.role, "agency_id": agency_id}
    changed = update_versioned(user, version, changes)
    _record("person.change", changed, before, _values(changed), by)
    return changed


@transaction.atomic
def deactivate_person(user: User, *, version: int, by: Actor) -> User:
    """Close an account; sessions end with the next request, what the person did stays."""
    check_manage_people(by)
    lock_city(by)
    _check_still_admin(by)
    user = _locked(user, by)
    if user.pk == by.user_id:
        raise ConflictError("Anda tidak dapat menonaktifkan akun Anda sendiri.")
    if not user.is_active:
        raise ConflictError(f"Akun {user.username} sudah tidak aktif.")
    changed = update_versioned(user, version, {"is_active": False})
    _record("person.deactivate", changed, {"is_active": True}, {"is_active": False}, by)
    return changed


@transaction.atomic
def activate_person(user: User, *, version: int, by: Actor) -> User:
    check_manage_people(by)
    lock_city(by)
    _check_still_admin(by)
    user = _locked(user, by)
    if user.is_active:
        raise ConflictError(f"Akun {user.username} sudah aktif.")
    changed = update_versioned(user, version, {"is_active": True})
    _record("person.activate", changed, {"is_active": False}, {"is_active": True}, by)
    return changed


@transaction.atomic
def reset_password(user: User, *, version: int, by: Actor) -> tuple[User, str]:
    """A new one-time password; the person's sessions end, the next sign-in asks for a change."""
    check_manage_people(by)
    lock_city(by)
    _check_still_admin(by)
    user = _locked(user, by)
    if user.pk == by.user_id:
        raise ConflictError('Untuk akun Anda sendiri pakailah halaman "Ganti kata sandi".')
    password = one_time_password()
    user.set_password(password)
    changes = {"password": user.password, "must_change_password": True}
    changed = update_versioned(user, version, changes)
    _record("password.reset", changed, None, None, by)
    return changed, password


@transaction.atomic
def change_own_password(*, password: str, by: Actor) -> User:
    """The person's own new password, checked by the form; all sessions but this one end."""
    lock_city(by)
    user = User.objects.select_for_update(of=("self",), no_key=True).get(Q(pk=by.user_id))
    user.set_password(password)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    _record("password.change", user, None, None, by)
    return user


def _locked(user: User, by: Actor) -> User:
    return visible_people(by).select_for_update(of=("self",), no_key=True).get(pk=user.pk)


def _check_still_admin(by: Actor) -> None:
    """Two admins who close each other's accounts at once: the city keeps the first of them."""
    if by.is_system:
        return
    if not User.objects.filter(Q(pk=by.user_id), role=Role.ADMIN, is_active=True).exists():
        raise PermissionDenied("Peran admin Anda baru saja dicabut.")


def _check_scope(fields: PersonFields, by: Actor) -> None:
    """Roles of the city only, with an agency of the city where the role has one."""
    if fields.role not in CITY_ROLES:
        raise ValidationError({"role": "Pilih peran dari daftar."})
    needs_agency = fields.role in AGENCY_ROLES
    if needs_agency and fields.agency is None:
        raise ValidationError({"agency": "Pilih perangkat daerah untuk peran ini."})
    if not needs_agency and fields.agency is not None:
        raise ValidationError({"agency": "Kosongkan: peran ini tidak terikat perangkat daerah."})
    if fields.agency and not visible_agencies(by).filter(pk=fields.agency.pk).exists():
        raise ValidationError({"agency": "Pilih perangkat daerah dari daftar."})


def _clean_username(typed: str) -> str:
    username = normal_username(typed)
    if not USERNAME.fullmatch(username):
        raise ValidationError(
            {
                "username": "Pakai 3 sampai 60 huruf kecil, angka, titik, garis bawah atau strip; "
                "diawali huruf atau angka."
            }
        )
    if username == SYSTEM_USERNAME or User.objects.filter(username=username).exists():
        raise ValidationError({"username": "Nama pengguna ini sudah dipakai."})
    return username


def _clean_names(fields: PersonFields) -> dict[str, str]:
    return {
        "full_name": clean_text(
            fields.full_name,
            field="full_name",
            label="Nama lengkap",
            max_length=150,
            required=True,
            single_line=True,
        ),
        "position": clean_text(fields.position, field="position", max_length=150, single_line=True),
        "phone": clean_phone(fields.phone),
        "email": clean_email(fields.email),
    }


def _values(user: User) -> dict[str, object]:
    return {
        "full_name": user.full_name,
        "position": user.position,
        "role": user.role,
        "agency": user.agency.abbreviation if user.agency else "",
        # That there is a way to reach the person, not which one.
        "phone": bool(user.phone),
        "email": bool(user.email),
    }


def _record(
    action: str,
    user: User,
    before: dict[str, object] | None,
    after: dict[str, object] | None,
    by: Actor,
) -> None:
    audit.record(
        by=by, action=action, subject="person", subject_id=user.pk, before=before, after=after
    )
