"""Fills a database with as many complaints as wanted, out of the invented ones, with history and deliveries."""

from __future__ import annotations

import psycopg
from psycopg import sql

# What lies open at any time; a longer history does not make it more.
OPEN = 3000
COMMON, RARE = "jalan", "trenggiling"
RARE_ROWS = 7
GIN = ("complaint_search", "complaint_text_trigrams")
ENDED = "('closed', 'rejected', 'forwarded', 'cancelled')"

# Columns that differ from row to row; every other one is copied from the invented complaint.
COMPLAINT = {
    "id": "{first} + g",
    "number": "lpad(({first} + g)::text, 12, '0')",
    "access_seed": "gen_random_uuid()",
    "intake_key": "NULL",
    "reporter_id": "NULL",
    "merged_into_id": "NULL",
    "filed_at": "now() - interval '10 seconds' * ({count} - g)",
    "updated_at": "now() - interval '10 seconds' * ({count} - g)",
    "status": "CASE WHEN {count} - g < {open} OR old.status IN {ended} THEN old.status ELSE 'closed' END",
    "text": "old.text || ' ' || (ARRAY['pagi','siang','sore','malam','kemarin','tadi','sering','lagi'])[1 + g % 8]"
    " || ' ' || md5((g % 50000)::text) || CASE WHEN g % ({count} / {rare_rows}) = 1 THEN ' {rare}' ELSE '' END",
}
EVENT = {"id": None, "complaint_id": "new.id", "created_at": "new.filed_at"}
DELIVERY = {
    "id": None,
    "subject": "'complaint:' || new.number",
    "idempotency_key": "old.channel || ':' || new.number || ':' || old.id",
    "state": "'delivered'",
    "created_at": "new.filed_at",
    "next_attempt_at": "new.filed_at",
    "delivered_at": "new.filed_at",
}
SUPPORT = {"id": None, "complaint_id": "new.id"}


def fill(connection: psycopg.Connection, *, until: int) -> None:
    """Add complaints until there are so many, each with the history and messages of an invented one."""
    before = _ask(connection, "SELECT count(*) FROM complaints_complaint")
    first = _ask(connection, "SELECT max(id) FROM complaints_complaint")
    _remember_templates(connection)
    # What was open when the history was shorter is over by now.
    connection.execute(
        f"UPDATE complaints_complaint SET status = 'closed' WHERE status NOT IN {ENDED} "  # nosec B608 # names are ours
        "AND id > (SELECT max(id) FROM bench_template)"
    )
    # Foreign keys hold by construction; checking each would only take time.
    connection.execute("SET session_replication_role = replica")
    indexes = [_ask(connection, "SELECT indexdef FROM pg_indexes WHERE indexname = %s", name) for name in GIN]
    for name in GIN:
        connection.execute(sql.SQL("DROP INDEX IF EXISTS {}").format(sql.Identifier(name)))
    _copy_complaints(connection, first=first, count=until - before)
    for table, changes in (
        ("complaints_event", EVENT),
        ("dispatch_delivery", DELIVERY),
        ("complaints_complaintsupport", SUPPORT),
    ):
        _copy_followers(connection, table, changes, first)
    for definition in filter(None, indexes):
        connection.execute(definition)
    connection.execute("SET session_replication_role = origin")
    connection.execute("SELECT setval(pg_get_serial_sequence('complaints_complaint', 'id'), max(id)) "
                       "FROM complaints_complaint")  # fmt: skip
    connection.execute("VACUUM (ANALYZE)")


def _remember_templates(connection: psycopg.Connection) -> None:
    """Number the invented complaints, so that row g is made from one of them."""
    connection.execute(
        "CREATE TABLE IF NOT EXISTS bench_template AS SELECT id, row_number() OVER (ORDER BY id) - 1 AS place, "
        "(SELECT max(e.id) FROM complaints_event e WHERE e.complaint_id = c.id) AS last FROM complaints_complaint c"
    )


def _copy_complaints(connection: psycopg.Connection, *, first: int, count: int) -> None:
    known = {"first": first, "count": count, "open": OPEN, "ended": ENDED, "rare": RARE, "rare_rows": RARE_ROWS}
    names, values = spell("complaints_complaint", connection, {n: v.format(**known) for n, v in COMPLAINT.items()})
    templates = _ask(connection, "SELECT count(*) FROM bench_template")
    connection.execute(
        f"INSERT INTO complaints_complaint ({names}) SELECT {values} FROM generate_series(1, {count}) AS g "  # nosec B608 # names are ours
        f"JOIN bench_template t ON t.place = g % {templates} JOIN complaints_complaint old ON old.id = t.id ORDER BY g"
    )
    connection.execute("DROP TABLE IF EXISTS bench_pair")
    connection.execute(
        f"CREATE TABLE bench_pair AS SELECT {first} + g AS new_id, t.id AS old_id "  # nosec B608 # names are ours
        f"FROM generate_series(1, {count}) AS g JOIN bench_template t ON t.place = g % {templates}"
    )


def _copy_followers(connection: psycopg.Connection, table: str, changes: dict[str, str | None], first: int) -> None:
    names, values = spell(table, connection, changes)
    where = "old.subject = 'complaint:' || source.number" if "subject" in changes else "old.complaint_id = source.id"
    connection.execute(
        f"INSERT INTO {table} ({names}) SELECT {values} FROM bench_pair pair "  # nosec B608 # names are ours
        "JOIN complaints_complaint new ON new.id = pair.new_id JOIN complaints_complaint source "
        f"ON source.id = pair.old_id JOIN {table} old ON {where} ORDER BY new.id, old.id"
    )


def spell(table: str, connection: psycopg.Connection, changes: dict[str, str | None]) -> tuple[str, str]:
    """Return the columns to write and what to write into them; None leaves one to its default."""
    rows = connection.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND is_generated = 'NEVER'", [table]
    ).fetchall()
    values = {name: changes.get(name, f'old."{name}"') for (name,) in rows}
    kept = {name: value for name, value in values.items() if value is not None}
    return ", ".join(f'"{name}"' for name in kept), ", ".join(kept.values())


def _ask(connection: psycopg.Connection, query: str, *values: object):
    row = connection.execute(query, values).fetchone()
    return row[0] if row else None
