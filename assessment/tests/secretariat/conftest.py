"""The server's clock stands at an instant that a test chooses; NOW unless it says otherwise."""

from __future__ import annotations

import pytest
from django.utils import timezone

from assessment.tests.factories import NOW
from assessment.tests.secretariat import scene


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
    """Signs in a person of the home city: enter("reviewer")."""

    def sign_in(who):
        client.force_login(home.people[who])
        return client

    return sign_in


@pytest.fixture
def accepted(home):
    """Dinsos answered with evidence; its part is accepted."""
    scene.answer(home, "Dinsos", "1.2g", note="Perda nomor 3.")
    scene.send(home, "Dinsos", "1.2g")
    scene.accept(home, "Dinsos", "1.2g")
    return scene.part(home, "Dinsos", "1.2g")
