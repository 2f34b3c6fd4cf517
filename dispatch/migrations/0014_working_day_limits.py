import django.core.validators
from django.db import migrations, models

DAYS = [django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(365)]
# What every category that is no emergency had in the files, as if an office answered within a day.
FILLER, DEFAULT = 1440, 15


def drop_filler(apps, schema_editor):
    """Leave no day to answer behind, should such a category become one of emergencies."""
    categories = apps.get_model("dispatch", "Category").objects
    categories.filter(respond_minutes=FILLER).exclude(track="emergency").update(respond_minutes=DEFAULT)


class Migration(migrations.Migration):
    dependencies = [("dispatch", "0013_field_links_barred")]

    operations = [
        migrations.AddField(
            model_name="category",
            name="verify_working_days",
            field=models.PositiveSmallIntegerField(
                default=3,
                help_text="OPD menyatakan laporan ini tugasnya. Tidak berlaku untuk jalur darurat.",
                validators=DAYS,
                verbose_name="batas verifikasi (hari kerja)",
            ),
        ),
        migrations.AddField(
            model_name="category",
            name="respond_working_days",
            field=models.PositiveSmallIntegerField(
                default=5,
                help_text="Tidak berlaku untuk jalur darurat.",
                validators=DAYS,
                verbose_name="batas tanggapan pertama (hari kerja)",
            ),
        ),
        migrations.AlterField(
            model_name="category",
            name="respond_minutes",
            field=models.PositiveIntegerField(
                default=15,
                help_text="Hanya untuk jalur darurat; jalur lain dihitung dalam hari kerja.",
                verbose_name="batas tanggapan darurat (menit)",
            ),
        ),
        migrations.RunPython(drop_filler, migrations.RunPython.noop),
    ]
