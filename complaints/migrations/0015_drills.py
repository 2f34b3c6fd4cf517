"""Reports that were filed for training."""

from importlib import import_module

from django.db import migrations, models


def keep_search(apps, schema_editor):
    """SQLite rebuilt the complaint's table, and dropped the triggers of the full-text index with the old one."""
    if schema_editor.connection.vendor == "sqlite":
        import_module("complaints.migrations.0002_search").create_sqlite_triggers(schema_editor)


class Migration(migrations.Migration):

    dependencies = [
        ('complaints', '0014_contact_codes'),
    ]

    operations = [
        migrations.AddField(
            model_name='complaint',
            name='is_drill',
            field=models.BooleanField(default=False, editable=False, verbose_name='latihan'),
        ),
        migrations.RunPython(keep_search, migrations.RunPython.noop),
    ]
