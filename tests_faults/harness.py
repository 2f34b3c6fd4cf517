"""The product as separate real processes, which a test may kill, stop and start again one by one."""

from __future__ import annotations

import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from celery import Celery

from tests_faults.citizen import Citizen
from tests_faults.filing import Filer
from tests_faults.launching import (
    DATA_KEY,
    SECRET,
    answers,
    build_environment,
    build_shifted_clock,
    kill_process,
    start_process,
)
from tests_faults.provider import Provider
from tests_faults.servers import OwnPostgres, OwnRedis
from tests_faults.wadul_server import WadulServer
from tests_faults.waiting import find_free_port, wait_for

QUEUES = ("emergency", "wadul", "default")
WORKER_THREADS = 4
# Emptied between tests; reference data stays.
FILLED_TABLES = ("complaints_complaint", "complaints_draft", "complaints_reporter", "dispatch_delivery",
                 "dispatch_targetbreaker", "dispatch_inboxmessage", "dispatch_inboundmessage")  # fmt: skip


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

    def start_worker(self, queue: str, *, threads: int = WORKER_THREADS, name: str = "", clock: float = 0) -> None:
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
        wait_for(lambda: answers(f"{self.web_url}/lacak/"), seconds=40, what="the web server")

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
        kill_process(self._children.pop(name))

    def stop(self) -> None:
        """End everything this stack started but the two servers."""
        for name in list(self._children):
            self.kill(name)
        self.wadul.stop()

    def _start(self, name: str, command: list[str], clock: float = 0) -> None:
        environment = self.environment | build_shifted_clock(clock)
        self._children[name] = start_process(command, self.folder / f"{name}.log", environment)

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
