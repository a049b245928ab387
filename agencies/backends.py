"""Loads the signed-in person together with the scope that every page needs."""

from __future__ import annotations

from django.contrib.auth.backends import ModelBackend
from django.db.models import Count, Exists, OuterRef, Subquery

from agencies.models import Delegation, User


class ScopeBackend(ModelBackend):
    """One query for person, city, agency and province; a closed account is nobody.

    `news` counts what the person asked for (`jobs`) that has ended and that he has not looked at:
    the menu says so on every page, and no page has a query to spare for it.
    """

    def get_user(self, user_id: int) -> User | None:
        rows = User.objects.select_related("city", "agency", "province")
        granted = Delegation.objects.filter(person=OuterRef("pk"), revoked_at__isnull=True)
        ended = User.objects.filter(
            pk=OuterRef("pk"), jobs__seen_at=None, jobs__finished_at__isnull=False
        )
        news = ended.values("pk").annotate(count=Count("jobs")).values("count")
        rows = rows.annotate(has_delegation=Exists(granted), news=Subquery(news))
        user = rows.filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None
