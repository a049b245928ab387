"""The secretariat's small recap, with people who sign in."""

from __future__ import annotations

from assessment.tests.governance.conftest import frozen, proven

__all__ = ["frozen", "proven"]
