"""`make run` as a person meets it: it starts, answers, stops, and leaves nothing behind."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from jepara_tanggap.tests.processes import (
    ROOT,
    build_environment,
    find_children,
    find_free_port,
    is_alive,
    run_python,
    wait_until,
)

START_SECONDS = 300
STOP_SECONDS = 15


class Run:
    """One embedded run in a process group of its own."""

    def __init__(self, folder: Path, prepared: Path) -> None:
        self.port, self.wadul_port = find_free_port(), find_free_port()
        self.log = folder / "run.log"
        self.data = shutil.copytree(prepared, folder / "data")
        settings = {
            "PORT": str(self.port),
            "WADUL_PORT": str(self.wadul_port),
            "JT_DATA_DIR": str(self.data),
            "EMPTY": "1",
        }
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "bin/run_embedded.py"],
                cwd=ROOT,
                env=build_environment(**settings),
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def wait_until_started(self) -> None:
        """Wait for the line that says how to stop; fail with the log if it does not come."""
        ended_or_up = wait_until(
            lambda: "Ctrl-C stops" in self.log.read_text() or self.process.poll() is not None, seconds=START_SECONDS
        )
        assert ended_or_up, self.log.read_text()
        assert self.process.poll() is None, self.log.read_text()

    def get(self, port: int, path: str) -> tuple[int, str]:
        """Return status and text of a page."""
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as response:
            return response.status, response.read().decode()

    def end(self) -> None:
        """Leave nothing of this run, whatever the test did."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@pytest.fixture(scope="module")
def prepared(tmp_path_factory) -> Path:
    """A data folder as the first run leaves it, so that only one test waits for that."""
    folder = tmp_path_factory.mktemp("prepared")
    result = run_python("-m", "jepara_tanggap.preparation", "--empty", JT_DATA_DIR=str(folder))
    assert result.returncode == 0, result.stdout + result.stderr
    return folder


@pytest.fixture
def run(tmp_path, prepared) -> Iterator[Run]:
    started = Run(tmp_path, prepared)
    yield started
    started.end()


def test_embedded_run_answers_and_ctrl_c_stops_all_of_it(run):
    run.wait_until_started()
    status, page = run.get(run.port, "/")
    assert status == 200
    assert "Jepara Tanggap" in page
    stylesheet = re.search(r'href="(/static/css/[^"]+\.css)"', page)
    assert stylesheet is not None
    assert run.get(run.port, stylesheet[1])[0] == 200
    assert run.get(run.wadul_port, "/")[0] == 200

    children = find_children(run.process.pid)
    assert len(children) >= 3, "web server, its process, and the stand-in"
    # As a terminal does it: the whole group is told at once.
    os.killpg(run.process.pid, signal.SIGINT)
    assert run.process.wait(STOP_SECONDS) == 0
    assert wait_until(lambda: not any(map(is_alive, children)), seconds=2)
    assert "Traceback" not in run.log.read_text()


@pytest.mark.parametrize(
    ("number", "code"),
    [
        pytest.param(signal.SIGTERM, 0, id="asked-to-end"),
        pytest.param(signal.SIGKILL, -signal.SIGKILL, id="killed-outright"),
    ],
)
def test_nothing_stays_behind_when_only_the_first_process_is_signalled(run, number, code):
    run.wait_until_started()
    children = find_children(run.process.pid)
    run.process.send_signal(number)
    assert run.process.wait(STOP_SECONDS) == code
    assert wait_until(lambda: not any(map(is_alive, children)), seconds=5)


def test_a_worker_of_every_queue_takes_its_work(run):
    """A delivery that is due is found by the sweep of beat and tried by the worker of its queue."""
    run.wait_until_started()
    with sqlite3.connect(run.data / "jepara.sqlite3", timeout=10) as database:
        for queue in ("emergency", "wadul", "default"):
            insert_delivery(database, queue)

    def find_tried() -> set[str]:
        with sqlite3.connect(run.data / "jepara.sqlite3", timeout=10) as database:
            return {row[0] for row in database.execute("SELECT queue FROM dispatch_delivery WHERE attempts > 0")}

    assert wait_until(lambda: len(find_tried()) == 3, seconds=20), (find_tried(), run.log.read_text())


def insert_delivery(database: sqlite3.Connection, queue: str) -> None:
    """Insert a delivery nobody woke a worker for, as a process leaves it that died right after its commit."""
    database.execute(
        "INSERT INTO dispatch_delivery (channel, target, queue, operation, subject, sequence, payload,"
        " idempotency_key, state, attempts, next_attempt_at, outcome_unknown, repeats, last_error, created_at)"
        " VALUES ('alert', 'NONE', ?, 'alert', ?, 1, '', ?, 'pending', 0, '2020-01-01 00:00:00', 0, 0, '',"
        " '2020-01-01 00:00:00')",
        (queue, f"test-{queue}", f"test-{queue}"),
    )


@pytest.mark.parametrize("name", ["PORT", "WADUL_PORT"])
def test_taken_port_is_told_with_what_to_do(tmp_path, name):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ports = {"PORT": str(find_free_port()), "WADUL_PORT": str(find_free_port()), name: str(port)}
        result = run_python("bin/run_embedded.py", JT_DATA_DIR=str(tmp_path), **ports)
    assert result.returncode != 0
    assert f"Port {port} cannot be used" in result.stderr
    assert f"{name}={port + 1} make run" in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_second_run_on_the_same_folder_is_refused(run):
    run.wait_until_started()
    ports = {"PORT": str(find_free_port()), "WADUL_PORT": str(find_free_port())}
    result = run_python("bin/run_embedded.py", JT_DATA_DIR=str(run.data), **ports)
    assert result.returncode != 0
    assert "Another make run uses" in result.stderr


def test_folder_that_cannot_be_written_is_told_with_what_to_do():
    ports = {"PORT": str(find_free_port()), "WADUL_PORT": str(find_free_port())}
    result = run_python("bin/run_embedded.py", JT_DATA_DIR="/proc/nowhere", **ports)
    assert result.returncode != 0
    assert "set JT_DATA_DIR to a folder that is" in result.stderr
    assert "Traceback" not in result.stderr
