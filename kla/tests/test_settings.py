"""The settings as a server sees them: in a process of its own, with nothing but our variables."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

ROOT = Path(settings.BASE_DIR)
PRODUCTION = {
    "SECRET_KEY": "a-Long-and-random-Key-0123456789-abcdefghijklmnop-XYZ-9876",
    "ALLOWED_HOSTS": "kla.example",
    "BASE_URL": "https://kla.example",
}
SHOW = """
import json, sys
from kla import settings
print(json.dumps({name: getattr(settings, name) for name in sys.argv[1:]}, default=str))
"""


def run(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    clean = {"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1", **environ}
    return subprocess.run(  # noqa: S603 - our own interpreter and files
        [sys.executable, *arguments],
        cwd=ROOT,
        env=clean,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def show(*names: str, **environ: str) -> dict[str, object]:
    done = run("-c", SHOW, *names, **environ)
    assert done.returncode == 0, done.stderr
    shown: dict[str, object] = json.loads(done.stdout)
    return shown


@pytest.mark.parametrize(
    "arguments", [("manage.py", "check"), ("-m", "kla.serve"), ("-c", "import kla.wsgi")]
)
def test_start_without_secret_key_ends_with_one_line(arguments: tuple[str, ...]) -> None:
    done = run(*arguments)

    assert (done.returncode, done.stdout, done.stderr) == (
        2,
        "",
        "SECRET_KEY: wajib diisi bila DEBUG tidak menyala\n",
    )


def test_start_with_a_folder_that_cannot_be_made_names_media_root() -> None:
    done = run("manage.py", "check", DEBUG="1", MEDIA_ROOT="/proc/kla")

    assert (done.returncode, done.stderr) == (
        2,
        "MEDIA_ROOT: folder tidak dapat dibuat atau ditulisi\n",
    )


def test_production_passes_the_deployment_check(tmp_path: Path) -> None:
    done = run(
        *("manage.py", "check", "--deploy", "--fail-level", "WARNING"),
        **PRODUCTION,
        MEDIA_ROOT=str(tmp_path),
    )

    assert (done.returncode, done.stderr) == (0, "")


def test_production_uses_secure_cookies_and_https(tmp_path: Path) -> None:
    names = ("DEBUG", "DEMO", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT")

    assert show(*names, **PRODUCTION, MEDIA_ROOT=str(tmp_path)) == {
        "DEBUG": False,
        "DEMO": False,
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SECURE_SSL_REDIRECT": True,
    }


def test_debug_works_over_plain_http(tmp_path: Path) -> None:
    names = ("DEBUG", "DEMO", "SESSION_COOKIE_SECURE", "SECURE_SSL_REDIRECT")

    assert show(*names, DEBUG="1", MEDIA_ROOT=str(tmp_path)) == {
        "DEBUG": True,
        "DEMO": True,
        "SESSION_COOKIE_SECURE": False,
        "SECURE_SSL_REDIRECT": False,
    }


def test_settings_outside_pytest_hash_passwords_slowly(tmp_path: Path) -> None:
    got = show("TESTING", DEBUG="1", MEDIA_ROOT=str(tmp_path), PYTEST_VERSION="9")

    assert got == {"TESTING": False}


def test_uploads_wait_on_the_file_system_where_they_stay(tmp_path: Path) -> None:
    got = show("FILE_UPLOAD_TEMP_DIR", DEBUG="1", MEDIA_ROOT=str(tmp_path / "media"))

    assert got == {"FILE_UPLOAD_TEMP_DIR": str(tmp_path / "media" / "tmp")}
    assert (tmp_path / "media" / "tmp").is_dir()


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="pragmas of SQLite")
def test_sqlite_connection_keeps_what_it_acknowledged() -> None:
    got = {}
    with connection.cursor() as cursor:
        for name in ("synchronous", "foreign_keys", "recursive_triggers", "busy_timeout"):
            cursor.execute(f"PRAGMA {name}")
            got[name] = cursor.fetchone()[0]

    assert got == {
        "synchronous": 2,
        "foreign_keys": 1,
        "recursive_triggers": 1,
        "busy_timeout": 20_000,
    }
    assert settings.DATABASES["default"]["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "postgresql", reason="time-outs of PostgreSQL")
def test_postgres_connection_has_time_outs() -> None:
    got = {}
    with connection.cursor() as cursor:
        for name in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"):
            cursor.execute(f"SHOW {name}")
            got[name] = cursor.fetchone()[0]

    assert got == {
        "statement_timeout": "30s",
        "lock_timeout": "10s",
        "idle_in_transaction_session_timeout": "1min",
    }


def test_no_app_opens_a_transaction_for_every_request() -> None:
    assert connection.settings_dict["ATOMIC_REQUESTS"] is False
