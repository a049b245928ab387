"""Photos that were stored before their likeness was computed are recognised afterwards."""

from __future__ import annotations

import json
import random

import pytest
from django.core.management import call_command
from django.urls import reverse
from PIL import Image

from assessment import storage
from assessment.models import StoredFile
from assessment.tests.filling import scene


@pytest.fixture
def photo(enter, tmp_path):
    """An uploaded photo whose row has lost its likeness; with the likeness that it had."""
    noise = random.Random(3).randbytes(12 * 9 * 3)  # noqa: S311 - noise, no secret
    path = tmp_path / "foto.jpg"
    image = Image.frombytes("RGB", (12, 9), noise).resize((240, 180), Image.Resampling.BICUBIC)
    image.save(path, "JPEG", quality=90)
    data = {"title": "Foto", "kind": "photo", "file": scene.upload("foto.jpg", path.read_bytes())}
    enter("operator BPBD").post(reverse("document-create"), data)
    row = StoredFile.objects.get()
    known = row.likeness
    StoredFile.objects.update(likeness="")
    return row, known


def sweep(capsys, *options):
    call_command("sweep_files", "--json", *options)
    return json.loads(capsys.readouterr().out)["photos"]


def test_old_photos_get_their_likeness_when_asked_for(photo, home, capsys):
    row, known = photo
    scene.document(home)

    counts = [sweep(capsys), sweep(capsys, "--likeness"), sweep(capsys, "--likeness")]

    assert known
    assert counts == [0, 1, 0]
    assert StoredFile.objects.get(pk=row.pk).likeness == known


def test_photo_that_is_gone_is_left_alone(photo, capsys):
    row, _ = photo
    storage.remove(row.name)

    assert sweep(capsys, "--likeness") == 0
    assert StoredFile.objects.get(pk=row.pk).likeness == ""
