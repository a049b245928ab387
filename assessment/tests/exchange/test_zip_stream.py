"""The streamed ZIP: memory stays flat whatever the size, and the archive is whole."""

from __future__ import annotations

import hashlib
import io
import tracemalloc
import zipfile
from datetime import UTC, datetime

from assessment.exchange.zip_stream import BLOCK, ZipStream

MADE = datetime(2026, 12, 21, 1, 15, 30, tzinfo=UTC)
MEGABYTE = 1024 * 1024


def test_memory_stays_flat_over_big_files(tmp_path):
    """Three sparse files of 24 MB; never more than a few blocks in memory."""
    sparse = tmp_path / "besar.pdf"
    with sparse.open("wb") as file:
        file.truncate(24 * MEGABYTE)
    archive, sent = ZipStream(MADE), 0
    tracemalloc.start()
    try:
        for number in range(3):
            with sparse.open("rb") as source:
                sent += sum(map(len, archive.file(f"{number}.pdf", source)))
        sent += len(archive.close())
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert sent > 72 * MEGABYTE
    assert peak < 8 * BLOCK


def test_archive_is_whole_and_the_same_each_time():
    def made():
        archive = ZipStream(MADE)
        parts = [
            archive.data("a.txt", b"teks " * 100),
            *archive.file("b/c.pdf", io.BytesIO(b"isi")),
        ]
        return b"".join([*parts, archive.close()]), archive.entries

    data, entries = made()

    assert made()[0] == data
    found = zipfile.ZipFile(io.BytesIO(data))
    assert found.testzip() is None
    assert [(i.filename, i.compress_type, i.date_time) for i in found.infolist()] == [
        ("a.txt", zipfile.ZIP_DEFLATED, (2026, 12, 21, 1, 15, 30)),
        ("b/c.pdf", zipfile.ZIP_STORED, (2026, 12, 21, 1, 15, 30)),
    ]
    assert [(e.path, e.size, e.sha256) for e in entries] == [
        ("a.txt", 500, hashlib.sha256(b"teks " * 100).hexdigest()),
        ("b/c.pdf", 3, hashlib.sha256(b"isi").hexdigest()),
    ]
