"""Takes the reasons of transfers out of the open column they were copied to; the history has them, sealed."""

from django.db import migrations

BATCH = 500
ERASED = "[dihapus]"


def take_out(apps, schema_editor):
    """Rewrite what was moved, a few hundred at a time; run again, it finds nothing more to take out."""
    complaints = apps.get_model("complaints", "Complaint").objects.exclude(routing_explanation="")
    last = 0
    while rows := list(complaints.filter(transfers__gt=0, pk__gt=last).order_by("pk")[:BATCH]):
        last = rows[-1].pk
        said = _read_reasons(apps, [row.pk for row in rows])
        for row in rows:
            row.routing_explanation = "" if row.erased_at else _strip(row.routing_explanation, said.get(row.pk, ()))
        complaints.bulk_update(rows, ["routing_explanation"])


def _read_reasons(apps, pks):
    said = {}
    lines = apps.get_model("complaints", "Event").objects.filter(complaint__in=pks, action="transfer")
    for complaint_id, text in lines.values_list("complaint_id", "text"):
        said.setdefault(complaint_id, []).append(text)
    return said


def _strip(explanation, reasons):
    for reason in reasons:
        if reason and reason != ERASED:
            explanation = explanation.replace(f": {reason}", ".", 1)
    return explanation


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("complaints", "0021_working_day_limits")]
    operations = [migrations.RunPython(take_out, migrations.RunPython.noop)]
