"""Files as answers; see agencies.views.attachments."""

from __future__ import annotations

from agencies.views.attachments import as_attachment

__all__ = ["as_attachment"]
