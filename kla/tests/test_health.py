"""The two addresses of monitors: open, honest, and silent about secrets."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from assessment.services.jobs import sign_in_worker
from kla import health

GOOD = {"database": "ok", "migrations": "ok", "disk": "ok", "storage": "ok", "worker": "ok"}


@pytest.mark.parametrize("path", ["/sehat", "/sehat/"])
def test_alive_answers_without_the_database(client, path):
    # Not marked django_db: a query would fail the test.
    response = client.get(path)

    assert (response.status_code, response.content) == (200, b"ok")


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/siap", "/siap/"])
def test_ready_says_every_check(client, path):
    sign_in_worker(timezone.now())
    response = client.get(path)

    assert (response.status_code, response.json()) == (200, {"ready": True, "checks": GOOD})


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/sehat", "/siap"])
def test_health_refuses_to_be_written_to(client, path):
    assert client.post(path).status_code == 405
    assert client.head(path).status_code == 200


def answer(client) -> dict[str, str]:
    """The failing checks but that of the worker, after looking that the answer is a 503."""
    response = client.get("/siap")
    assert (response.status_code, response.json()["ready"]) == (503, False)
    failing = {name: text for name, text in response.json()["checks"].items() if text != "ok"}
    failing.pop("worker")
    return failing


@pytest.mark.django_db
def test_ready_notices_pending_migrations(client):
    newest = MigrationLoader(connection).graph.leaf_nodes("assessment")[0]
    MigrationRecorder(connection).record_unapplied(*newest)

    pending = answer(client)

    assert set(pending) == {"migrations"}
    assert pending["migrations"].endswith(" migrasi belum dijalankan")


@pytest.mark.django_db
def test_ready_notices_a_full_disk(client, monkeypatch):
    monkeypatch.setattr(health, "MIN_FREE_BYTES", 2**62)

    assert answer(client) == {"disk": "ruang disk hampir habis"}


@pytest.mark.django_db
def test_ready_notices_a_store_that_cannot_be_written(client):
    # A file in place of the folder stops even root.
    (Path(django_settings.MEDIA_ROOT) / "evidence").write_text("")

    assert answer(client) == {"storage": "penyimpanan bukti tidak dapat ditulisi"}


@pytest.mark.django_db
def test_ready_notices_a_missing_media_folder(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "gone"

    assert answer(client) == {
        "disk": "ruang disk tidak dapat dibaca",
        "storage": "penyimpanan bukti tidak dapat ditulisi",
    }


@pytest.mark.django_db
def test_a_site_without_a_worker_is_ready_and_says_so(client):
    sign_in_worker(timezone.now() - timedelta(minutes=2))

    response = client.get("/siap")

    assert (response.status_code, response.json()["ready"]) == (200, True)
    words = "tidak ada pekerja yang hidup; berkas laporan menunggu"
    assert response.json()["checks"] == GOOD | {"worker": words}


@pytest.mark.django_db(transaction=True)
def test_ready_notices_a_database_that_does_not_answer(client):
    name = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = "/no/such/folder/rahasia"
    try:
        text = client.get("/siap").content.decode()
        failing = answer(client)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = name

    assert failing == {"database": "basis data tidak menjawab", "migrations": "tidak dapat dibaca"}
    assert "rahasia" not in text
