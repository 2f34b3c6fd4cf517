from django.db import migrations, models


def forget_what_one_caller_named(apps, schema_editor):
    """Take away places that were learned, homes among them; those that somebody entered in the admin stay.

    How many callers named a place was not kept, so what was learned is learned anew. A learned place that somebody
    has corrected since stays learned: the nightly clean-up judges its name.
    """
    landmarks = apps.get_model("calls", "Landmark").objects
    kind = apps.get_model("contenttypes", "ContentType").objects.filter(app_label="calls", model="landmark").first()
    entries = apps.get_model("admin", "LogEntry").objects.filter(content_type=kind) if kind else []
    entered = {entry.object_id for entry in entries if entry.action_flag == 1}
    corrected = {entry.object_id for entry in entries if entry.action_flag == 2} - entered
    landmarks.exclude(pk__in=[*entered, *corrected]).delete()
    landmarks.filter(pk__in=list(corrected)).update(is_learned=True)


class Migration(migrations.Migration):
    dependencies = [
        ("calls", "0009_emergency_months"),
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.AddField(
            model_name="landmark",
            name="is_learned",
            field=models.BooleanField(default=False, editable=False, verbose_name="dipelajari dari panggilan"),
        ),
        migrations.CreateModel(
            name="LandmarkHint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place_hash", models.CharField(max_length=64)),
                ("caller_hash", models.CharField(max_length=64)),
                ("seen_at", models.DateTimeField(db_index=True)),
            ],
            options={
                "verbose_name": "petunjuk patokan",
                "verbose_name_plural": "petunjuk patokan",
                "constraints": [models.UniqueConstraint(name="hint_once", fields=("place_hash", "caller_hash"))],
            },
        ),
        migrations.RunPython(forget_what_one_caller_named, migrations.RunPython.noop),
    ]
