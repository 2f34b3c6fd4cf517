"""A stand-in for Wadul Bupati: a real HTTP server of docs/wadul-bupati.md, run as its own process.

python -m simulators.wadul_bupati --port 8112 --db wadul.sqlite3 \
    --callback-url http://127.0.0.1:8000/api/wadul/v1/callbacks --secret whsec_...
"""

from __future__ import annotations

import argparse
import os
import signal
import sqlite3
import sys
import threading
import traceback
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from simulators import phones
from simulators.wadul_api import WadulApi
from simulators.wadul_callbacks import CallbackSender
from simulators.wadul_faults import Faults
from simulators.wadul_http import DropConnection, Reply, Request, write_problem
from simulators.wadul_pages import WadulPages
from simulators.wadul_store import Store

# A photo of 10 MB grows by a third in base64.
MAX_BODY_BYTES = 16 * 1024 * 1024
SECRET_VARIABLE = "JT_WADUL_SECRET"  # noqa: S105  # nosec B105 # the name of a variable


class WadulServer(ThreadingHTTPServer):
    """The listening socket with the parts behind it; port 0 picks a free one."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128
    allow_reuse_address = True

    def __init__(self, *, host: str, port: int, db: str | Path, callback_url: str, secret: str) -> None:
        super().__init__((host, port), Handler)
        self.store = Store(db)
        self.faults = Faults()
        self.callbacks = CallbackSender(self.store, self.faults, callback_url, secret)
        self.api = WadulApi(self.store, self.faults, secret)
        self.phones = phones.Phones()
        self.pages = WadulPages(self.store, self.faults, self.callbacks, self.api.knocks)

    def start(self) -> threading.Thread:
        """Serve from a thread of its own and begin to call back."""
        self.callbacks.start()
        thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
        thread.start()
        return thread

    def stop(self) -> None:
        """Stop serving, calling back, and close the file."""
        self.shutdown()
        self.server_close()
        self.callbacks.stop()
        self.store.close()


class Handler(BaseHTTPRequestHandler):
    """Turns bytes into a Request, and a Reply into bytes."""

    server: WadulServer
    server_version = "WadulBupatiTiruan/1"
    sys_version = ""
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    timeout = 60

    def do_GET(self) -> None:
        """Answer what has no body."""
        self._answer(b"")

    def do_POST(self) -> None:
        """Answer what has one, of a length that is told and not too large."""
        length = self.headers.get("Content-Length", "")
        if not length.isascii() or not length.isdigit():
            self._refuse(write_problem(411, "length-required", "Content-Length harus ada."))
        elif len(length) > 9 or int(length) > MAX_BODY_BYTES:
            self._refuse(write_problem(413, "too-large", "Isi terlalu besar."))
        else:
            self._answer(self.rfile.read(int(length)))

    def log_message(self, format: str, *args: object) -> None:
        """Stay quiet: /_log tells what was accepted, and fault tests send thousands."""

    def _answer(self, body: bytes) -> None:
        request = self._read_request(body)
        try:
            self._write(self._choose_part(request.path).answer(request))
        except DropConnection:
            self.close_connection = True
        except ConnectionError:
            self.close_connection = True
        except Exception:
            if self.server.store.closed:
                self.close_connection = True
                return
            traceback.print_exc()
            self._refuse(write_problem(500, "internal", "Kesalahan pada server."))

    def _choose_part(self, path: str) -> WadulApi | WadulPages | phones.Phones:
        if path.startswith("/v1/"):
            return self.server.api
        is_phone = path == phones.PATH or path.startswith(f"{phones.PATH}/")
        return self.server.phones if is_phone else self.server.pages

    def _read_request(self, body: bytes) -> Request:
        address = urlsplit(self.path)
        query = dict(parse_qsl(address.query))
        headers = {name.lower(): value for name, value in self.headers.items()}
        return Request(self.command, address.path, query, headers, body, str(self.client_address[0]))

    def _refuse(self, reply: Reply) -> None:
        # The body was not read, so the connection cannot carry another request.
        self.close_connection = True
        self._write(reply)

    def _write(self, reply: Reply) -> None:
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.content_type)
        self.send_header("Content-Length", str(len(reply.body)))
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(reply.body)
        self.wfile.flush()


def read_arguments(arguments: list[str] | None = None) -> argparse.Namespace:
    """Read the command line; the secret may come from the environment, where `ps` does not show it."""
    parser = argparse.ArgumentParser(prog="python -m simulators.wadul_bupati", description="Wadul Bupati tiruan")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8112, help="0 memilih porta yang bebas")
    parser.add_argument("--db", type=Path, required=True, help="berkas SQLite milik server ini")
    parser.add_argument("--callback-url", default="", help="alamat kabar balik; kosong: hanya lewat /v1/changes")
    parser.add_argument("--secret", default=os.environ.get(SECRET_VARIABLE, ""), help=f"atau {SECRET_VARIABLE}")
    found = parser.parse_args(arguments)
    if not found.secret.startswith("whsec_"):
        parser.error(f"--secret atau {SECRET_VARIABLE} harus berupa whsec_<base64>")
    return found


def main() -> int:
    """Serve until SIGTERM or SIGINT; says the address on standard output when ready."""
    found = read_arguments()
    try:
        found.db.parent.mkdir(parents=True, exist_ok=True)
        server = WadulServer(
            host=found.host, port=found.port, db=found.db, callback_url=found.callback_url, secret=found.secret
        )
    except (OSError, sqlite3.Error, ValueError) as error:
        print(f"Wadul Bupati tiruan tidak dapat mulai di {found.host}:{found.port}: {error}", file=sys.stderr)
        return 1
    ending = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: ending.set())
    server.start()
    print(f"Wadul Bupati tiruan siap di http://{found.host}:{server.server_port}/", flush=True)
    ending.wait()
    server.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
