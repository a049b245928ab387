"""Slows guessing of passwords: per account and source together, so that nobody else is shut out."""

from __future__ import annotations

import math
import unicodedata
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.crypto import salted_hmac

from agencies.models import FormToken, LoginThrottle, User

FREE_FAILURES = 5
LONGEST_WAIT = 15 * 60
FORGOTTEN_AFTER = timedelta(days=1)


def normal_username(typed: str) -> str:
    """How usernames are stored and looked up."""
    return unicodedata.normalize("NFKC", typed).strip().lower()


def wait_after(failures: int) -> int:
    """Seconds that must pass after so many failures: none, then 2, 4, 8 ... up to 15 minutes."""
    if failures < FREE_FAILURES:
        return 0
    doublings = min(failures - FREE_FAILURES + 1, 20)
    return min(1 << doublings, LONGEST_WAIT)


@transaction.atomic
def begin_attempt(*, username: str, source: str, at: datetime) -> int:
    """Seconds still to wait; with 0 the attempt may run and already counts as a failure.

    Counting first keeps parallel guesses from slipping past; a success forgets the count.
    """
    LoginThrottle.objects.filter(last_failed_at__lte=at - FORGOTTEN_AFTER).delete()
    row, _ = LoginThrottle.objects.select_for_update().get_or_create(
        account=_account(username), source=source[:64], defaults={"last_failed_at": at}
    )
    longest = wait_after(row.failures)
    left = min(longest, longest - (at - row.last_failed_at).total_seconds())
    if left > 0:
        return math.ceil(left)
    row.failures += 1
    row.last_failed_at = at
    row.save(update_fields=["failures", "last_failed_at"])
    return 0


@transaction.atomic
def finish_attempt(*, user: User, source: str, at: datetime) -> None:
    """After a success: forget the failures of this pair, and form tokens nobody can repeat.

    Keeps the last sign-in as the previous one: "changes since your last visit" count from it.
    """
    LoginThrottle.objects.filter(account=_account(user.username), source=source[:64]).delete()
    FormToken.objects.filter(user=user, created_at__lt=at - FORGOTTEN_AFTER).delete()
    user.previous_login = user.last_login
    user.save(update_fields=["previous_login"])


def _account(username: str) -> str:
    """A keyed hash: the rows do not tell which names, or mistyped passwords, were tried."""
    return salted_hmac(
        "agencies.sign_in", normal_username(username), algorithm="sha256"
    ).hexdigest()
