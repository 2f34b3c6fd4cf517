"""Seals the words about calling back and about blocks, which may name people."""

from django.db import migrations

import jepara_tanggap.encrypted_fields
from jepara_tanggap.sealing import Table, change_table, open_sealed_text, seal_open_text

TABLES = [Table("calls_call", "id", ("callback_note",)), Table("calls_numberblock", "id", ("reason",))]


def seal(apps, schema_editor):
    """Seal what is stored."""
    _change(schema_editor, seal_open_text())


def unseal(apps, schema_editor):
    """Store it in the open again."""
    _change(schema_editor, open_sealed_text())


def _change(schema_editor, work):
    for table in TABLES:
        for _changed, broken in change_table(schema_editor.connection, table, work):
            if broken:
                raise RuntimeError(broken[0])


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("calls", "0011_revoke_with_a_reason")]

    operations = [
        migrations.AlterField(
            model_name="call",
            name="callback_note",
            field=jepara_tanggap.encrypted_fields.EncryptedTextField(
                blank=True, max_length=200, verbose_name="keterangan telepon balik"
            ),
        ),
        migrations.AlterField(
            model_name="numberblock",
            name="reason",
            field=jepara_tanggap.encrypted_fields.EncryptedTextField(blank=True, max_length=300, verbose_name="alasan"),
        ),
        migrations.RunPython(seal, unseal),
    ]
