"""Parts that agencies sent and the secretariat accepted."""

from __future__ import annotations

import pytest

from assessment.tests.secretariat import scene


@pytest.fixture
def accepted(home):
    """Dinsos answered with evidence; its part is accepted."""
    scene.answer(home, "Dinsos", "1.2g", note="Perda nomor 3.")
    scene.send(home, "Dinsos", "1.2g")
    scene.accept(home, "Dinsos", "1.2g")
    return scene.part(home, "Dinsos", "1.2g")
