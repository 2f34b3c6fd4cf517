from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("dispatch", "0012_alert_drills"),
    ]

    operations = [
        migrations.AddField(
            model_name="fieldlinkrevocation",
            name="bars_new",
            field=models.BooleanField(default=False, verbose_name="tidak dikirim lagi"),
        ),
    ]
