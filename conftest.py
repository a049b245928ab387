"""Fixtures that every test shares: uploads go to a folder of the test."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def _private_media(tmp_path: Path, settings) -> None:
    folder = tmp_path / "media"
    settings.MEDIA_ROOT = folder
    settings.FILE_UPLOAD_TEMP_DIR = folder / "tmp"
    settings.FILE_UPLOAD_TEMP_DIR.mkdir(parents=True)


@pytest.fixture
def world(db):
    """Three cities with cycles in their filling phase and people of every role."""
    from assessment.tests.factories import make_world  # noqa: PLC0415  # needs the app registry

    return make_world()


@pytest.fixture
def sign_in(client, world):
    """Signs a person in and gives the client back: sign_in(world.home.people["reviewer"])."""

    def _sign_in(user):
        client.force_login(user)
        return client

    return _sign_in
