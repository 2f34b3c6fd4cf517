"""RabbitMQ as the broker: a corner of our own in the server that runs, and a way to cut everybody off from it."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import amqp

from tests_faults.harness import QUEUES
from tests_faults.waiting import wait_for

HOST, PORT = "127.0.0.1", 5672


@contextmanager
def open_corner() -> Iterator[str]:
    """Yield the name of a virtual host without messages: our own where we may make one, otherwise the common one."""
    name = f"jepara-faults-{os.getpid()}"
    if not (_control("add_vhost", name) and _control("set_permissions", "-p", name, "guest", ".*", ".*", ".*")):
        name = "/"
    _purge(name)
    try:
        yield name
    finally:
        if name == "/" or not _control("delete_vhost", name):
            _purge(name)


class Relay:
    """Passes connections on to RabbitMQ, so that cutting it harms nobody else who uses the server."""

    def __init__(self) -> None:
        self._listener: socket.socket | None = None
        self._sockets: list[socket.socket] = []
        self.port = 0
        self.open()

    def url(self, corner: str) -> str:
        """Return the broker's address behind the relay."""
        return f"amqp://guest:guest@{HOST}:{self.port}/{corner.replace('/', '%2F')}"

    def open(self) -> None:
        """Take connections from now on, at the same port as before."""
        self._listener = socket.create_server((HOST, self.port))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def cut(self) -> None:
        """End every connection and refuse new ones."""
        assert self._listener is not None
        # Closing alone leaves the thread that waits in accept, and with it the port, as they were.
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for one in self._sockets:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        self._sockets.clear()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                near, _ = listener.accept()
                far = socket.create_connection((HOST, PORT))
            except OSError:
                return
            self._sockets += [near, far]
            for source, target in ((near, far), (far, near)):
                threading.Thread(target=_pass_on, args=(source, target), daemon=True).start()


def wait_for_consumers(corner: str, *, seconds: float = 60.0) -> None:
    """Wait until every queue has a worker."""

    def all_have() -> bool:
        with _connect(corner) as connection:
            return all(_declare(connection, queue).consumer_count > 0 for queue in QUEUES)

    wait_for(all_have, seconds=seconds, what="workers at RabbitMQ", every=0.2)


def _connect(corner: str) -> amqp.Connection:
    return amqp.Connection(f"{HOST}:{PORT}", userid="guest", password="guest", virtual_host=corner)


def _declare(connection: amqp.Connection, queue: str) -> amqp.protocol.queue_declare_ok_t:
    return connection.channel().queue_declare(queue, durable=True, auto_delete=False)


def _purge(corner: str) -> None:
    with _connect(corner) as connection:
        for queue in QUEUES:
            _declare(connection, queue)
            connection.channel().queue_purge(queue)


def _control(*arguments: str) -> bool:
    if not shutil.which("rabbitmqctl"):
        return False
    result = subprocess.run(["rabbitmqctl", "-q", *arguments], capture_output=True, check=False, timeout=60)
    return result.returncode == 0


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    for one in (source, target):
        with contextlib.suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)
