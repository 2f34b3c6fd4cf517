"""What `make run` and `make run-services` have in common, around the starting of processes."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from pathlib import Path
from typing import IO, Any

from bin.processes import ROOT, Group, die_with_parent


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
    print(f"Data folder       {settings.DATA_DIR}")
    sign_ins = Path(settings.DATA_DIR) / "sign-ins.txt"
    if settings.DEMO and sign_ins.exists():
        print(f"\n{sign_ins.read_text().rstrip()}")
    print("\nCtrl-C stops all of it.\n", flush=True)
