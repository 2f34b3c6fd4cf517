from django.db import migrations, models


def copy_marks(apps, schema_editor):
    """What still waits to be counted stays marked."""
    marks = apps.get_model("calls", "HourMark").objects
    hours = apps.get_model("calls", "StaleHour").objects.values_list("hour", flat=True)
    marks.bulk_create(marks.model(hour=hour) for hour in hours)


def copy_hours(apps, schema_editor):
    """The way back: one row an hour."""
    hours = apps.get_model("calls", "HourMark").objects.order_by().values_list("hour", flat=True).distinct()
    stale = apps.get_model("calls", "StaleHour").objects
    stale.bulk_create(stale.model(hour=hour) for hour in hours)


class Migration(migrations.Migration):
    dependencies = [("calls", "0007_monthly_figures")]

    operations = [
        migrations.CreateModel(
            name="HourMark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("hour", models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.RunPython(copy_marks, copy_hours),
        migrations.DeleteModel(name="StaleHour"),
    ]
