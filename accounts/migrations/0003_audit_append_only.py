"""Checkpoints and checks of the record of access, and the triggers that make all three tables append-only.

The one exception: lines of the record older than five years (less a day, for clocks that differ) may go if
a checkpoint covers them. Whoever owns the tables can take the triggers off; that is what the hash chain is for.
"""

from django.db import migrations, models


TABLES = {
    "entry": "accounts_auditentry",
    "checkpoint": "accounts_auditcheckpoint",
    "check": "accounts_auditcheck",
}

POSTGRES_FUNCTIONS = """
CREATE FUNCTION audit_keep_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$;
CREATE FUNCTION audit_keep_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND OLD.at < now() - interval '1824 days'
       AND EXISTS (SELECT 1 FROM accounts_auditcheckpoint WHERE last_id >= OLD.id) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$;
"""
POSTGRES_ROW = """
CREATE TRIGGER audit_keep_{name}_row BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION {function}();
CREATE TRIGGER audit_keep_{name}_all BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION audit_keep_refuse();
"""

SQLITE_UPDATE = """
CREATE TRIGGER audit_keep_{name}_update BEFORE UPDATE ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only: UPDATE refused'); END
"""
SQLITE_DELETE = """
CREATE TRIGGER audit_keep_{name}_delete BEFORE DELETE ON {table} {unless}
BEGIN SELECT RAISE(ABORT, '{table} is append-only: DELETE refused'); END
"""
# INSERT OR REPLACE takes rows out without asking the trigger above.
SQLITE_REPLACE = """
CREATE TRIGGER audit_keep_{name}_replace BEFORE INSERT ON {table}
WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id {or_unique})
BEGIN SELECT RAISE(ABORT, '{table} is append-only: REPLACE refused'); END
"""
SQLITE_UNLESS = """
WHEN NOT (OLD.at < datetime('now', '-1824 days')
          AND EXISTS (SELECT 1 FROM accounts_auditcheckpoint WHERE last_id >= OLD.id))
"""
UNIQUE = {"entry": "hash", "checkpoint": "last_id"}


def write_sqlite():
    for name, table in TABLES.items():
        unless = SQLITE_UNLESS if name == "entry" else ""
        or_unique = f"OR {UNIQUE[name]} = NEW.{UNIQUE[name]}" if name in UNIQUE else ""
        for statement in (SQLITE_UPDATE, SQLITE_DELETE, SQLITE_REPLACE):
            yield statement.format(name=name, table=table, unless=unless, or_unique=or_unique)


def write_postgres():
    yield POSTGRES_FUNCTIONS
    for name, table in TABLES.items():
        function = "audit_keep_entry" if name == "entry" else "audit_keep_refuse"
        yield POSTGRES_ROW.format(name=name, table=table, function=function)


def install_triggers(apps, schema_editor):
    statements = write_sqlite() if schema_editor.connection.vendor == "sqlite" else write_postgres()
    for statement in statements:
        schema_editor.execute(statement, params=None)


def remove_triggers(apps, schema_editor):
    if schema_editor.connection.vendor != "sqlite":
        schema_editor.execute("DROP FUNCTION audit_keep_entry() CASCADE; DROP FUNCTION audit_keep_refuse() CASCADE", params=None)
        return
    for name in TABLES:
        for kind in ("update", "delete", "replace"):
            schema_editor.execute(f"DROP TRIGGER audit_keep_{name}_{kind}")


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_audit_entry'),
    ]

    operations = [
        migrations.CreateModel(
            name='AuditCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(db_index=True, verbose_name='waktu')),
                ('lines', models.BigIntegerField(verbose_name='baris diperiksa')),
                ('last_id', models.BigIntegerField(verbose_name='baris terakhir')),
                ('last_hash', models.CharField(max_length=64, verbose_name='hash terakhir')),
                ('problem', models.CharField(blank=True, max_length=300, verbose_name='masalah')),
            ],
            options={
                'verbose_name': 'pemeriksaan catatan akses',
                'verbose_name_plural': 'pemeriksaan catatan akses',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='AuditCheckpoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('last_id', models.BigIntegerField(unique=True, verbose_name='baris terakhir yang dihapus')),
                ('last_hash', models.CharField(max_length=64, verbose_name='hash')),
                ('at', models.DateTimeField(verbose_name='waktu')),
            ],
            options={
                'verbose_name': 'awal catatan akses',
                'verbose_name_plural': 'awal catatan akses',
            },
        ),
        migrations.AlterField(
            model_name='auditentry',
            name='action',
            field=models.CharField(choices=[('reporter_seen', 'Identitas pelapor dibuka'), ('secret_opened', 'Laporan rahasia dibuka'), ('exported', 'Data diunduh'), ('audit_read', 'Catatan akses dibaca'), ('rights_served', 'Permintaan hak pelapor dilayani'), ('staff_changed', 'Akun petugas diubah'), ('reference_changed', 'Data acuan diubah'), ('mask_changed', 'Penyamaran teks diubah'), ('hold_changed', 'Penahanan hukum diubah'), ('retention_run', 'Retensi dijalankan'), ('signed_in', 'Masuk'), ('sign_in_failed', 'Gagal masuk')], max_length=20, verbose_name='tindakan'),
        ),
        migrations.RunPython(install_triggers, remove_triggers),
    ]
