from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("complaints", "0019_major_incidents")]

    operations = [
        migrations.RemoveIndex(model_name="complaint", name="emergency_by_time"),
        migrations.AddIndex(
            model_name="complaint",
            index=models.Index(
                condition=models.Q(("is_drill", False), ("track", "emergency")),
                fields=["filed_at"],
                include=(
                    "agency",
                    "category",
                    "escalation_round",
                    "raised_at",
                    "acknowledged_at",
                    "en_route_at",
                    "on_scene_at",
                    "resolved_at",
                ),
                name="emergency_by_time",
            ),
        ),
        migrations.AddIndex(
            model_name="complaint",
            index=models.Index(condition=models.Q(("is_drill", True)), fields=["agency", "-id"], name="drills_newest"),
        ),
    ]
