"""A provider of messages as apprise knows it (json://): keeps who got which alert, slowly if told so."""

from __future__ import annotations

import json
import re
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

REPEAT_MARK = "(ulangan) "


class Provider(ThreadingHTTPServer):
    """Knows nothing of keys: what is sent twice arrives twice, as with WhatsApp or SMS."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.alerts: list[tuple[str, str]] = []
        self.delay = 0.0
        self.refusals = 0
        self.lost_replies = 0
        self.address = f"json://127.0.0.1:{self.server_port}/"
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()

    def forget(self) -> None:
        """Begin anew, answering everybody at once and refusing nobody."""
        self.alerts, self.delay, self.refusals, self.lost_replies = [], 0.0, 0, 0

    @property
    def titles(self) -> list[str]:
        """The titles of what arrived, in order."""
        return [title for _, title in self.alerts]

    def count(self, *, marked: bool) -> Counter[str]:
        """Return how many alerts arrived per ticket, those marked as repeats or the others."""
        wanted = [title for title in self.titles if title.startswith(REPEAT_MARK) == marked]
        return Counter(re.search(r"\b(\d{12})\b", title)[1] for title in wanted)  # type: ignore[index]


class _Handler(BaseHTTPRequestHandler):
    server: Provider

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        refused = self.server.refusals > 0
        if refused:
            self.server.refusals -= 1
        else:
            self.server.alerts.append((self.path.strip("/"), body["title"]))
        if self.server.delay:
            time.sleep(self.server.delay)
        if not refused and self.server.lost_replies > 0:
            # It has the alert, and nobody hears of it.
            self.server.lost_replies -= 1
            self.close_connection = True
            return
        try:
            self.send_response(503 if refused else 200)
            self.send_header("Content-Length", "0")
            self.end_headers()
        except OSError:
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Stay quiet."""
