"""Pages are small on the line and carry their security headers."""

from __future__ import annotations

import gzip

import pytest


@pytest.mark.parametrize("path", ["/tugas/", "/indikator/22B/", "/kegiatan/"])
def test_pages_travel_compressed_within_the_budget(client, world, path):
    client.force_login(world.home.people["operator BPBD"])
    answer = client.get(path, headers={"accept-encoding": "gzip"})

    assert answer.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in answer.headers["Vary"]
    assert len(answer.content) <= 40_000
    assert b"</html>" in gzip.decompress(answer.content)


def test_what_is_not_a_page_is_sent_as_it_is(client, db):
    answer = client.get("/siap", headers={"accept-encoding": "gzip"})

    assert "Content-Encoding" not in answer.headers
    assert answer.json()["ready"] is True


def test_pages_forbid_inline_script_frames_and_caches(client, db):
    answer = client.get("/masuk/")
    policy = answer.headers["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-inline" not in policy
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
