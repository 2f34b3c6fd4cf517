"""The /v1 calls of the contract (docs/wadul-bupati.md), as Wadul Bupati would answer them."""

from __future__ import annotations

import base64
import hashlib
import json
import time
from collections import deque
from datetime import datetime
from typing import Any
from urllib.parse import unquote

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from simulators.wadul_faults import Faults
from simulators.wadul_http import DropConnection, Reply, Request, write_json, write_problem
from simulators.wadul_store import Incoming, KeyReused, Photo, Store, TicketExists, UnknownTicket, write_moment

STATUSES = (
    "masuk", "disposisi", "verifikasi", "proses", "menunggu_pelapor", "selesai", "ditutup", "ditolak", "digabung",
    "dibatalkan", "diteruskan",
)  # fmt: skip
PHOTO_MIMES = ("image/jpeg", "image/png", "image/webp")
MAX_PAGE = 500
MAX_KEY = 80
# Of the latest requests it is remembered when they came and how they were answered.
MAX_KNOCKS = 10_000
LINE = (
    "ticket, wadul_id, status, last_sequence, updated_at, "
    "(SELECT count(*) FROM operations WHERE operations.ticket = complaints.ticket) AS accepted"
)


class Refused(Exception):
    """Carries the reply to give instead."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply.status)
        self.reply = reply


class WadulApi:
    """Answers signed requests from the store, and shows the faults that are on."""

    def __init__(self, store: Store, faults: Faults, secret: str) -> None:
        self._store = store
        self._faults = faults
        self._hook = Webhook(secret)
        self.knocks: deque[dict[str, Any]] = deque(maxlen=MAX_KNOCKS)

    def answer(self, request: Request) -> Reply:
        """Answer one request under /v1. Raises DropConnection when a fault says so."""
        knock = {"at": time.time(), "method": request.method, "path": request.path, "status": 0}
        knock["key"] = request.headers.get("idempotency-key", "")
        self.knocks.append(knock)
        reply = self._answer(request)
        knock["status"] = reply.status
        return reply

    def _answer(self, request: Request) -> Reply:
        try:
            self._show_faults()
            self._check_signature(request)
            return self._route(request)
        except Refused as refused:
            return refused.reply

    def _show_faults(self) -> None:
        if self._faults.fire("down"):
            raise DropConnection
        if slow := self._faults.fire("slow"):
            time.sleep(slow.seconds)
        if self._faults.fire("error_500"):
            raise Refused(write_problem(500, "internal", "Kesalahan pada server."))
        if busy := self._faults.fire("rate_429"):
            wait = {"Retry-After": str(busy.retry_after)}
            raise Refused(write_problem(429, "too-many-requests", "Terlalu banyak permintaan.", headers=wait))

    def _check_signature(self, request: Request) -> None:
        try:
            self._hook.verify(request.body, request.headers, json_parse=False)
        except (WebhookVerificationError, ValueError) as error:
            raise Refused(write_problem(401, "bad-signature", "Tanda tangan tidak sah.", str(error))) from error

    def _route(self, request: Request) -> Reply:
        parts = [unquote(part) for part in request.path.split("/")[2:]]
        match request.method, parts:
            case "POST", ["complaints"]:
                return self._accept(request, "create", "")
            case "POST", ["complaints", ticket, "updates"]:
                return self._accept(request, "update", ticket)
            case "POST", ["complaints", ticket, "photos"]:
                return self._accept(request, "photo", ticket)
            case "GET", ["complaints"]:
                return self._list_complaints(request)
            case "GET", ["complaints", ticket]:
                return self._show_complaint(ticket)
            case "GET", ["deliveries", key]:
                return self._show_delivery(key)
            case "GET", ["changes"]:
                return self._list_changes(request)
        return write_problem(404, "unknown-address", "Alamat tidak dikenal.")

    def _accept(self, request: Request, operation: str, ticket: str) -> Reply:
        incoming = read_incoming(request, operation, ticket)
        try:
            answer, is_new = self._store.accept(incoming)
        except KeyReused:
            return write_problem(422, "key-reused", "Kunci sudah dipakai untuk isi yang lain.")
        except TicketExists as error:
            return write_problem(409, "ticket-exists", "Nomor laporan sudah ada.", wadul_id=str(error))
        except UnknownTicket:
            return write_problem(404, "unknown-ticket", "Nomor laporan tidak dikenal.")
        except UnicodeEncodeError:
            return write_problem(422, "bad-body", "Isi tidak sesuai kontrak.", "Isi memuat huruf yang tidak sah.")
        if self._faults.fire("lose_reply"):
            raise DropConnection
        return write_json(201 if is_new else 200, answer)

    def _show_complaint(self, ticket: str) -> Reply:
        rows = self._store.fetch(
            f"SELECT {LINE}, accepted_at FROM complaints WHERE ticket = ?",  # nosec B608 # names are ours, values are bound
            ticket,
        )
        return write_json(200, rows[0]) if rows else write_problem(404, "unknown-ticket", "Nomor tidak dikenal.")

    def _show_delivery(self, key: str) -> Reply:
        rows = self._store.fetch("SELECT answer FROM operations WHERE key = ?", key)
        if not rows:
            return write_problem(404, "unknown-key", "Kunci tidak dikenal.")
        return write_json(200, json.loads(rows[0]["answer"]))

    def _list_changes(self, request: Request) -> Reply:
        since, limit = _read_number(request, "since", 0), min(_read_number(request, "limit", 100), MAX_PAGE)
        ticket = request.query.get("ticket", "")
        rows = self._store.fetch(
            "SELECT cursor, body FROM events WHERE cursor > ? AND (? = '' OR ticket = ?) ORDER BY cursor LIMIT ?",
            since,
            ticket,
            ticket,
            limit + 1,
        )
        page = rows[:limit]
        events = [json.loads(row["body"]) for row in page]
        cursor = str(page[-1]["cursor"] if page else since)
        return write_json(200, {"events": events, "next": cursor, "has_more": len(rows) > limit})

    def _list_complaints(self, request: Request) -> Reply:
        limit = min(_read_number(request, "limit", 200), MAX_PAGE)
        rows = self._store.fetch(
            f"SELECT {LINE} FROM complaints WHERE ticket > ? AND updated_at >= ? ORDER BY ticket LIMIT ?",  # nosec B608 # names are ours, values are bound
            request.query.get("after", ""),
            _read_since(request),
            limit + 1,
        )
        page = rows[:limit]
        return write_json(200, {"complaints": page, "next": page[-1]["ticket"] if len(rows) > limit else None})


def read_incoming(request: Request, operation: str, ticket: str) -> Incoming:
    """Check a request against the contract. Raises Refused with the problem to answer."""
    key = request.headers.get("idempotency-key", "")
    if not 0 < len(key) <= MAX_KEY or key != request.headers.get("webhook-id"):
        raise Refused(write_problem(400, "bad-key", "Idempotency-Key harus ada dan sama dengan webhook-id."))
    body = _read_object(request)
    named = body.get("ticket")
    if not isinstance(named, str) or not 0 < len(named) <= 40 or (ticket and named != ticket):
        raise _refuse_body("ticket harus ada dan sama dengan yang di alamat.")
    status = body.get("status", "")
    if operation != "photo" and status not in STATUSES:
        raise _refuse_body("status tidak dikenal.")
    if operation == "create" and not isinstance(body.get("text"), str):
        raise _refuse_body("text harus ada.")
    photo = _read_photo(body) if operation == "photo" else None
    kept = {name: value for name, value in body.items() if name != "content_base64"}
    return Incoming(key, operation, named, "" if photo else status, request.body, kept, photo)


def _read_object(request: Request) -> dict[str, Any]:
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != "application/json":
        raise Refused(write_problem(415, "bad-type", "Isi harus application/json."))
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise _refuse_body("Isi bukan JSON.") from error
    if not isinstance(body, dict):
        raise _refuse_body("Isi harus objek JSON.")
    return body


def _read_photo(body: dict[str, Any]) -> Photo:
    photo_id, mime = body.get("photo_id"), body.get("mime")
    if not isinstance(photo_id, str) or not photo_id or mime not in PHOTO_MIMES:
        raise _refuse_body("photo_id dan mime harus ada; mime salah satu dari " + ", ".join(PHOTO_MIMES))
    try:
        content = base64.b64decode(body.get("content_base64") or "", validate=True)
    except (ValueError, TypeError) as error:
        raise _refuse_body("content_base64 bukan base64.") from error
    if not content or hashlib.sha256(content).hexdigest() != body.get("sha256"):
        raise _refuse_body("sha256 tidak cocok dengan isi foto.")
    return Photo(photo_id, str(mime), content)


def _read_number(request: Request, name: str, default: int) -> int:
    value = request.query.get(name) or str(default)
    if not value.isascii() or not value.isdigit() or len(value) > 18 or (name == "limit" and int(value) == 0):
        raise _refuse_body(f"{name} harus bilangan bulat.")
    return int(value)


def _read_since(request: Request) -> str:
    value = request.query.get("changed_since", "")
    try:
        return write_moment(datetime.fromisoformat(value)) if value else ""
    except ValueError as error:
        raise _refuse_body("changed_since harus waktu RFC 3339.") from error


def _refuse_body(detail: str) -> Refused:
    return Refused(write_problem(422, "bad-body", "Isi tidak sesuai kontrak.", detail))
