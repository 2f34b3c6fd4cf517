"""Triggers that make django-auditlog's table append-only too; lines may go when they are five years old."""

from django.db import migrations

POSTGRES = """
CREATE FUNCTION audit_keep_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND OLD.timestamp < now() - interval '1824 days' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER audit_keep_change_row BEFORE UPDATE OR DELETE ON auditlog_logentry
    FOR EACH ROW EXECUTE FUNCTION audit_keep_change();
CREATE TRIGGER audit_keep_change_all BEFORE TRUNCATE ON auditlog_logentry
    FOR EACH STATEMENT EXECUTE FUNCTION audit_keep_refuse();
"""

SQLITE = [
    """
CREATE TRIGGER audit_keep_change_update BEFORE UPDATE ON auditlog_logentry
BEGIN SELECT RAISE(ABORT, 'auditlog_logentry is append-only: UPDATE refused'); END
""",
    """
CREATE TRIGGER audit_keep_change_delete BEFORE DELETE ON auditlog_logentry
WHEN NOT (OLD.timestamp < datetime('now', '-1824 days'))
BEGIN SELECT RAISE(ABORT, 'auditlog_logentry is append-only: DELETE refused'); END
""",
    """
CREATE TRIGGER audit_keep_change_replace BEFORE INSERT ON auditlog_logentry
WHEN EXISTS (SELECT 1 FROM auditlog_logentry WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'auditlog_logentry is append-only: REPLACE refused'); END
""",
]


def install_triggers(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else [POSTGRES]:
        schema_editor.execute(statement, params=None)


def remove_triggers(apps, schema_editor):
    if schema_editor.connection.vendor != "sqlite":
        schema_editor.execute("DROP FUNCTION audit_keep_change() CASCADE", params=None)
        return
    for kind in ("update", "delete", "replace"):
        schema_editor.execute(f"DROP TRIGGER audit_keep_change_{kind}")


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0003_audit_append_only"),
        ("auditlog", "0017_add_actor_email"),
    ]

    operations = [
        migrations.RunPython(install_triggers, remove_triggers),
    ]
