"""A PostgreSQL and a Redis of our own on spare ports, so that stopping them harms nobody."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
from pathlib import Path

import psycopg
import redis

from bin.processes import die_with_parent
from tests_faults.waiting import find_free_port, is_listening, wait_for


class OwnPostgres:
    """A cluster in a temporary folder. PostgreSQL refuses to run as root, so root hands it to `postgres`."""

    def __init__(self, folder: Path, *, options: str = "") -> None:
        self.folder = folder
        self.port = find_free_port()
        self._options = options
        self._programs = _find_postgres_programs()
        self._as_user = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        folder.mkdir(parents=True)
        if self._as_user:
            owner = pwd.getpwnam("postgres")
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        self._run("initdb", "-D", str(folder / "data"), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale")
        self.start()

    def url(self, database: str) -> str:
        """Return the address of one of its databases."""
        return f"postgres://postgres@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Start it and wait until it takes connections. Commits are durable, as in production."""
        options = (
            f"-p {self.port} -c listen_addresses=127.0.0.1 -c max_connections=100 -k {self.folder} {self._options}"
        )
        self._control("start", "-o", options)

    def restart_rudely(self) -> None:
        """Stop it as a power cut would, and start it again."""
        self._control("restart", "-m", "immediate")

    def stop(self) -> None:
        """Stop it and whatever still talks to it."""
        self._control("stop", "-m", "immediate")

    def _control(self, *arguments: str) -> None:
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-l", str(self.folder / "log"), "-w", *arguments)

    def _run(self, program: str, *arguments: str) -> None:
        # The server inherits the output, so it may not be a pipe that somebody waits on.
        with (self.folder / "commands.log").open("a") as log:
            command = [*self._as_user, str(self._programs / program), *arguments]
            result = subprocess.run(command, stdout=log, stderr=log, cwd="/", check=False, timeout=60)
        assert result.returncode == 0, (self.folder / "commands.log").read_text()[-3000:]


class OwnRedis:
    """A redis-server that keeps nothing on disk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = find_free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.process: subprocess.Popen[bytes] | None = None
        self.start()

    @property
    def client(self) -> redis.Redis:
        """A connection for asking and emptying."""
        return redis.Redis.from_url(self.url)

    def start(self) -> None:
        """Start it, empty, and wait until it listens; if it runs already, let it."""
        if self.process is not None:
            self.thaw()
            return
        settings = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        with (self.folder / "redis.log").open("a") as log:
            self.process = subprocess.Popen(
                ["redis-server", *settings], stdout=log, stderr=log, cwd=self.folder, preexec_fn=die_with_parent()
            )
        wait_for(lambda: is_listening(self.port), seconds=10, what="redis-server")

    def stop(self) -> None:
        """End it; what was queued is gone."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def freeze(self) -> None:
        """Let it hang: connections are taken and never answered."""
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        assert self.process is not None
        self.process.send_signal(signal.SIGCONT)


def create_database(postgres: OwnPostgres, name: str, *, template: str = "template1") -> str:
    """Create a database as a copy of another and return its address."""
    with psycopg.connect(postgres.url("postgres"), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return postgres.url(name)


def _find_postgres_programs() -> Path:
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    newest = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    assert newest, "initdb is not installed"
    return newest[-1].parent
