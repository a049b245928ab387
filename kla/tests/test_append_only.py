"""The database itself refuses changes of audit entries and snapshots, whoever asks."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from agencies import audit
from agencies.actors import system_actor
from agencies.models import AuditEntry
from assessment.models import Snapshot
from assessment.tests.factories import NOW

TABLES = ("agencies_auditentry", "assessment_snapshot")
REFUSALS = {
    "agencies_auditentry": "audit entries are append-only",
    "assessment_snapshot": "snapshots never change",
}


@pytest.fixture
def trail(world):
    """A snapshot beside the entries that making the world left."""
    Snapshot.objects.create(
        cycle=world.home.cycle, number=1, content="{}", sha256="0" * 64, proven="0", made_at=NOW
    )
    return world


def refused(act) -> str:
    """What the database says against an act, which must have changed nothing."""
    before = list(AuditEntry.objects.values_list()), list(Snapshot.objects.values_list())
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        act()
    assert (list(AuditEntry.objects.values_list()), list(Snapshot.objects.values_list())) == before
    return str(caught.value)


def execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize(
    "act",
    [
        pytest.param(lambda model: model.objects.update(reason="lain"), id="update"),
        pytest.param(lambda model: model.objects.all().delete(), id="delete"),
        pytest.param(lambda model: model.objects.first().delete(), id="delete-one"),
        pytest.param(lambda model: model.objects.first().save(), id="save"),
        pytest.param(
            lambda model: model.objects.bulk_update(
                [model(pk=_any(model), reason="x")], ["reason"]
            ),
            id="bulk-update",
        ),
    ],
)
@pytest.mark.parametrize("model", [AuditEntry, Snapshot])
def test_database_refuses_changes_by_the_orm(trail, model, act):
    assert REFUSALS[model._meta.db_table] in refused(lambda: act(model))


def _any(model) -> int:
    return model.objects.values_list("pk", flat=True).first()


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("sql", ["UPDATE {} SET reason = 'x'", "DELETE FROM {}"])
def test_database_refuses_changes_by_sql(trail, table, sql):
    assert REFUSALS[table] in refused(lambda: execute(sql.format(table)))


@pytest.mark.skipif(connection.vendor != "sqlite", reason="REPLACE is SQLite's")
@pytest.mark.parametrize("table", TABLES)
def test_sqlite_refuses_replace(trail, table):
    sql = f"REPLACE INTO {table} SELECT * FROM {table}"  # noqa: S608 - our own names

    assert REFUSALS[table] in refused(lambda: execute(sql))


@pytest.mark.skipif(connection.vendor != "postgresql", reason="TRUNCATE is PostgreSQL's")
@pytest.mark.parametrize("table", TABLES)
def test_postgres_refuses_truncate(trail, table):
    execute("SET CONSTRAINTS ALL IMMEDIATE")

    assert REFUSALS[table] in refused(lambda: execute(f"TRUNCATE {table} CASCADE"))


@pytest.mark.django_db(transaction=True)
def test_flush_of_the_tests_keeps_the_triggers(trail):
    call_command("flush", interactive=False, verbosity=0)
    assert AuditEntry.objects.count() == 0

    audit.record(by=system_actor(None, NOW), action="test.write", subject="test", subject_id=1)

    assert REFUSALS["agencies_auditentry"] in refused(lambda: AuditEntry.objects.all().delete())
