"""The database itself refuses every change of an audit entry, on both databases."""

from django.db import migrations

SQLITE = [
    f"CREATE TRIGGER audit_no_{act.lower()} BEFORE {act} ON agencies_auditentry "
    "BEGIN SELECT RAISE(ABORT, 'audit entries are append-only'); END"
    for act in ("UPDATE", "DELETE")
]
POSTGRES = [
    "CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'audit entries are append-only'; END $$",
    "CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON agencies_auditentry "
    "FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
    "CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON agencies_auditentry "
    "FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()",
]
SQLITE_DROP = [
    "DROP TRIGGER IF EXISTS audit_no_update",
    "DROP TRIGGER IF EXISTS audit_no_delete",
]
POSTGRES_DROP = [
    "DROP TRIGGER IF EXISTS audit_no_change ON agencies_auditentry",
    "DROP TRIGGER IF EXISTS audit_no_truncate ON agencies_auditentry",
    "DROP FUNCTION IF EXISTS audit_refuse()",
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
    dependencies = [("agencies", "0001_initial")]

    operations = [migrations.RunPython(protect, release)]
