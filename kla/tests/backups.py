"""What tests of backups share: a command's answer, evidence, the whole content."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command

from assessment import storage
from assessment.backup import archive, database
from assessment.backup.errors import BackupError
from assessment.models import Document, StoredFile
from assessment.tests.factories import NOW


def run(*arguments: str) -> tuple[int, str, str]:
    """Exit code, text and error text of a command in this process."""
    out, err = StringIO(), StringIO()
    code = 0
    try:
        call_command(*arguments, stdout=out, stderr=err, no_color=True)
    except SystemExit as left:
        code = left.code
    return code, out.getvalue(), err.getvalue()


def manage(folder: Path, *arguments: str) -> str:
    """A command in a process of its own, on a SQLite database and evidence inside `folder`."""
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "manage.py", *arguments],
        cwd=django_settings.BASE_DIR,
        env={
            "PATH": os.environ["PATH"],
            "DEBUG": "1",
            "DATABASE_URL": f"sqlite://{folder}/db.sqlite3",
            "MEDIA_ROOT": str(folder / "media"),
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def add_evidence(place, tmp_path: Path, content: bytes) -> StoredFile:
    """A stored file with its document, as an upload leaves them."""
    source = tmp_path / "source"
    source.write_bytes(content)
    sha256 = hashlib.sha256(content).hexdigest()
    file = StoredFile.objects.create(
        city=place.city,
        sha256=sha256,
        source_sha256=sha256,
        name=storage.put(source, sha256, "pdf"),
        size=len(content),
        mime="application/pdf",
        extension="pdf",
        created_at=NOW,
    )
    Document.objects.create(
        city=place.city,
        agency=place.agencies["BPBD"],
        file=file,
        filename="sk.pdf",
        title="SK «Sekolah aman» ✓ ’",
        kind="decree",
        date=date(2026, 3, 3),
        uploaded_by=place.people["operator BPBD"],
        uploaded_at=NOW,
    )
    return file


def content() -> dict[str, list[tuple]]:
    """Every row of every table."""
    return {
        model._meta.label_lower: list(model._base_manager.order_by("pk").values_list())
        for model in database.tables()
    }


def evidence() -> dict[str, bytes]:
    root = Path(django_settings.MEDIA_ROOT) / "evidence"
    return {str(path.relative_to(root)): path.read_bytes() for path in root.glob("??/*")}


def empty_all() -> None:
    call_command("flush", interactive=False, verbosity=0)
    for name in evidence():
        storage.remove(name)


def problems(act: Callable[[], object]) -> str:
    with pytest.raises(BackupError) as caught:
        act()
    return str(caught.value)


def rewrite(path: Path, change: Callable[[str, bytes], bytes | None]) -> None:
    """Writes the archive anew with other contents and a manifest that agrees with them."""
    with archive.reading(path) as reader:
        manifest = reader.manifest()
        contents = {member.name: reader.open(member.name).read() for member in manifest.members}
    with path.open("wb") as stream:
        writer = archive.Writer(stream)
        for name, data in contents.items():
            new = change(name, data)
            if new is not None:
                writer.add(name, BytesIO(new), len(new))
        fields = {name: getattr(manifest, name) for name in type(manifest).__slots__}
        writer.finish(type(manifest)(**{**fields, "members": tuple(writer.members)}))
