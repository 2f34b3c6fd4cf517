#!/usr/bin/env python
"""`make run`: the whole product on this machine, on SQLite, with a stand-in for Wadul Bupati.

- `PORT=8001 make run`: another port (WADUL_PORT for the stand-in)
- `HOST=0.0.0.0 make run`: reachable from other machines (also set JT_ALLOWED_HOSTS)
- `EMPTY=1 make run`: without reports, in var/empty, which is cleared first (a JT_DATA_DIR of one's own never is)
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bin.launch import Addresses, claim_folder, read_addresses, run_all, set_defaults  # noqa: E402

COMMAND = "make run"
EMPTY_FOLDER = ROOT / "var" / "empty"
GUNICORN = [sys.executable, "-m", "gunicorn", "-c", "jepara_tanggap/gunicorn_conf.py", "jepara_tanggap.wsgi"]


def main() -> int:
    """Settle what this run is, and run it until asked to stop."""
    addresses = read_addresses(command=COMMAND)
    set_environment(addresses)
    folder = Path(os.environ["JT_DATA_DIR"])
    lock = claim_folder(folder, command=COMMAND)  # held as long as this process lives
    if folder == EMPTY_FOLDER:
        clear_folder(EMPTY_FOLDER)
    return run_all(addresses=addresses, lock=lock, commands={"web": GUNICORN}, prefixed=False)


def set_environment(addresses: Addresses) -> None:
    """Set what makes this the embedded run; a setting of one's own wins where that makes sense."""
    folder = EMPTY_FOLDER if os.environ.get("EMPTY") else ROOT / "var"
    set_defaults({"JT_DEMO": "true", "JT_DATA_DIR": str(folder), **addresses.settings})
    # One process group on SQLite is what this command is; an address meant for production does not apply.
    os.environ.update(
        JT_MODE="embedded",
        JT_BIND=f"{addresses.host}:{addresses.port}",
        DATABASE_URL="",
        REDIS_URL="",
        JT_BROKER_URL="",
        JT_SECURE_TRANSPORT="false",
        DJANGO_SETTINGS_MODULE="jepara_tanggap.settings",
        PYTHONUNBUFFERED="1",
    )


def clear_folder(folder: Path) -> None:
    """Remove what an earlier empty run left; the lock stays."""
    leftovers = [path for path in folder.iterdir() if path.name != ".lock"]
    if leftovers:
        print(f"-- Clearing {folder}", flush=True)
    for path in leftovers:
        shutil.rmtree(path) if path.is_dir() else path.unlink()


if __name__ == "__main__":
    sys.exit(main())
