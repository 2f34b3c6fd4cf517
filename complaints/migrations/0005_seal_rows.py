"""Seals what is already stored, a few hundred rows to a transaction. Killed half way, it goes on where it ended."""

from django.db import migrations

from jepara_tanggap.encryption import hash_lookup
from jepara_tanggap.sealing import Table, change_table, open_sealed_text, seal_open_text

TABLES = [
    Table("complaints_reporter", "id", ("name", "phone", "email")),
    Table("complaints_complaint", "id", ("landmark", "answers")),
    Table("complaints_draft", "token", ("data",)),
    Table("complaints_event", "id", ("text",)),
]
BATCH = 500


def seal(apps, schema_editor):
    """Seal, and hash what reporters are found by."""
    _change(schema_editor, seal_open_text())
    _hash_contacts(apps)


def unseal(apps, schema_editor):
    """Store it in the open again."""
    _change(schema_editor, open_sealed_text())


def _change(schema_editor, work):
    for table in TABLES:
        for _changed, broken in change_table(schema_editor.connection, table, work):
            if broken:
                raise RuntimeError(broken[0])


def _hash_contacts(apps):
    reporters = apps.get_model("complaints", "Reporter").objects
    last = 0
    while rows := list(reporters.filter(pk__gt=last).order_by("pk")[:BATCH]):
        last = rows[-1].pk
        for row in rows:
            row.phone_hash = hash_lookup(row.phone.strip(), "reporter-phone")
            row.email_hash = hash_lookup(row.email.strip().lower(), "reporter-email")
        reporters.bulk_update(rows, ["phone_hash", "email_hash"])


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("complaints", "0004_encrypt_personal")]
    operations = [migrations.RunPython(seal, unseal)]
