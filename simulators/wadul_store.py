"""What the stand-in keeps, in one SQLite file. Nothing is answered before it is committed."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

SCHEMA = """
CREATE TABLE IF NOT EXISTS complaints (
    ticket TEXT PRIMARY KEY, wadul_id TEXT NOT NULL UNIQUE, status TEXT NOT NULL, body TEXT NOT NULL,
    last_sequence INTEGER NOT NULL DEFAULT 0, accepted_at TEXT NOT NULL, updated_at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS operations (
    arrival INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, operation TEXT NOT NULL,
    ticket TEXT NOT NULL, digest TEXT NOT NULL, body TEXT NOT NULL, answer TEXT NOT NULL,
    accepted_at TEXT NOT NULL, received INTEGER NOT NULL DEFAULT 1);
CREATE INDEX IF NOT EXISTS operations_by_ticket ON operations (ticket, arrival);
CREATE TABLE IF NOT EXISTS photos (
    photo_id TEXT PRIMARY KEY, ticket TEXT NOT NULL, mime TEXT NOT NULL, content BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS events (
    cursor INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, ticket TEXT NOT NULL,
    sequence INTEGER NOT NULL, body TEXT NOT NULL, state TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0,
    next_attempt_at REAL NOT NULL, last_error TEXT NOT NULL DEFAULT '', UNIQUE (ticket, sequence));
CREATE INDEX IF NOT EXISTS events_due ON events (next_attempt_at) WHERE state = 'pending';
"""


class StoreError(Exception):
    """A request that cannot be accepted; the API turns each kind into its problem."""


class KeyReused(StoreError):
    """The key is known with another body."""


class TicketExists(StoreError):
    """The ticket was created under another key; the argument is its wadul_id."""


class UnknownTicket(StoreError):
    """No such ticket."""


@dataclass(frozen=True)
class Photo:
    """A photo as it arrived, its bytes decoded."""

    photo_id: str
    mime: str
    content: bytes


@dataclass(frozen=True)
class Incoming:
    """One request to accept. `raw` are its bytes as received, `body` what is kept of it."""

    key: str
    operation: str
    ticket: str
    status: str
    raw: bytes
    body: dict[str, Any]
    photo: Photo | None = None

    @property
    def digest(self) -> str:
        """What a repeat must equal: operation, ticket and bytes."""
        return hashlib.sha256(f"{self.operation}\n{self.ticket}\n".encode() + self.raw).hexdigest()


class Store:
    """One connection behind one lock: SQLite has one writer anyway, and the order of arrival is plain."""

    def __init__(self, path: str | Path) -> None:
        self.closed = False
        self._lock = threading.RLock()
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.row_factory = sqlite3.Row
        # In WAL mode NORMAL survives a killed process; only a power cut could take the last commits.
        self._db.executescript(f"PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; {SCHEMA}")

    def close(self) -> None:
        """Close the file; the store cannot be used after."""
        with self._lock:
            self.closed = True
            self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Hold the file for one change; an exception undoes it."""
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def fetch(self, sql: str, *values: Any) -> list[dict[str, Any]]:
        """Return rows as dictionaries."""
        with self._lock:
            return [dict(row) for row in self._db.execute(sql, values)]

    def accept(self, incoming: Incoming) -> tuple[dict[str, Any], bool]:
        """Keep a request once; return the answer and whether it is new.

        Raises KeyReused, TicketExists, UnknownTicket.
        """
        with self.transaction() as db:
            known = db.execute("SELECT digest, answer FROM operations WHERE key = ?", (incoming.key,)).fetchone()
            if known is None:
                return self._keep(db, incoming), True
            db.execute("UPDATE operations SET received = received + 1 WHERE key = ?", (incoming.key,))
        if known["digest"] != incoming.digest:
            raise KeyReused
        return json.loads(known["answer"]), False

    def emit(self, ticket: str, kind: str, data: dict[str, Any], *, due_at: float, state: str) -> dict[str, Any]:
        """Write the next event of a ticket, to be called back at `due_at` (Unix seconds). Raises UnknownTicket."""
        with self.transaction() as db:
            row = db.execute("SELECT status, last_sequence FROM complaints WHERE ticket = ?", (ticket,)).fetchone()
            if row is None:
                raise UnknownTicket
            sequence = row["last_sequence"] + 1
            data = {"status": row["status"], "text": None, "photo_url": None} | data
            event = {"id": f"evt_{uuid.uuid4().hex}", "type": kind, "ticket": ticket, "sequence": sequence}
            event |= {"occurred_at": write_now(), "data": data}
            db.execute(
                "INSERT INTO events (id, ticket, sequence, body, state, next_attempt_at) VALUES (?, ?, ?, ?, ?, ?)",
                (event["id"], ticket, sequence, json.dumps(event, ensure_ascii=False), state, due_at),
            )
            db.execute(
                "UPDATE complaints SET status = ?, last_sequence = ?, updated_at = ? WHERE ticket = ?",
                (data["status"], sequence, event["occurred_at"], ticket),
            )
        return event

    def mark_event(self, event_id: str, *, state: str, attempts: int, next_attempt_at: float, error: str) -> None:
        """Record how a callback went."""
        with self.transaction() as db:
            db.execute(
                "UPDATE events SET state = ?, attempts = ?, next_attempt_at = ?, last_error = ? WHERE id = ?",
                (state, attempts, next_attempt_at, error, event_id),
            )

    def summarise(self) -> dict[str, int]:
        """Return the totals that fault tests compare."""
        row = self.fetch(
            "SELECT count(*) AS stored, coalesce(sum(received), 0) AS received, "
            "coalesce(sum(operation = 'create'), 0) AS created FROM operations"
        )[0]
        events = self.fetch("SELECT state, count(*) AS n FROM events GROUP BY state")
        return row | {f"callbacks_{event['state']}": event["n"] for event in events}

    def _keep(self, db: sqlite3.Connection, incoming: Incoming) -> dict[str, Any]:
        now = write_now()
        row = db.execute("SELECT wadul_id FROM complaints WHERE ticket = ?", (incoming.ticket,)).fetchone()
        if incoming.operation == "create":
            if row is not None:
                raise TicketExists(row["wadul_id"])
            wadul_id = self._create(db, incoming, now)
        elif row is None:
            raise UnknownTicket
        else:
            wadul_id = row["wadul_id"]
            self._change(db, incoming, now)
        answer = {"idempotency_key": incoming.key, "operation": incoming.operation, "ticket": incoming.ticket}
        answer |= {"wadul_id": wadul_id, "accepted_at": now}
        body, text = json.dumps(incoming.body, ensure_ascii=False), json.dumps(answer)
        db.execute(
            "INSERT INTO operations (key, operation, ticket, digest, body, answer, accepted_at) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            (incoming.key, incoming.operation, incoming.ticket, incoming.digest, body, text, now),
        )
        return answer

    def _create(self, db: sqlite3.Connection, incoming: Incoming, now: str) -> str:
        wadul_id = f"WB-{uuid.uuid4().hex[:10].upper()}"
        db.execute(
            "INSERT INTO complaints (ticket, wadul_id, status, body, accepted_at, updated_at) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            (incoming.ticket, wadul_id, incoming.status, json.dumps(incoming.body, ensure_ascii=False), now, now),
        )
        return wadul_id

    def _is_latest(self, db: sqlite3.Connection, incoming: Incoming) -> bool:
        event_id = incoming.body.get("event_id")
        if not isinstance(event_id, int):
            return True
        latest = db.execute(
            "SELECT max(json_extract(body, '$.event_id')) FROM operations WHERE ticket = ? AND operation = 'update'",
            (incoming.ticket,),
        ).fetchone()[0]
        return not isinstance(latest, int) or event_id >= latest

    def _change(self, db: sqlite3.Connection, incoming: Incoming, now: str) -> None:
        # An update that was lost and comes late must not undo a later one.
        status = incoming.status if self._is_latest(db, incoming) else ""
        db.execute(
            "UPDATE complaints SET status = coalesce(nullif(?, ''), status), updated_at = ? WHERE ticket = ?",
            (status, now, incoming.ticket),
        )
        if isinstance(incoming.body.get("reporter"), dict) and self._is_latest(db, incoming):
            db.execute(
                "UPDATE complaints SET body = json_set(body, '$.reporter', json(?)) WHERE ticket = ?",
                (json.dumps(incoming.body["reporter"], ensure_ascii=False), incoming.ticket),
            )
        if incoming.photo is not None:
            photo = incoming.photo
            db.execute(
                "INSERT OR REPLACE INTO photos (photo_id, ticket, mime, content) VALUES (?, ?, ?, ?)",
                (photo.photo_id, incoming.ticket, photo.mime, photo.content),
            )


def write_now() -> str:
    """Return this moment as RFC 3339 UTC with milliseconds."""
    return write_moment(datetime.now(UTC))


def write_moment(moment: datetime) -> str:
    """Return a moment as RFC 3339 UTC with milliseconds, which sorts as text."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
