"""Refusals of services beside PermissionDenied and ValidationError; messages are Indonesian."""

from __future__ import annotations

from typing import Any


class ConflictError(Exception):
    """The act does not fit the present state (status, phase, deadline); answered with 409."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class LateError(ConflictError):
    """The act arrived when the calendar was closed for it; nothing was changed."""


class StaleVersionError(ConflictError):
    """Somebody else saved first; `current` is the row as it stands now, to show both texts."""

    def __init__(self, current: Any, changed_by: str = "") -> None:
        who = f" oleh {changed_by}" if changed_by else ""
        super().__init__(
            f"Isian ini sudah diubah{who} sejak Anda membukanya. "
            "Bandingkan kedua isian, lalu pilih."
        )
        self.current = current
        self.changed_by = changed_by
