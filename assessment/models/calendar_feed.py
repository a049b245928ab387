"""A calendar feed: the secret address at which a person's calendar application reads the dates."""

from __future__ import annotations

from django.db import models

from agencies.models import User


class CalendarFeed(models.Model):
    """One for each person. The token is derived from `seed` and the server's key; a copy of the
    database opens no feed."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="calendar_feed")
    seed = models.CharField(max_length=64)
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user_id}"
