"""What monitors ask: is the process alive, and can it do its work? Tells no secrets."""

from __future__ import annotations

import logging
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessment.services.jobs import is_worker_alive

logger = logging.getLogger("kla.health")

#: Below this much free space uploads are soon refused; people should act before.
MIN_FREE_BYTES = 1024**3


class NotReadyError(Exception):
    """A check that failed; the text is for the operator of the server."""


@login_not_required
@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """The process answers; asks nothing else, so that a slow database restarts no process."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """Every check with its result; 503 when one fails that pages need. They do without a worker:
    files wait for it, and monitors read its line."""
    results = {name: _result(name, check) for name, check in CHECKS.items()}
    is_ready = all(result == "ok" for name, result in results.items() if name != "worker")
    return JsonResponse({"ready": is_ready, "checks": results}, status=200 if is_ready else 503)


def _result(name: str, check: Callable[[], None]) -> str:
    try:
        check()
    except NotReadyError as error:
        logger.warning("belum siap: %s: %s", name, error)
        return str(error)
    return "ok"


def check_database() -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
    except DatabaseError as error:
        raise NotReadyError("basis data tidak menjawab") from error


def check_migrations() -> None:
    try:
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        raise NotReadyError("tidak dapat dibaca") from error
    if pending:
        raise NotReadyError(f"{len(pending)} migrasi belum dijalankan")


def check_disk() -> None:
    try:
        free = shutil.disk_usage(settings.MEDIA_ROOT).free
    except OSError as error:
        raise NotReadyError("ruang disk tidak dapat dibaca") from error
    if free < MIN_FREE_BYTES:
        raise NotReadyError("ruang disk hampir habis")


def check_storage() -> None:
    """Evidence can be written: one byte goes to the disk and is gone again."""
    root = Path(settings.MEDIA_ROOT)
    folder = root / "evidence"
    try:
        with tempfile.TemporaryFile(dir=folder if folder.exists() else root) as file:
            file.write(b"1")
            file.flush()
    except OSError as error:
        raise NotReadyError("penyimpanan bukti tidak dapat ditulisi") from error


def check_worker() -> None:
    """Somebody makes the files that people ask for."""
    try:
        is_alive = is_worker_alive(timezone.now())
    except DatabaseError as error:
        raise NotReadyError("tidak dapat dibaca") from error
    if not is_alive:
        raise NotReadyError("tidak ada pekerja yang hidup; berkas laporan menunggu")


CHECKS = {
    "database": check_database,
    "migrations": check_migrations,
    "disk": check_disk,
    "storage": check_storage,
    "worker": check_worker,
}
