"""A city with some answers, and people who sign in."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import call_command

from assessment.models import Snapshot
from assessment.services.snapshots import freeze
from assessment.tests.secretariat import scene


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
