"""The database itself refuses every change of a snapshot, on both databases."""

from django.db import migrations

SQLITE = [
    f"CREATE TRIGGER snapshot_no_{act.lower()} BEFORE {act} ON assessment_snapshot "
    "BEGIN SELECT RAISE(ABORT, 'snapshots never change'); END"
    for act in ("UPDATE", "DELETE")
]
POSTGRES = [
    "CREATE FUNCTION snapshot_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'snapshots never change'; END $$",
    "CREATE TRIGGER snapshot_no_change BEFORE UPDATE OR DELETE ON assessment_snapshot "
    "FOR EACH ROW EXECUTE FUNCTION snapshot_refuse()",
    "CREATE TRIGGER snapshot_no_truncate BEFORE TRUNCATE ON assessment_snapshot "
    "FOR EACH STATEMENT EXECUTE FUNCTION snapshot_refuse()",
]
SQLITE_DROP = [
    "DROP TRIGGER IF EXISTS snapshot_no_update",
    "DROP TRIGGER IF EXISTS snapshot_no_delete",
]
POSTGRES_DROP = [
    "DROP TRIGGER IF EXISTS snapshot_no_change ON assessment_snapshot",
    "DROP TRIGGER IF EXISTS snapshot_no_truncate ON assessment_snapshot",
    "DROP FUNCTION IF EXISTS snapshot_refuse()",
]


def protect(apps, schema_editor):
    statements = SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRES
    for statement in statements:
        schema_editor.execute(statement)


def release(apps, schema_editor):
    statements = SQLITE_DROP if schema_editor.connection.vendor == "sqlite" else POSTGRES_DROP
    for statement in statements:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("assessment", "0001_initial")]

    operations = [migrations.RunPython(protect, release)]
