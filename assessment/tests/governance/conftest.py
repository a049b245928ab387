"""A city with some answers, the server's clock, and people who sign in."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from assessment.models import Snapshot
from assessment.services.snapshots import freeze
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
def proven(home):
    """22B.1 answered by BPBD with evidence, accepted and decided: 9 points claimed and proven."""
    scene.answer(home, "BPBD", "22B.1", note="Disosialisasikan di 12 sekolah.")
    scene.send(home, "BPBD", "22B.1")
    scene.accept(home, "BPBD", "22B.1")
    scene.decide(home, "22B.1")
    return home


@pytest.fixture
def frozen(proven) -> Snapshot:
    return freeze(cycle=proven.cycle, reason="Untuk rapat", by=proven.actor("coordinator"))


@pytest.fixture
def run():
    """Runs a command: run("score", "--json", ...) gives exit code, stdout, stderr."""

    def _run(*arguments):
        out, err = StringIO(), StringIO()
        code = 0
        try:
            call_command(*arguments, stdout=out, stderr=err)
        except SystemExit as exit_:
            code = exit_.code
        return code, out.getvalue(), err.getvalue()

    return _run


@pytest.fixture
def run_json(run):
    """The one JSON object that a command prints; it must succeed."""

    def _run_json(*arguments):
        code, out, err = run(*arguments, "--json")
        assert (code, err) == (0, "")
        return json.loads(out)

    return _run_json
