"""What `make run` and `make run-services` have in common, around the starting of processes."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from dotenv import load_dotenv

from bin.processes import ROOT, Group, die_with_parent, end_with_make, read_port, refuse_taken_port

START_SECONDS = 60.0


@dataclass(frozen=True)
class Addresses:
    """Where the site listens, and the stand-in of Wadul Bupati; `wadul_port` is None where that is not ours."""

    host: str
    port: int
    wadul_port: int | None

    @property
    def base_url(self) -> str:
        """The site, as this machine reaches it."""
        return f"http://{nearest_name(self.host)}:{self.port}"

    @property
    def settings(self) -> dict[str, str]:
        """The settings that follow from these; one's own win, but for where the server binds."""
        stand_in = {"JT_WADUL_URL": f"http://127.0.0.1:{self.wadul_port}"} if self.wadul_port else {}
        return {"JT_BASE_URL": self.base_url, **stand_in}


def read_addresses(*, command: str) -> Addresses:
    """Read .env, HOST, PORT and WADUL_PORT; end with a sentence if a port is taken or is no port."""
    end_with_make()
    load_dotenv(ROOT / ".env")
    host = os.environ.get("HOST") or "127.0.0.1"
    port, wadul_port = read_port("PORT", 8000), read_port("WADUL_PORT", 8112)
    refuse_taken_port(host=host, port=port, name="PORT", command=command)
    if os.environ.get("JT_WADUL_URL"):
        return Addresses(host, port, None)
    refuse_taken_port(host="127.0.0.1", port=wadul_port, name="WADUL_PORT", command=command)
    return Addresses(host, port, wadul_port)


def set_defaults(own: Mapping[str, str]) -> None:
    """Put these into the environment where nothing of that name is set."""
    for name, value in own.items():
        os.environ.setdefault(name, value)


def run_all(*, addresses: Addresses, lock: IO[str], commands: Mapping[str, Sequence[str]], prefixed: bool) -> int:
    """Prepare, start the stand-in and these commands, say where they are, and wait until asked to stop."""
    settings = load_settings()
    group = Group()
    try:
        prepare(empty=bool(os.environ.get("EMPTY")))
        if addresses.wadul_port:
            start_stand_in(group, settings=settings, port=addresses.wadul_port, prefixed=prefixed)
        for name, command in commands.items():
            group.start(name, command, os.environ, prefixed=prefixed)
        if group.wait_until_answering(f"{addresses.base_url}/", seconds=START_SECONDS):
            print_banner(settings=settings, wadul_port=addresses.wadul_port)
        return group.wait()
    finally:
        group.stop()
        lock.close()
        print("Stopped.", flush=True)


def nearest_name(host: str) -> str:
    """Return the name under which this machine reaches a server bound to `host`."""
    return "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104  # nosec B104 # compared, not bound


def claim_folder(folder: Path, *, command: str) -> IO[str]:
    """Return a lock on the data folder; end with a sentence if another run has it or it cannot be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = open(folder / ".lock", "w")  # noqa: SIM115 - kept open on purpose
    except OSError as error:
        sys.exit(
            f"The data folder {folder} cannot be written ({(error.strerror or str(error)).lower()}). "
            "Make it writable, or set JT_DATA_DIR to a folder that is."
        )
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        sys.exit(f"Another {command} uses {folder}. Stop it first, or set JT_DATA_DIR to another folder.")
    return lock


def load_settings() -> Any:
    """Return Django's settings; end with a sentence if one cannot be used."""
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured

    try:
        _ = settings.DEBUG
    except ImproperlyConfigured as error:
        sys.exit(str(error))
    return settings


def prepare(*, empty: bool) -> None:
    """Bring the database and static files up to date, in a process that ends afterwards."""
    command = [sys.executable, "-m", "jepara_tanggap.preparation", *(["--empty"] if empty else [])]
    if code := subprocess.run(command, cwd=ROOT, check=False, preexec_fn=die_with_parent()).returncode:  # nosec B603 # a command of ours, no shell
        sys.exit(code)


def start_stand_in(group: Group, *, settings: Any, port: int, prefixed: bool) -> None:
    """Start the stand-in for Wadul Bupati, with a database of its own."""
    command = [
        *(sys.executable, "-m", "simulators.wadul_bupati", "--port", str(port)),
        *("--db", str(settings.DATA_DIR / "wadul.sqlite3")),
        *("--callback-url", f"{settings.BASE_URL}/api/wadul/v1/callbacks"),
    ]
    environment = {**os.environ, "JT_WADUL_SECRET": settings.WADUL_SECRET}
    group.start("wadul-bupati", command, environment, prefixed=prefixed)


def print_banner(*, settings: Any, wadul_port: int | None) -> None:
    """Tell where everything is."""
    print(f"\nJepara Tanggap    {settings.BASE_URL}/")
    print(f"Staff sign-in     {settings.BASE_URL}/akun/masuk/")
    if wadul_port:
        print(f"Wadul Bupati      http://127.0.0.1:{wadul_port}/ (a stand-in; shows what arrived)")
        if settings.DEMO and settings.EMBEDDED:
            print(f"Crews' phones     http://127.0.0.1:{wadul_port}/telepon/ (alerts with the crews' links)")
    print(f"Data folder       {settings.DATA_DIR}")
    sign_ins = Path(settings.DATA_DIR) / "sign-ins.txt"
    if settings.DEMO and sign_ins.exists():
        print(f"\n{sign_ins.read_text().rstrip()}")
    if not settings.EMBEDDED:
        print("Administrator     .venv/bin/python bin/run_services.py createsuperuser (there is no demo sign-in here)")
    print("\nCtrl-C stops all of it.\n", flush=True)
