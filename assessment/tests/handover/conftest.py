"""A frozen city whose evidence lies in the store, and the people who take it away."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from django.conf import settings

from assessment.models import StoredFile
from assessment.services.citations import cite_document
from assessment.services.snapshots import freeze
from assessment.tests.governance.conftest import proven, run, run_json
from assessment.tests.secretariat import scene

__all__ = ["proven", "run", "run_json"]


def put_bytes(file: StoredFile, data: bytes) -> None:
    """The bytes of a stored file under its true hash and a name that the store knows."""
    mark = hashlib.sha256(data).hexdigest()
    name = f"{mark[:2]}/{mark[:32]}.pdf"
    path = Path(settings.MEDIA_ROOT) / "evidence" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    StoredFile.objects.filter(pk=file.pk).update(
        sha256=mark, source_sha256=mark, name=name, size=len(data)
    )


@pytest.fixture
def cited(home):
    """cited(code, document, pages): DP3A cites a document of its own for a question."""

    def cite(code, document, pages):
        row = scene.answer(home, "DP3A", code, evidence=False)
        by = home.actor("operator DP3A", scene.EARLIER)
        return cite_document(
            contribution=row, document=document, item=0, pages=pages, note="", by=by
        )

    return cite


@pytest.fixture
def stored(home, cited):
    """A decree cited for 2.1 and 2.2, and a restricted document for 2.6."""
    decree = scene.document(home, "DP3A", title="SK Gugus Tugas: <b>2026</b>", number="188/12")
    put_bytes(decree.file, b"%PDF-1.7 surat keputusan")
    cited("2.1", decree, "hlm. 7-9")
    cited("2.2", decree, "")
    secret = scene.document(home, "DP3A", title="Nama anak korban", is_restricted=True)
    put_bytes(secret.file, b"%PDF-1.7 rahasia")
    cited("2.6", secret, "1")
    return home


@pytest.fixture
def frozen(stored):
    return freeze(cycle=stored.cycle, reason="Untuk provinsi", by=stored.actor("coordinator"))
