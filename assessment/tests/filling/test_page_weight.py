"""What the question page weighs on a slow line."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

from django.contrib.staticfiles import finders
from django.urls import reverse

from assessment.tests.filling import scene

FIRST, NEXT = 150_000, 40_000


def test_question_page_is_light(enter, home):
    for code in ("22B.1", "22B.2", "22B.3"):
        scene.answer(home, "BPBD", code, note="Penjelasan. " * 100)
    client = enter("operator BPBD")

    html = client.get(reverse("indicator-detail", args=["22B"]), {"buka": "22B.3"}).content
    files = sorted(set(re.findall(r'(?:src|href)="/static/([^"]+)"', html.decode())))
    page = len(gzip.compress(html))
    static = [len(gzip.compress(Path(finders.find(name)).read_bytes())) for name in files]

    assert "js/simpan.js" in files
    assert page <= NEXT
    assert page + sum(static) <= FIRST
