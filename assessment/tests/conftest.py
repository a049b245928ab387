"""The server's clock stands at an instant that a test chooses; NOW unless it says otherwise."""

from __future__ import annotations

import pytest
from django.utils import timezone

from assessment.tests.factories import NOW


@pytest.fixture
def clock(monkeypatch):
    """Sets the clock: clock(instant)."""

    def set_clock(at):
        monkeypatch.setattr(timezone, "now", lambda: at)

    set_clock(NOW)
    return set_clock


@pytest.fixture
def home(world, clock):
    return world.home


@pytest.fixture
def enter(client, home):
    """Signs in a person of the home city: enter("operator BPBD")."""

    def sign_in(who):
        client.force_login(home.people[who])
        return client

    return sign_in
