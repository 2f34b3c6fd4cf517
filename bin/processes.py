"""Starts processes that live and die together. Used by run_embedded.py and run_services.py."""

from __future__ import annotations

import contextlib
import ctypes
import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parent.parent
STOP_SECONDS = 12.0
LAST_WORDS_SECONDS = 1.0
PR_SET_PDEATHSIG = 1


class Group:
    """Some processes: when one ends, or when we are asked to stop, all of them end."""

    def __init__(self) -> None:
        self._children: dict[str, subprocess.Popen[str]] = {}
        self._printers: list[threading.Thread] = []
        self._asked_to_stop = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask_to_stop)

    def start(self, name: str, command: Sequence[str], environment: Mapping[str, str], *, prefixed: bool) -> None:
        """Start a process in the project's folder; `prefixed` puts its name before every line it prints.

        A prefixed one has a process group of its own: Ctrl-C would otherwise tell it to stop once from the
        terminal and once from us, and the second signal would break into its ending.
        """
        child = subprocess.Popen(  # nosec B603 # a command of ours, no shell
            command,
            cwd=ROOT,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if prefixed else None,
            stderr=subprocess.STDOUT if prefixed else None,
            text=True,
            process_group=0 if prefixed else None,
            preexec_fn=die_with_parent(),
        )
        self._children[name] = child
        if prefixed:
            printer = threading.Thread(target=_print_prefixed, args=(name, child), daemon=True)
            printer.start()
            self._printers.append(printer)

    def wait_until_answering(self, url: str, *, seconds: float) -> bool:
        """Return whether the address answered, whatever it said, before the time ran out or a process ended."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and not self._asked_to_stop.is_set() and not self.find_ended():
            if is_answering(url):
                return True
            time.sleep(0.05)
        return False

    def wait(self) -> int:
        """Wait until a process ends or we are asked to stop; return the exit code for ourselves."""
        while not self._asked_to_stop.wait(0.3):
            if ended := self.find_ended():
                name, code = ended
                print(f"\n{name} ended by itself (exit code {code}); stopping the rest.", file=sys.stderr, flush=True)
                return 1
        print("\nStopping; this takes a few seconds.", flush=True)
        return 0

    def find_ended(self) -> tuple[str, int] | None:
        """Return the name and exit code of a process that has ended."""
        for name, child in self._children.items():
            if (code := child.poll()) is not None:
                return name, code
        return None

    def stop(self) -> None:
        """Ask every process to end, and end those that do not within STOP_SECONDS."""
        self._send(signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        while any(child.poll() is None for child in self._children.values()) and time.monotonic() < deadline:
            time.sleep(0.05)
        self._send(signal.SIGKILL)
        for child in self._children.values():
            child.wait()
        # What they said last is worth most.
        for printer in self._printers:
            printer.join(LAST_WORDS_SECONDS)

    def _send(self, number: int) -> None:
        for child in self._children.values():
            if child.poll() is None:
                child.send_signal(number)

    def _ask_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self._asked_to_stop.set()


def die_with_parent() -> Callable[[], None]:
    """Return what a new process does first, so that nothing stays behind when we are killed outright.

    The kernel is asked to end it with us; on systems other than Linux this does nothing.
    """
    parent = os.getpid()
    try:
        prctl = ctypes.CDLL(None).prctl
    except (OSError, AttributeError):
        return lambda: None

    def run() -> None:
        prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)

    return run


def end_with_make() -> None:
    """If make started us, ask the kernel to end us when make is killed outright."""
    with contextlib.suppress(OSError, AttributeError):
        if Path(f"/proc/{os.getppid()}/comm").read_text().strip() in ("make", "gmake"):
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _print_prefixed(name: str, child: subprocess.Popen[str]) -> None:
    assert child.stdout is not None
    for line in child.stdout:
        print(f"{name:<17} {line}", end="", flush=True)


def is_answering(url: str) -> bool:
    """Return whether an HTTP server answers there, with a page or with an error."""
    try:
        urllib.request.urlopen(url, timeout=5).close()  # noqa: S310  # nosec B310 # our own address
    except urllib.error.HTTPError:
        return True
    except (OSError, http.client.HTTPException):
        return False
    return True


def wait_for(condition: Callable[[], bool], *, seconds: float) -> bool:
    """Return whether the condition became true in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return False


def is_port_open(host: str, port: int) -> bool:
    """Return whether something listens there."""
    try:
        socket.create_connection((host, port), timeout=3).close()
    except OSError:
        return False
    return True


def refuse_taken_port(*, host: str, port: int, name: str, command: str) -> None:
    """End with a sentence if nothing can listen on this port."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            sys.exit(
                f"Port {port} cannot be used ({(error.strerror or str(error)).lower()}). "
                f"Choose another one: {name}={port + 1} {command}"
            )


def read_port(name: str, default: int) -> int:
    """Return a port number from the environment; end with a sentence if it is not one."""
    value = os.environ.get(name) or str(default)
    if not value.isdigit() or not 0 < int(value) < 65536:
        sys.exit(f"{name} should be a port number from 1 to 65535, for example {name}={default}.")
    return int(value)
