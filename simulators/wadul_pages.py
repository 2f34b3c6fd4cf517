"""The people's side of the stand-in: list, complaint, actions, and the controls of fault tests."""

from __future__ import annotations

import ipaddress
import json
import struct
import zlib
from collections.abc import Collection
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

from simulators import wadul_html
from simulators.wadul_api import STATUSES
from simulators.wadul_callbacks import CallbackSender
from simulators.wadul_faults import FAULTS, Faults
from simulators.wadul_http import Reply, Request, write_json, write_problem
from simulators.wadul_store import Store, UnknownTicket

CSP = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
PAGE_SIZE = 50
STYLESHEET = Path(__file__).with_name("wadul.css")


class WadulPages:
    """Everything outside /v1."""

    def __init__(
        self, store: Store, faults: Faults, callbacks: CallbackSender, knocks: Collection[dict[str, Any]]
    ) -> None:
        self._knocks = knocks
        self._store = store
        self._faults = faults
        self._callbacks = callbacks

    def answer(self, request: Request) -> Reply:
        """Answer one request for a page, an action or a control."""
        parts = [unquote(part) for part in request.path.strip("/").split("/")]
        if parts[0].startswith("_") and not _is_loopback(request.client):
            return write_problem(403, "loopback-only", "Hanya dari mesin ini.")
        if request.method == "POST" and not _is_same_origin(request):
            return write_problem(403, "other-origin", "Kiriman dari situs lain ditolak.")
        match request.method, parts:
            case "GET", [""]:
                return self._show_list(request)
            case "GET", ["aduan", ticket]:
                return self._show_complaint(ticket)
            case "POST", ["aduan", ticket, "tindakan"]:
                return self._act(request, ticket)
            case "GET", ["foto", photo_id]:
                return self._show_photo(photo_id)
            case "GET", ["gaya.css"]:
                return Reply(200, STYLESHEET.read_bytes(), "text/css; charset=utf-8")
            case "GET", ["favicon.ico"]:
                return Reply(204)
        return self._control(request, parts)

    def _control(self, request: Request, parts: list[str]) -> Reply:
        match request.method, parts:
            case "GET", ["_log"]:
                return self._show_log()
            case "GET", ["_faults"]:
                return write_json(200, {"faults": self._faults.describe()})
            case "POST", ["_faults"]:
                return self._set_faults(request)
        return _write_html(404, wadul_html.draw_page("Tidak ditemukan", "<h1>Halaman ini tidak ada</h1>"))

    def _show_list(self, request: Request) -> Reply:
        query = request.query.get("cari", "").strip()
        before = request.query.get("sebelum", "")
        rows = self._store.fetch(
            "SELECT o.arrival, c.ticket, c.status, c.body, c.accepted_at FROM operations o "
            "JOIN complaints c ON c.ticket = o.ticket WHERE o.operation = 'create' AND o.arrival < ? "
            "AND (? = '' OR instr(lower(c.ticket), lower(?))) ORDER BY o.arrival DESC LIMIT ?",
            int(before) if before.isascii() and before.isdigit() and len(before) < 18 else 2**62,
            query,
            query,
            PAGE_SIZE + 1,
        )
        more = rows[PAGE_SIZE - 1]["arrival"] if len(rows) > PAGE_SIZE else None
        totals, faults = self._store.summarise(), self._faults.describe()
        page = wadul_html.draw_list(rows[:PAGE_SIZE], query=query, totals=totals, more=more, faults=faults)
        return _write_html(200, page)

    def _show_complaint(self, ticket: str) -> Reply:
        rows = self._store.fetch("SELECT * FROM complaints WHERE ticket = ?", ticket)
        if not rows:
            return _write_html(404, wadul_html.draw_page("Tidak ditemukan", "<h1>Nomor ini belum pernah masuk</h1>"))
        operations = self._store.fetch("SELECT * FROM operations WHERE ticket = ? ORDER BY arrival", ticket)
        photos = self._store.fetch("SELECT photo_id FROM photos WHERE ticket = ?", ticket)
        events = self._store.fetch("SELECT * FROM events WHERE ticket = ? ORDER BY sequence", ticket)
        return _write_html(200, wadul_html.draw_complaint(rows[0], operations, photos, events))

    def _show_photo(self, photo_id: str) -> Reply:
        if photo_id == "contoh.png":
            return Reply(200, draw_sample_png(), "image/png")
        rows = self._store.fetch("SELECT mime, content FROM photos WHERE photo_id = ?", photo_id)
        if not rows:
            return write_problem(404, "unknown-photo", "Foto tidak ada.")
        return Reply(200, rows[0]["content"], rows[0]["mime"], {"X-Content-Type-Options": "nosniff"})

    def _act(self, request: Request, ticket: str) -> Reply:
        is_json = request.headers.get("content-type", "").startswith("application/json")
        try:
            event = self._do(_read_fields(request), ticket, request.headers.get("host", "127.0.0.1"))
        except UnknownTicket:
            return write_problem(404, "unknown-ticket", "Nomor laporan tidak dikenal.")
        except ValueError as error:
            return write_problem(422, "bad-action", str(error))
        if is_json:
            return write_json(201, event)
        return Reply(303, headers={"Location": f"/aduan/{quote(ticket, safe='')}"})

    def _do(self, fields: dict[str, Any], ticket: str, host: str) -> dict[str, Any]:
        text = str(fields.get("text") or "").replace("\r\n", "\n").strip() or None
        match fields.get("tindakan"):
            case "jawab" if text:
                return self._callbacks.emit(ticket, "complaint.answered", {"text": text})
            case "status" if fields.get("status") in STATUSES:
                data = {"status": fields["status"], "text": text}
                return self._callbacks.emit(ticket, "complaint.status_changed", data)
            case "foto":
                url = str(fields.get("photo_url") or "") or f"http://{host}/foto/contoh.png"
                return self._callbacks.emit(ticket, "complaint.photo_added", {"photo_url": url, "text": text})
            case "tutup":
                return self._callbacks.emit(ticket, "complaint.closed", {"status": "ditutup", "text": text})
            case "kirim_ulang":
                self._callbacks.retry(str(fields.get("event_id")))
                return {}
        raise ValueError("Tindakan tidak dikenal, atau jawabannya kosong.")

    def _show_log(self) -> Reply:
        operations = self._store.fetch(
            "SELECT arrival, key, operation, ticket, received, accepted_at FROM operations ORDER BY arrival"
        )
        events = self._store.fetch(
            "SELECT cursor, id, ticket, sequence, state, attempts, last_error FROM events ORDER BY cursor"
        )
        log = {"operations": operations, "callbacks": events, "totals": self._store.summarise()}
        return write_json(200, log | {"knocks": list(self._knocks)})

    def _set_faults(self, request: Request) -> Reply:
        is_json = request.headers.get("content-type", "").startswith("application/json")
        try:
            fields = _read_fields(request)
            self._faults.configure(fields if is_json else _read_fault_form(fields))
        except (ValueError, TypeError, OverflowError) as error:
            return write_problem(422, "bad-fault", "Gangguan tidak dapat diatur.", str(error))
        if is_json:
            return write_json(200, {"faults": self._faults.describe()})
        return Reply(303, headers={"Location": "/"})


def draw_sample_png(side: int = 240) -> bytes:
    """Return a plain sea-green picture, for a handling photo when none is at hand."""
    rows = b"".join(b"\x00" + bytes((0x0B, 0x5D, 0x57)) * side for _ in range(side))
    parts = [
        (b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    ]
    chunks = (struct.pack(">I", len(c)) + kind + c + struct.pack(">I", zlib.crc32(kind + c)) for kind, c in parts)
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def _write_html(status: int, page: bytes) -> Reply:
    # The origin of a form is withheld under no-referrer, and the same-origin check needs it.
    headers = {
        "Content-Security-Policy": CSP,
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    return Reply(status, page, "text/html; charset=utf-8", headers)


def _read_fields(request: Request) -> dict[str, Any]:
    if request.headers.get("content-type", "").startswith("application/json"):
        fields = json.loads(request.body)
        if not isinstance(fields, dict):
            raise ValueError("Isi harus objek JSON.")
        return fields
    return {name: values[-1] for name, values in parse_qs(request.body.decode(errors="replace")).items()}


def _read_fault_form(fields: dict[str, Any]) -> dict[str, Any]:
    if fields.get("clear"):
        return {"clear": True}
    wanted: dict[str, Any] = {}
    for name in FAULTS:
        mode, value = fields.get(f"mode_{name}", "mati"), fields.get(f"value_{name}")
        wanted[name] = False if mode == "mati" else {}
        if mode == "kali":
            wanted[name]["count"] = int(value or 1)
        elif mode == "peluang":
            wanted[name]["probability"] = int(value or 50) / 100
        option = {"slow": "seconds", "rate_429": "retry_after"}.get(name)
        if option and mode != "mati" and fields.get(f"option_{name}"):
            wanted[name][option] = float(fields[f"option_{name}"])
    return wanted


def _is_loopback(client: str) -> bool:
    address = ipaddress.ip_address(client.split("%")[0])
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback


def _is_same_origin(request: Request) -> bool:
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")
