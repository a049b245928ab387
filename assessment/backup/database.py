"""One instant of the database, while people go on working; and the ids it will give out next."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connection, connections, models, transaction
from django.db.migrations.recorder import MigrationRecorder

APPS = ("agencies", "assessment")
#: What only the running server needs; a restored one starts without: people sign in again, and
#: files of reports are made again when they are asked for.
LEFT_OUT = frozenset(
    {"agencies.formtoken", "agencies.loginthrottle", "assessment.job", "assessment.workersign"}
)
_COPY_ALIAS = "backup"


def tables() -> list[type[models.Model]]:
    """The models that a backup holds, those behind many-to-many fields included."""
    found = [
        model
        for name in APPS
        for model in apps.get_app_config(name).get_models(include_auto_created=True)
    ]
    return [model for model in found if model._meta.label_lower not in LEFT_OUT]


def migrations(alias: str = DEFAULT_DB_ALIAS) -> tuple[str, ...]:
    """Names of the migrations that shaped the tables; empty for a database without any."""
    applied = MigrationRecorder(connections[alias]).applied_migrations()
    return tuple(sorted(f"{app}.{name}" for app, name in applied if app in APPS))


@contextmanager
def one_instant(folder: Path) -> Iterator[str]:
    """An alias under which every read sees the same instant; writers are not held up.

    SQLite: a copy in `folder` by its backup interface, since a long read would stop all writers.
    PostgreSQL: one REPEATABLE READ transaction.
    """
    if connection.vendor == "sqlite":
        with _sqlite_copy(folder / "copy.sqlite3") as alias:
            yield alias
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        lift_time_limits()
        yield DEFAULT_DB_ALIAS


def lift_time_limits() -> None:
    """For this transaction: the limits are made for pages, not for whole tables."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")


@contextmanager
def _sqlite_copy(path: Path) -> Iterator[str]:
    connection.ensure_connection()
    with closing(sqlite3.connect(path)) as target:
        connection.connection.backup(target)
    copy = connection.copy(_COPY_ALIAS)
    copy.settings_dict["NAME"] = str(path)
    connections[_COPY_ALIAS] = copy
    try:
        yield _COPY_ALIAS
    finally:
        copy.close()
        del connections[_COPY_ALIAS]


def last_ids(alias: str) -> dict[str, int]:
    """The last id given out per table: ids of rows deleted since must not be given again."""
    with connections[alias].cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, seq FROM sqlite_sequence")
            found = dict(cursor.fetchall())
            return {name: found[name] for name in _table_names() if found.get(name)}
        found = {}
        for name in _table_names():
            cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [name])
            # The name comes quoted from the server itself.
            cursor.execute(f"SELECT last_value, is_called FROM {cursor.fetchone()[0]}")  # noqa: S608
            last, is_used = cursor.fetchone()
            if is_used:
                found[name] = last
        return found


def set_last_ids(last: dict[str, int]) -> None:
    """Goes on counting where the backed-up database stood, never below the rows it has."""
    with connection.cursor() as cursor:
        for model in tables():
            name = model._meta.db_table
            highest = model._base_manager.aggregate(highest=models.Max("pk"))["highest"] or 0
            number = max(last.get(name, 0), highest)
            if number and connection.vendor == "sqlite":
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [name])
                cursor.execute(
                    "INSERT INTO sqlite_sequence (seq, name) VALUES (%s, %s)", [number, name]
                )
            elif number:
                cursor.execute(
                    "SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [name, number]
                )


def _table_names() -> list[str]:
    return [model._meta.db_table for model in tables()]
