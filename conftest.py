"""Fixtures that every test shares: the test database, a folder for uploads, a small world."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.conf import settings as django_settings
from django.db import connections
from django.db.backends.base.operations import BaseDatabaseOperations
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from assessment.tests.stored_world import StoredWorld

# No test fails for the speed of its machine: that is measured by `make bench`.
settings.register_profile("kla", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("kla")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--only-database",
        action="store_true",
        help="leave out the tests that touch no database: a second database tells them nothing",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--only-database"):
        wanted = [item for item in items if _touches_database(item)]
        left_out = [item for item in items if not _touches_database(item)]
        items[:] = wanted
        config.hook.pytest_deselected(items=left_out)


def _touches_database(item: pytest.Item) -> bool:
    names = {"db", "transactional_db", "django_db_setup", "live_server"}
    fixtures = set(getattr(item, "fixturenames", ()))
    return bool(names & fixtures) or item.get_closest_marker("django_db") is not None


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """SQLite tests on a file: in memory, threads share one cache and fail instead of waiting."""
    default = django_settings.DATABASES["default"]
    if default["ENGINE"].endswith("sqlite3"):
        default["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


@pytest.fixture(scope="session", autouse=True)
def _flush_past_triggers() -> Iterator[None]:
    """Lets the flush after a transactional test empty the append-only tables.

    Only the flush: its triggers are released and restored inside its own transaction. On
    PostgreSQL rows are deleted: TRUNCATE makes every table and index anew, 1.8 s a test.
    """
    flush = BaseDatabaseOperations.execute_sql_flush

    def flush_past_triggers(self: BaseDatabaseOperations, sql_list: list[str]) -> None:
        if self.connection.vendor == "postgresql":
            sql_list = _deletes(self.connection)
        else:
            release, restore = _trigger_sql(self.connection)
            sql_list = [*release, *sql_list, *restore]
        flush(self, sql_list)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", flush_past_triggers)
        yield


def _deletes(connection) -> list[str]:
    """Statements that empty all tables of PostgreSQL; keys and triggers rest meanwhile."""
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    quote = connection.ops.quote_name
    return [
        "SET LOCAL session_replication_role = replica",
        *(f"DELETE FROM {quote(table)}" for table in tables),  # noqa: S608  # our own tables
    ]


def _trigger_sql(connection) -> tuple[list[str], list[str]]:
    """Statements that release all triggers of an SQLite database, and those that restore them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
    return [f"DROP TRIGGER {name}" for name, _ in triggers], [sql for _, sql in triggers]


@pytest.fixture(autouse=True)
def _private_media(tmp_path: Path, settings) -> None:
    folder = tmp_path / "media"
    settings.MEDIA_ROOT = folder
    settings.FILE_UPLOAD_TEMP_DIR = folder / "tmp"
    settings.FILE_UPLOAD_TEMP_DIR.mkdir(parents=True)


@pytest.fixture(scope="session")
def _stored_worlds() -> list[StoredWorld]:
    """Holds the world of this session once a test has made it."""
    return []


@pytest.fixture
def world(db, _stored_worlds: list[StoredWorld]):
    """Three cities with cycles in their filling phase and people of every role."""
    from assessment.tests.stored_world import (  # noqa: PLC0415  # needs the app registry
        make_stored_world,
    )

    if _stored_worlds:
        return _stored_worlds[0].put_back()
    made, stored = make_stored_world()
    _stored_worlds.append(stored)
    return made


@pytest.fixture
def sign_in(client, world):
    """Signs a person in and gives the client back: sign_in(world.home.people["reviewer"])."""

    def _sign_in(user):
        client.force_login(user)
        return client

    return _sign_in


@pytest.fixture
def in_threads():
    """Runs act(0), act(1) ... at once, each on its own connection; gives results in order."""

    def _in_threads(act, count):
        def run(number):
            try:
                return act(number)
            finally:
                connections.close_all()

        with ThreadPoolExecutor(count) as pool:
            return list(pool.map(run, range(count)))

    return _in_threads
