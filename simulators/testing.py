"""What tests of both sides share: a running stand-in, and a tiny portal that takes callbacks."""

from __future__ import annotations

import base64
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from simulators.wadul_bupati import WadulServer

TEST_SECRET = "whsec_" + base64.b64encode(b"a secret for the tests of wadul").decode()


class TinyPortal(ThreadingHTTPServer):
    """Keeps every callback as (headers, body) and answers the next of `answers`, or 200."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _PortalHandler)
        self.received: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[int] = []
        self.url = f"http://127.0.0.1:{self.server_port}/api/wadul/v1/callbacks"


class _PortalHandler(BaseHTTPRequestHandler):
    server: TinyPortal

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.received.append(({name.lower(): value for name, value in self.headers.items()}, body))
        self.send_response(self.server.answers.pop(0) if self.server.answers else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Stay quiet."""


@contextmanager
def run_portal() -> Iterator[TinyPortal]:
    """Serve a tiny portal for the length of a test."""
    portal = TinyPortal()
    threading.Thread(target=portal.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield portal
    portal.shutdown()
    portal.server_close()


@contextmanager
def run_wadul(db: Path, *, callback_url: str = "", port: int = 0) -> Iterator[WadulServer]:
    """Serve the stand-in from a thread for the length of a test, on a free port."""
    server = WadulServer(host="127.0.0.1", port=port, db=db, callback_url=callback_url, secret=TEST_SECRET)
    server.start()
    yield server
    server.stop()


def wait_until(condition: Callable[[], bool], *, seconds: float = 10.0) -> None:
    """Wait for a background thread. Raises AssertionError when it takes longer than `seconds`."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)
