"""Starts granian for this project: `python -m kla.serve [--host H] [--port P]`.

Slow uplinks decide the number of threads: an upload holds one for as long as it lasts.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from pathlib import Path

from granian import Granian
from granian.constants import Interfaces

from kla.env import EnvError

BASE_DIR = Path(__file__).resolve().parent.parent


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m kla.serve")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=None)
    parser.add_argument("--threads", type=int, default=None)
    arguments = parser.parse_args()
    try:
        # Here, before any worker: a worker that cannot start would be started for ever.
        settings = importlib.import_module("kla.settings")
    except EnvError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)
    workers, threads = default_size(is_sqlite=settings.ENV.database.is_sqlite)
    sys.stderr.write(f"KLA: http://{arguments.host}:{arguments.port}/\n")
    Granian(
        "kla.wsgi:application",
        address=arguments.host,
        port=arguments.port,
        interface=Interfaces.WSGI,
        websockets=False,
        workers=arguments.workers or workers,
        blocking_threads=arguments.threads or threads,
        blocking_threads_idle_timeout=600,
        respawn_failed_workers=True,
        working_dir=BASE_DIR,
    ).serve()


def default_size(*, is_sqlite: bool) -> tuple[int, int]:
    """Workers and threads per worker.

    SQLite has one writer, so one process. Every thread keeps one connection open: 2 x 40 stays
    below the 100 that PostgreSQL allows as delivered, with room for commands and backups.
    """
    return (1, 64) if is_sqlite else (2, 40)


if __name__ == "__main__":
    main()
