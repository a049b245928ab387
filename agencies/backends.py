"""Loads the signed-in person together with the scope that every page needs."""

from __future__ import annotations

from django.contrib.auth.backends import ModelBackend
from django.db.models import Exists, OuterRef

from agencies.models import Delegation, User


class ScopeBackend(ModelBackend):
    """One query for person, city, agency and province; a closed account is nobody."""

    def get_user(self, user_id: int) -> User | None:
        rows = User.objects.select_related("city", "agency", "province")
        granted = Delegation.objects.filter(person=OuterRef("pk"), revoked_at__isnull=True)
        user = rows.annotate(has_delegation=Exists(granted)).filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None
