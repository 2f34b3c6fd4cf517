from django.db import migrations, models

ZONE = "Asia/Jakarta"
# What figures read of an emergency; whatever else changes marks nothing.
READ = (
    *("track", "is_drill", "agency_id", "category_id", "filed_at", "raised_at", "escalation_round"),
    *("acknowledged_at", "en_route_at", "on_scene_at", "resolved_at"),
)
# Months that are not over are never kept, so the usual day marks nothing.
OVER = f"{{moment}} < date_trunc('month', clock_timestamp(), '{ZONE}')"
IS_OVER = {name: OVER.format(moment=f"{name}.filed_at") for name in ("OLD", "NEW")}
CHANGED = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in READ)
CREATE = f"""
CREATE FUNCTION calls_mark_month() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO calls_monthmark (month)
    SELECT DISTINCT date_trunc('month', moment AT TIME ZONE '{ZONE}')::date
    FROM unnest(ARRAY[OLD.filed_at, NEW.filed_at]) AS moment WHERE moment IS NOT NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER calls_mark_filed AFTER INSERT ON complaints_complaint FOR EACH ROW
    WHEN (NEW.track = 'emergency' AND {IS_OVER["NEW"]}) EXECUTE FUNCTION calls_mark_month();
CREATE TRIGGER calls_mark_changed AFTER UPDATE OF {", ".join(READ)} ON complaints_complaint FOR EACH ROW
    WHEN ('emergency' IN (OLD.track, NEW.track) AND ({IS_OVER["OLD"]} OR {IS_OVER["NEW"]}) AND ({CHANGED}))
    EXECUTE FUNCTION calls_mark_month();
CREATE TRIGGER calls_mark_deleted AFTER DELETE ON complaints_complaint FOR EACH ROW
    WHEN (OLD.track = 'emergency' AND {IS_OVER["OLD"]}) EXECUTE FUNCTION calls_mark_month();
"""  # nosec B608 # every part is written here
DROP = """
DROP TRIGGER calls_mark_filed ON complaints_complaint;
DROP TRIGGER calls_mark_changed ON complaints_complaint;
DROP TRIGGER calls_mark_deleted ON complaints_complaint;
DROP FUNCTION calls_mark_month();
"""


def create_triggers(apps, schema_editor):
    """On PostgreSQL alone: on SQLite no month is kept."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(CREATE)


def drop_triggers(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(DROP)


class Migration(migrations.Migration):
    dependencies = [("calls", "0008_hour_marks"), ("complaints", "0020_figures_and_drills_from_indexes")]

    operations = [
        migrations.CreateModel(
            name="EmergencyMonth",
            fields=[
                ("month", models.DateField(primary_key=True, serialize=False, verbose_name="bulan")),
                ("packed", models.BinaryField(default=bytes, verbose_name="baris")),
            ],
            options={"verbose_name": "darurat per bulan", "verbose_name_plural": "darurat per bulan"},
        ),
        migrations.CreateModel(
            name="MonthMark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.DateField(db_index=True)),
            ],
        ),
        migrations.RunPython(create_triggers, drop_triggers),
    ]
