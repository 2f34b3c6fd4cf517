"""A line to the product that can be cut: no signal as a phone knows it, whatever a browser's emulation covers."""

from __future__ import annotations

import contextlib
import socket
import socketserver
import threading
from urllib.parse import urlsplit


class Line:
    """Forwards connections to the product until it is cut, and again when it is mended."""

    def __init__(self, url: str) -> None:
        line = self
        there = urlsplit(url)
        self.is_cut = False
        self._open: set[socket.socket] = set()

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                if line.is_cut:
                    return
                with socket.create_connection((there.hostname, there.port)) as far:
                    line._open |= {far, self.request}
                    back = threading.Thread(target=_pump, args=(far, self.request), daemon=True)
                    back.start()
                    _pump(self.request, far)
                    back.join()
                    line._open -= {far, self.request}

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True

        self._server = Server(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def cut(self) -> None:
        """Let nothing through, not even what has begun."""
        self.is_cut = True
        for one in list(self._open):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        """Let everything through again."""
        self.is_cut = False

    def close(self) -> None:
        """End it."""
        self.cut()
        self._server.shutdown()
        self._server.server_close()


def _pump(source: socket.socket, sink: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
    with contextlib.suppress(OSError):
        sink.shutdown(socket.SHUT_WR)
