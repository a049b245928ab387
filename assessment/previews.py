"""Pictures of pages of evidence, kept as long as there is room; each can be drawn anew.

Named by the SHA-256 of the file, never served from a folder: the view asks the policy first. Knows
nothing of documents, rights or the database.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Collection, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings

from assessment import storage
from assessment.filecheck import FileKind, FileRefusedError, Refusal
from assessment.filecheck.preview import draw

#: All previews together; the oldest make room.
MAX_TOTAL_BYTES = 512 * 1024 * 1024
_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)
_NAME = re.compile(r"([0-9a-f]{64})-[0-9]+\.(?:png|none)", re.ASCII)
_KINDS = {"pdf": FileKind.PDF, "jpg": FileKind.JPEG, "png": FileKind.PNG}
#: Extensions of files that can be shown as pictures.
DRAWN = frozenset(_KINDS)


class PreviewError(Exception):
    """There is no picture of this page; the text is for people."""


class PreviewBusyError(PreviewError):
    """Not now: others are being drawn."""


def picture(name: str, sha256: str, extension: str, page: int) -> bytes:
    """The PNG of a page (from 1) of a stored file, drawn when there is none yet.

    Raises PreviewError, and StorageError when the file itself is gone. A file that could not be
    drawn is not tried again.
    """
    if extension not in _KINDS or not _SHA256.fullmatch(sha256):
        raise PreviewError("Jenis berkas ini tidak memiliki pratinjau. Unduh berkasnya.")
    kept = _folder(sha256) / f"{sha256}-{page}.png"
    try:
        return kept.read_bytes()
    except FileNotFoundError:
        pass
    failed = kept.with_suffix(".none")
    if failed.exists():
        raise PreviewError("Pratinjau halaman ini tidak dapat dibuat. Unduh berkasnya.")
    try:
        return _drawn(name, _KINDS[extension], page, kept)
    except FileRefusedError as error:
        if error.code is Refusal.BUSY:
            raise PreviewBusyError("Pratinjau sedang sibuk. Muat ulang sebentar lagi.") from error
        failed.touch()
        raise PreviewError("Pratinjau halaman ini tidak dapat dibuat. Unduh berkasnya.") from error


def remove(sha256: str) -> None:
    """Forget the pictures of a file that is deleted."""
    if _SHA256.fullmatch(sha256):
        for path in _folder(sha256).glob(f"{sha256}-*"):
            path.unlink(missing_ok=True)


def sweep(known: Collection[str], older_than: timedelta) -> list[str]:
    """Removes pictures of files whose SHA-256 is not known, and unfinished ones; returns names."""
    names = frozenset(known)
    before = (datetime.now(UTC) - older_than).timestamp() * 1e9
    removed = []
    for changed, _, path in sorted(_files(), key=lambda row: row[2]):
        match = _NAME.fullmatch(path.name)
        if changed < before and (match is None or match[1] not in names):
            path.unlink(missing_ok=True)
            removed.append(f"previews/{path.parent.name}/{path.name}")
    return removed


def _drawn(name: str, kind: FileKind, page: int, kept: Path) -> bytes:
    source = storage.locate(name)
    kept.parent.mkdir(parents=True, mode=0o700, exist_ok=True)
    temporary = kept.with_name(f"{uuid.uuid4().hex}.part")
    draw(source, kind, page, temporary)
    try:
        temporary.chmod(0o600)
        content = temporary.read_bytes()
        temporary.rename(kept)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _make_room()
    return content


def _make_room() -> None:
    """Removes the oldest pictures until all fit again."""
    found = sorted(_files(), key=lambda row: row[0])
    total = sum(size for _, size, _ in found)
    for _, size, path in found:
        if total <= MAX_TOTAL_BYTES:
            return
        path.unlink(missing_ok=True)
        total -= size


def _files() -> Iterator[tuple[int, int, Path]]:
    """Time, size and path of everything kept, also what a killed process left."""
    for path in _root().glob("*/*"):
        try:
            found = path.stat(follow_symlinks=False)
        except FileNotFoundError:
            continue
        yield found.st_mtime_ns, found.st_size, path


def _root() -> Path:
    return Path(settings.MEDIA_ROOT) / "previews"


def _folder(sha256: str) -> Path:
    return _root() / sha256[:2]
