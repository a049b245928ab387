"""The secret address of a person's calendar: made, renewed, taken back. Calendars cannot log in."""

from __future__ import annotations

import hashlib
import secrets

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.crypto import salted_hmac

from agencies import audit
from agencies.actors import Actor
from agencies.models import User
from agencies.services.rows import lock_city
from assessment.models import CalendarFeed

SALT = "assessment.calendar_feed"


@transaction.atomic
def renew_feed(*, by: Actor) -> CalendarFeed:
    """A new address; the old one leads nowhere from now on."""
    user_id = _person(by)
    lock_city(by)
    seed = secrets.token_hex(32)
    values = {"seed": seed, "token_hash": hash_of(_token(seed)), "made_at": by.at}
    feed, _ = CalendarFeed.objects.update_or_create(user_id=user_id, defaults=values)
    _note(feed, "calendar.renew", by)
    return feed


@transaction.atomic
def revoke_feed(*, by: Actor) -> None:
    """Take the address back; without one nothing changes."""
    user_id = _person(by)
    lock_city(by)
    feed = CalendarFeed.objects.filter(user_id=user_id).first()
    if feed is not None:
        _note(feed, "calendar.revoke", by)
        feed.delete()


def feed_of(actor: Actor) -> CalendarFeed | None:
    """The person's own feed; None before one is made."""
    return CalendarFeed.objects.filter(user_id=_person(actor)).first()


def token_of(feed: CalendarFeed) -> str:
    """The secret in the address."""
    return _token(feed.seed)


def feed_owner(token: str) -> User | None:
    """The active person whose feed a token opens."""
    rows = User.objects.filter(is_active=True, calendar_feed__token_hash=hash_of(token))
    return rows.select_related("city", "agency").first()


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _token(seed: str) -> str:
    return salted_hmac(SALT, seed, algorithm="sha256").hexdigest()


def _person(by: Actor) -> int:
    if by.user_id is None or by.city_id is None:
        raise PermissionDenied("Kalender ini untuk orang dari sebuah kota.")
    return by.user_id


def _note(feed: CalendarFeed, action: str, by: Actor) -> None:
    audit.record(by=by, action=action, subject="calendar_feed", subject_id=feed.pk)
