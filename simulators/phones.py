"""Phones of crews in the demo: what a provider would have brought them as SMS, to be read and tapped in a browser.

A contact of an agency whose address is json://<stand-in>/telepon/<whose> sends here. Nothing is kept over a
restart, and nothing here is part of the contract with Wadul Bupati.
"""

from __future__ import annotations

import json
import re
from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from urllib.parse import unquote

from simulators.wadul_html import draw_page, show_moment
from simulators.wadul_http import Reply, Request, write_json, write_problem

PATH = "/telepon"
KEPT = 100
REFRESH_SECONDS = 4
# As in the stand-in's other pages: nothing but its own style.
CSP = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_LINK = re.compile(r"https?://[^\s<>\"']+")


@dataclass(frozen=True)
class Message:
    """One message as it came: whose phone, when, and its words."""

    phone: str
    at: str
    text: str


class Phones:
    """Takes messages and shows the newest ones."""

    def __init__(self) -> None:
        self._messages: deque[Message] = deque(maxlen=KEPT)

    def answer(self, request: Request) -> Reply:
        """Take a message for one phone, or show what came."""
        phone = unquote(request.path.removeprefix(PATH)).strip("/")
        if request.method == "GET":
            return self._show(phone)
        try:
            sent = json.loads(request.body)
            text = "\n".join(str(sent[part]) for part in ("title", "message") if sent.get(part))
        except (ValueError, AttributeError, TypeError):
            return write_problem(400, "malformed", "Isi bukan pesan.")
        self._messages.appendleft(Message(phone[:60], datetime.now(UTC).isoformat(), text[:4000]))
        return write_json(200, {"received": True})

    def _show(self, phone: str) -> Reply:
        # A copy: a message may come while this page is being drawn.
        found = [message for message in list(self._messages) if phone in ("", message.phone)]
        items = "".join(f"<li>{_draw(message)}</li>" for message in found)
        shown = f'<ul class="list">{items}</ul>' if found else "<p>Belum ada pesan. Kirim laporan darurat dulu.</p>"
        lead = "Yang akan sampai sebagai SMS atau WhatsApp. Buka tautannya untuk menjadi petugas di lapangan."
        body = draw_page("Telepon petugas", f'<h1>Telepon petugas</h1><p class="soft">{lead}</p>{shown}')
        headers = {"Content-Security-Policy": CSP, "Refresh": str(REFRESH_SECONDS), "Cache-Control": "no-store"}
        return Reply(200, body, "text/html; charset=utf-8", headers)


def _draw(message: Message) -> str:
    parts, end = [], 0
    for link in _LINK.finditer(message.text):
        address = escape(link[0])
        parts += [escape(message.text[end : link.start()]), f'<a href="{address}">{address}</a>']
        end = link.end()
    text = "".join([*parts, escape(message.text[end:])]).replace("\n", "<br>")
    whose = f'<a href="{PATH}/{escape(message.phone)}">{escape(message.phone)}</a>'
    return f'<p>{text}</p><p class="soft">{whose} · {show_moment(message.at)}</p>'
