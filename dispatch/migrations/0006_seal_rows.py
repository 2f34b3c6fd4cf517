"""Seals what is already stored, and keeps a known word by which a start notices wrong keys."""

from django.db import migrations

from jepara_tanggap.key_check import CANARY, hash_canary
from jepara_tanggap.sealing import Table, change_table, open_sealed_text, seal_open_text

TABLES = [
    Table("dispatch_agencycontact", "id", ("address",)),
    Table("dispatch_delivery", "id", ("payload",)),
    Table("dispatch_inboundmessage", "id", ("body",)),
    Table("dispatch_inboxmessage", "id", ("text",)),
]


def seal(apps, schema_editor):
    """Seal the rows and write the canary."""
    _change(schema_editor, seal_open_text())
    apps.get_model("dispatch", "KeyCanary").objects.get_or_create(
        pk=1, defaults={"word": CANARY, "word_hash": hash_canary()}
    )


def unseal(apps, schema_editor):
    """Store it in the open again."""
    _change(schema_editor, open_sealed_text())
    apps.get_model("dispatch", "KeyCanary").objects.all().delete()


def _change(schema_editor, work):
    for table in TABLES:
        for _changed, broken in change_table(schema_editor.connection, table, work):
            if broken:
                raise RuntimeError(broken[0])


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("dispatch", "0005_encrypt_personal")]
    operations = [migrations.RunPython(seal, unseal)]
