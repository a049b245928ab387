"""The secretariat's small recap, with people who sign in."""

from __future__ import annotations

from assessment.tests.governance.conftest import clock, enter, frozen, home, proven

__all__ = ["clock", "enter", "frozen", "home", "proven"]
