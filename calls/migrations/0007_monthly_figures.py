from django.db import migrations, models
from django.db.models.functions import TruncMonth


def mark_every_month(apps, schema_editor):
    """Let one hour of each month be counted once more: its day and its month are then added up."""
    hours = apps.get_model("calls", "CallHour").objects.annotate(month=TruncMonth("hour")).order_by()
    stale = apps.get_model("calls", "StaleHour")
    firsts = hours.values("month").annotate(first=models.Min("hour")).values_list("first", flat=True)
    stale.objects.bulk_create([stale(hour=hour) for hour in firsts], ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("calls", "0006_paper_forms")]

    operations = [
        migrations.CreateModel(
            name="CallMonth",
            fields=[
                ("incoming", models.PositiveIntegerField(default=0, verbose_name="masuk")),
                ("abandoned", models.PositiveIntegerField(default=0, verbose_name="putus")),
                ("answered", models.PositiveIntegerField(default=0, verbose_name="dijawab")),
                ("ticketed", models.PositiveIntegerField(default=0, verbose_name="menjadi laporan")),
                ("joined", models.PositiveIntegerField(default=0, verbose_name="menyusul laporan")),
                ("answer_seconds", models.JSONField(default=dict, verbose_name="detik sampai dijawab")),
                ("alert_seconds", models.JSONField(default=dict, verbose_name="detik sampai peringatan")),
                ("filing_seconds", models.JSONField(default=dict, verbose_name="detik sampai selesai dicatat")),
                ("month", models.DateField(primary_key=True, serialize=False, verbose_name="bulan")),
                ("hours", models.JSONField(default=dict, verbose_name="jenis per jam")),
                ("days", models.JSONField(default=dict, verbose_name="jenis per hari")),
            ],
            options={"verbose_name": "hitungan per bulan", "verbose_name_plural": "hitungan per bulan"},
        ),
        migrations.RunPython(mark_every_month, migrations.RunPython.noop, elidable=True),
    ]
