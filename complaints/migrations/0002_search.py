"""The full-text index, for each database in its own way.

SQLite drops triggers whenever Django rebuilds a table. A later migration that alters
the complaint's table must run `create_sqlite_triggers` again after it; the tests notice if it is forgotten.
"""

from django.db import DatabaseError, migrations, transaction

POSTGRES_TABLE = """
ALTER TABLE complaints_complaint ADD COLUMN search_vector tsvector
    GENERATED ALWAYS AS (to_tsvector('simple', text || ' ' || landmark)) STORED;
CREATE INDEX complaint_search ON complaints_complaint USING gin (search_vector);
"""

SQLITE_TABLE = """
CREATE VIRTUAL TABLE complaints_search USING fts5(
    text, landmark, content='complaints_complaint', content_rowid='id', tokenize='unicode61 remove_diacritics 2'
)
"""

SQLITE_TRIGGERS = {
    "complaints_search_insert": "AFTER INSERT ON complaints_complaint BEGIN {learn} END",
    "complaints_search_delete": "AFTER DELETE ON complaints_complaint BEGIN {forget} END",
    "complaints_search_update": "AFTER UPDATE OF {columns} ON complaints_complaint BEGIN {forget} {learn} END",
}


def create_search(apps, schema_editor):
    """Make the index and fill it with what is already there."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRES_TABLE)
        _create_trigrams(schema_editor)
        return
    schema_editor.execute(SQLITE_TABLE)
    schema_editor.execute("INSERT INTO complaints_search(complaints_search) VALUES ('rebuild')")
    create_sqlite_triggers(schema_editor)


def create_sqlite_triggers(schema_editor):
    """Keep the index in step with the table from now on, whichever columns it holds."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("PRAGMA table_info(complaints_search)")
        names = [row[1] for row in cursor.fetchall()]
    columns = ", ".join(names)
    old, new = (", ".join(f"{row}.{name}" for name in ("id", *names)) for row in ("old", "new"))
    parts = {
        "columns": columns,
        "forget": (
            f"INSERT INTO complaints_search(complaints_search, rowid, {columns}) VALUES ('delete', {old});"  # nosec B608 # names are ours, values are bound
        ),
        "learn": f"INSERT INTO complaints_search(rowid, {columns}) VALUES ({new});",  # nosec B608 # names are ours, values are bound
    }
    for name, body in SQLITE_TRIGGERS.items():
        schema_editor.execute(f"CREATE TRIGGER IF NOT EXISTS {name} {body.format(**parts)}")


def _create_trigrams(schema_editor):
    # Making an extension may need rights this role has not; search then goes by whole words.
    try:
        with transaction.atomic(using=schema_editor.connection.alias):
            schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            schema_editor.execute(
                "CREATE INDEX complaint_text_trigrams ON complaints_complaint USING gin (upper(text) gin_trgm_ops)"
            )
    except DatabaseError:
        return


def drop_search(apps, schema_editor):
    """Take all of it away again."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX IF EXISTS complaint_text_trigrams")
        schema_editor.execute("ALTER TABLE complaints_complaint DROP COLUMN search_vector")
        return
    for name in SQLITE_TRIGGERS:
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}")
    schema_editor.execute("DROP TABLE complaints_search")


class Migration(migrations.Migration):
    dependencies = [("complaints", "0001_initial")]

    operations = [migrations.RunPython(create_search, drop_search)]
