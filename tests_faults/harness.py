"""The product as separate real processes, which a test may kill, stop and start again one by one."""

from __future__ import annotations

import base64
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psycopg
from celery import Celery

from bin.processes import ROOT, die_with_parent
from tests_faults.citizen import Citizen
from tests_faults.provider import Provider
from tests_faults.servers import OwnPostgres, OwnRedis
from tests_faults.waiting import find_free_port, is_listening, wait_for

DATA_KEY = base64.urlsafe_b64encode(b"a data key for the fault tests..").decode()
SECRET = "whsec_" + base64.b64encode(b"a secret for the fault tests....").decode()
# What a developer or a runner has set must not reach the processes under test.
OURS = ("JT_", "DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "PORT", "HOST", "WADUL_PORT", "EMPTY")
QUEUES = ("emergency", "wadul", "default")
# Emptied between tests; reference data stays.
FILLED_TABLES = ("complaints_complaint", "complaints_draft", "complaints_reporter", "dispatch_delivery",
                 "dispatch_targetbreaker", "dispatch_inboxmessage", "dispatch_inboundmessage")  # fmt: skip


def build_environment(**settings: str) -> dict[str, str]:
    """Return the environment without any setting of ours but those given."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    own = {
        "DJANGO_SETTINGS_MODULE": "jepara_tanggap.settings",
        "PYTHONUNBUFFERED": "1",
        # All citizens come from one address, more of them than a village has.
        "JT_OUTGOING_ALLOWED_NETWORKS": "127.0.0.0/8",
        "JT_LIMITS": "filing_noisy=1000000/600,filing=1000000/600,drafts=1000000/600,callbacks=1000000/60",
    }
    return {**plain, **own, **settings}


def build_shifted_clock(minutes: float) -> dict[str, str]:
    """Return what puts a Python process onto a machine whose clock is ahead by so many minutes."""
    shifted = {"PYTHONPATH": str(ROOT / "tests_faults" / "shifted"), "TEST_CLOCK_MINUTES": str(minutes)}
    return shifted if minutes else {}


@dataclass
class Figures:
    """What a test filed and what became of it; printed as one line."""

    filed: int
    delivered: int
    duplicated: int
    lost: int
    seconds: float
    more: dict[str, Any] = field(default_factory=dict)

    def print_line(self, name: str) -> None:
        """Print the figures under the test's name."""
        more = "".join(f", {key} {value}" for key, value in self.more.items())
        print(
            f"\n{name}: filed {self.filed}, delivered {self.delivered}, duplicated {self.duplicated}, "
            f"lost {self.lost}, {self.seconds:.1f} s{more}",
            flush=True,
        )


class WadulServer:
    """The stand-in for Wadul Bupati as a process; what it accepted survives its end."""

    def __init__(self, folder: Path) -> None:
        self.port = find_free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it listens."""
        command = [*(sys.executable, "-m", "simulators.wadul_bupati"), "--port", str(self.port)]
        command += ["--db", str(self._folder / "wadul.sqlite3")]
        self._process = _start(command, self._folder / "wadul.log", build_environment(JT_WADUL_SECRET=SECRET))
        wait_for(lambda: is_listening(self.port), seconds=20, what="the stand-in")

    def stop(self) -> None:
        """End it; everybody is refused from now on."""
        if self._process is not None:
            _kill(self._process)
            self._process = None

    def set_faults(self, **faults: Any) -> None:
        """Turn the named faults on and all others off."""
        httpx.post(f"{self.url}/_faults", json={"clear": True, **faults}, timeout=10).raise_for_status()

    def count_fired(self, name: str) -> int:
        """Return how often a fault has struck since they were last set."""
        faults = httpx.get(f"{self.url}/_faults", timeout=10).json()["faults"]
        return int(faults[name]["fired"])

    def read_knocks(self) -> list[dict[str, Any]]:
        """Return the requests that came, however they were answered, in order of arrival."""
        knocks: list[dict[str, Any]] = httpx.get(f"{self.url}/_log", timeout=30).json()["knocks"]
        return knocks

    def read_log(self) -> list[dict[str, Any]]:
        """Return every operation kept, in order of arrival."""
        operations: list[dict[str, Any]] = httpx.get(f"{self.url}/_log", timeout=30).json()["operations"]
        return operations


class Stack:
    """Database, broker, Wadul Bupati, provider, and the product's processes by name."""

    def __init__(self, folder: Path, postgres: OwnPostgres, broker: OwnRedis, database_url: str) -> None:
        self.folder = folder
        self.postgres = postgres
        self.redis = broker
        self.wadul = WadulServer(folder)
        self.provider = Provider()
        self.database_url = database_url
        self.web_port = find_free_port()
        self.web_url = f"http://127.0.0.1:{self.web_port}"
        self._children: dict[str, subprocess.Popen[bytes]] = {}
        self._village = ""
        self._sender = Celery(broker=broker.url)
        self.environment = build_environment(
            JT_MODE="production",
            JT_SECRET_KEY="k" * 50,
            JT_DATA_KEYS=DATA_KEY,
            JT_LOOKUP_KEY="l" * 50,
            JT_SECURE_TRANSPORT="false",
            JT_DATA_DIR=str(folder / "data"),
            DATABASE_URL=database_url,
            REDIS_URL=broker.url,
            JT_BASE_URL=self.web_url,
            JT_BIND=f"127.0.0.1:{self.web_port}",
            JT_WEB_PROCESSES="1",
            JT_WADUL_URL=self.wadul.url,
            JT_WADUL_SECRET=SECRET,
            JT_WADUL_TIMEOUT="2",
            JT_OUTBOX_LEASE_SECONDS="3",
            JT_OUTBOX_BACKOFF_SECONDS="0.5",
            JT_OUTBOX_BACKOFF_CAP_SECONDS="2",
        )

    # --- processes ------------------------------------------------------------

    def start_worker(self, queue: str, *, threads: int = 4, name: str = "", clock: float = 0) -> None:
        """Start a Celery worker for one queue, as the Procfile does, without waiting for it.

        `clock` is by how many minutes the clock of its machine is ahead; so with the other processes.
        """
        name = name or queue
        command = [sys.executable, "-m", "celery", "-q", "-A", "jepara_tanggap", "worker", "-Q", queue]
        command += ["-n", f"{name}@test", "-P", "threads", "-c", str(threads), "-l", "WARNING"]
        self._start(name, [*command, "--without-gossip", "--without-mingle"], clock)

    def start_beat(self, *, name: str = "beat", clock: float = 0) -> None:
        """Start what wakes the sweeps."""
        command = [sys.executable, "-m", "celery", "-q", "-A", "jepara_tanggap", "beat", "-l", "WARNING"]
        self._start(name, command, clock)

    def start_clock(self, *, name: str = "clock", clock: float = 0) -> None:
        """Start the clock of emergencies, without waiting for it."""
        self._start(name, [sys.executable, "manage.py", "keep_clock"], clock)

    def start_web(self) -> None:
        """Start the web server and wait until it answers."""
        command = [sys.executable, "-m", "gunicorn", "-c", "jepara_tanggap/gunicorn_conf.py", "jepara_tanggap.wsgi"]
        self._start("web", command)
        wait_for(lambda: _answers(f"{self.web_url}/lacak/"), seconds=40, what="the web server")

    def start_all(self, *, web: bool = False) -> None:
        """Start Wadul Bupati's stand-in, a worker per queue, beat and the clock of emergencies."""
        self.wadul.start()
        for queue in QUEUES:
            self.start_worker(queue)
        self.start_beat()
        self.start_clock()
        if web:
            self.start_web()
        self.wait_for_workers(len(QUEUES))

    def wait_for_workers(self, count: int) -> None:
        """Wait until so many workers listen to the broker."""

        def is_ready() -> bool:
            return sum(one["cmd"].lower() == "brpop" for one in self.redis.client.client_list()) >= count

        wait_for(is_ready, seconds=90, what=f"{count} workers")

    def kill(self, name: str) -> None:
        """SIGKILL one process and those it started."""
        _kill(self._children.pop(name))

    def stop(self) -> None:
        """End everything this stack started but the two servers."""
        for name in list(self._children):
            self.kill(name)
        self.wadul.stop()

    def _start(self, name: str, command: list[str], clock: float = 0) -> None:
        environment = self.environment | build_shifted_clock(clock)
        self._children[name] = _start(command, self.folder / f"{name}.log", environment)

    # --- filing ---------------------------------------------------------------

    def begin_filing(self, *, clock: float = 0, **wanted: float) -> Filer:
        """Begin to file reports in a process of its own; see filer.py for what can be wanted."""
        return Filer(self.environment | build_shifted_clock(clock), self.folder / "filer.log", wanted)

    def file(self, **wanted: float) -> list[str]:
        """File reports and return their ticket numbers."""
        return self.begin_filing(**wanted).wait()

    def send_task(self, name: str, *arguments: Any, queue: str = "default") -> None:
        """Put a task into the broker, as beat or a web process does."""
        self._sender.send_task(name, args=arguments, queue=queue, ignore_result=True)

    def make_citizen(self, **more: Any) -> Citizen:
        """Return a new browser in front of the web process."""
        if not self._village:
            self._village = self.ask("SELECT code FROM dispatch_village ORDER BY code LIMIT 1")[0][0]
        return Citizen(self.web_url, village=self._village, **more)

    # --- asking ---------------------------------------------------------------

    def ask(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """Return rows of the product's database."""
        with psycopg.connect(self.database_url, autocommit=True) as connection:
            answer = connection.execute(sql, values)
            return answer.fetchall() if answer.description else []

    def count_open(self, *, channel: str = "") -> int:
        """Return how many deliveries are not done."""
        where = "state IN ('pending', 'sending', 'failed') AND (%s = '' OR channel = %s)"
        return int(self.ask(f"SELECT count(*) FROM dispatch_delivery WHERE {where}", channel, channel)[0][0])

    def wait_until_delivered(self, *, seconds: float = 60.0) -> None:
        """Wait until the outbox has nothing open."""
        try:
            wait_for(lambda: self.count_open() == 0, seconds=seconds, what="an empty outbox", every=0.1)
        except AssertionError as error:
            rows = self.ask(
                "SELECT channel, operation, state, attempts, last_error, next_attempt_at - now() "
                "FROM dispatch_delivery WHERE state <> 'delivered' LIMIT 10"
            )
            raise AssertionError(f"{error}; left open: {rows}") from None

    def measure_wadul(self, numbers: list[str], *, since: float, operations: int = 1) -> Figures:
        """Compare what was filed with what Wadul Bupati kept; `operations` is how many each should have."""
        log = self.wadul.read_log()
        kept = Counter((one["ticket"], one["key"]) for one in log)
        creates = Counter(one["ticket"] for one in log if one["operation"] == "create")
        per_ticket = Counter(one["ticket"] for one in log)
        lost = sum(max(operations - per_ticket[number], 0) for number in numbers)
        extra = sum(count - 1 for count in kept.values()) + sum(count - 1 for count in creates.values())
        extra += sum(max(count - operations, 0) for count in per_ticket.values())
        return Figures(len(numbers), len(creates), extra, lost, time.monotonic() - since)

    def reset(self) -> None:
        """Empty what tests fill."""
        self.stop()
        self.redis.start()
        with psycopg.connect(self.database_url, autocommit=True) as connection:
            connection.execute(f"TRUNCATE {', '.join(FILLED_TABLES)} CASCADE")
        self.redis.client.flushall()
        self.provider.forget()
        for path in self.folder.glob("wadul.sqlite3*"):
            path.unlink()


class Filer:
    """A process that files reports; what it printed was committed."""

    def __init__(self, environment: dict[str, str], log: Path, wanted: dict[str, float]) -> None:
        options = [part for name, value in wanted.items() for part in (f"--{name}", str(value))]
        with log.open("a") as errors:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests_faults.filer", *options],
                **_HOW, env=environment, stdout=subprocess.PIPE, stderr=errors, text=True,
            )  # fmt: skip
        self.filed: list[dict[str, Any]] = []
        self._log = log
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def numbers(self) -> list[str]:
        """The ticket numbers so far."""
        return [one["number"] for one in self.filed]

    def wait(self, *, seconds: float = 120.0) -> list[str]:
        """Wait until all is filed and return the numbers. Raises AssertionError if it failed."""
        code = self.process.wait(seconds)
        self._reader.join(5)
        assert code == 0, self._log.read_text()[-3000:]
        return self.numbers

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.filed.append(json.loads(line))


_HOW: dict[str, Any] = {"cwd": ROOT, "stdin": subprocess.DEVNULL, "preexec_fn": die_with_parent()}


def _start(command: list[str], log: Path, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    with log.open("a") as output:
        return subprocess.Popen(
            command, **_HOW, env=environment, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        )


def _answers(url: str) -> bool:
    # Also where the answer sends us on to HTTPS.
    try:
        httpx.get(url, timeout=5, trust_env=False)
    except httpx.HTTPError:
        return False
    return True


def _kill(child: subprocess.Popen[bytes]) -> None:
    if child.poll() is None:
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
