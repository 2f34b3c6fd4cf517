"""Gives open reports the working days they should have had. What is over keeps what it was promised then."""

from collections import defaultdict

from django.db import migrations, models

from complaints.deadlines import add_working_days

OPEN = ("received", "assigned", "acknowledged", "en_route", "on_scene", "in_progress", "needs_info")
BATCH = 500


def count_anew(apps, schema_editor):
    """Count from the day the agency that has it got it. Reports of one day have the same limits, so they go together."""
    complaints = apps.get_model("complaints", "Complaint").objects
    moved = apps.get_model("complaints", "Handover").objects.filter(complaint__status__in=OPEN)
    got_at = dict(moved.order_by("left_at").values_list("complaint_id", "left_at"))
    limits = "category__verify_working_days", "category__respond_working_days"
    rows = complaints.filter(status__in=OPEN).exclude(track="emergency").values_list("pk", "filed_at", *limits)
    alike = defaultdict(list)
    for pk, filed_at, verify, respond in rows.iterator():
        since = got_at.get(pk, filed_at)
        alike[add_working_days(since, verify), add_working_days(since, respond)].append(pk)
    for (verify_due_at, respond_due_at), pks in alike.items():
        for start in range(0, len(pks), BATCH):
            some = complaints.filter(pk__in=pks[start : start + BATCH])
            some.update(verify_due_at=verify_due_at, respond_due_at=respond_due_at)


class Migration(migrations.Migration):
    dependencies = [
        ("complaints", "0020_figures_and_drills_from_indexes"),
        ("dispatch", "0014_working_day_limits"),
    ]

    operations = [
        migrations.AddField(
            model_name="complaint",
            name="verify_due_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="batas verifikasi"),
        ),
        migrations.AlterField(
            model_name="complaint",
            name="respond_due_at",
            field=models.DateTimeField(verbose_name="batas tanggapan pertama"),
        ),
        migrations.RunPython(count_anew, migrations.RunPython.noop),
    ]
