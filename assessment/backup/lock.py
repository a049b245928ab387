"""Backup and sweep take turns: nothing is swept away between the rows and the files of a backup."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings


@contextmanager
def evidence_lock() -> Iterator[None]:
    """Waits for the other one; the kernel lets go of the lock when a process dies."""
    path = Path(settings.MEDIA_ROOT) / ".evidence.lock"
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
