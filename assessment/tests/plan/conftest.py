"""A recap with a little of everything; the clock stands at NOW."""

from __future__ import annotations

import pytest

from assessment.tests.secretariat import scene

PROVEN, CLAIMED = "1.2g", "22B.2"


@pytest.fixture
def recap(home):
    """Dinsos has proven one question; BPBD claims another one without evidence."""
    scene.answer(home, "Dinsos", PROVEN)
    scene.send(home, "Dinsos", PROVEN)
    scene.accept(home, "Dinsos", PROVEN)
    scene.decide(home, PROVEN)
    scene.answer(home, "BPBD", CLAIMED, {"choice": "Ya, dengan bukti"}, evidence=False)
    return home
