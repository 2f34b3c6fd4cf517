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

from dotenv import load_dotenv  # noqa: E402

from bin.launch import claim_folder, load_settings, nearest_name, prepare, print_banner, start_stand_in  # noqa: E402
from bin.processes import Group, end_with_make, read_port, refuse_taken_port  # noqa: E402

COMMAND = "make run"
EMPTY_FOLDER = ROOT / "var" / "empty"
START_SECONDS = 60.0


def main() -> int:
    """Prepare, start, say where it is, and wait until asked to stop."""
    end_with_make()
    load_dotenv(ROOT / ".env")
    host = os.environ.get("HOST") or "127.0.0.1"
    port, wadul_port = read_port("PORT", 8000), read_port("WADUL_PORT", 8112)
    refuse_taken_port(host=host, port=port, name="PORT", command=COMMAND)
    own_stand_in = not os.environ.get("JT_WADUL_URL")
    if own_stand_in:
        refuse_taken_port(host="127.0.0.1", port=wadul_port, name="WADUL_PORT", command=COMMAND)
    set_environment(host=host, port=port, wadul_port=wadul_port)
    lock = claim_folder(Path(os.environ["JT_DATA_DIR"]), command=COMMAND)  # held as long as this process lives
    if Path(os.environ["JT_DATA_DIR"]) == EMPTY_FOLDER:
        clear_folder(EMPTY_FOLDER)
    settings = load_settings()
    group = Group()
    try:
        prepare(empty=bool(os.environ.get("EMPTY")))
        if own_stand_in:
            start_stand_in(group, settings=settings, port=wadul_port, prefixed=False)
        gunicorn = [sys.executable, "-m", "gunicorn", "-c", "jepara_tanggap/gunicorn_conf.py", "jepara_tanggap.wsgi"]
        group.start("web", gunicorn, os.environ, prefixed=False)
        if group.wait_until_answering(f"http://{nearest_name(host)}:{port}/", seconds=START_SECONDS):
            print_banner(settings=settings, wadul_port=wadul_port if own_stand_in else None)
        return group.wait()
    finally:
        group.stop()
        lock.close()
        print("Stopped.", flush=True)


def set_environment(*, host: str, port: int, wadul_port: int) -> None:
    """Set what makes this the embedded run; a setting of one's own wins where that makes sense."""
    own = {
        "JT_DEMO": "true",
        "JT_DATA_DIR": str(EMPTY_FOLDER if os.environ.get("EMPTY") else ROOT / "var"),
        "JT_BASE_URL": f"http://{nearest_name(host)}:{port}",
        "JT_WADUL_URL": f"http://127.0.0.1:{wadul_port}",
    }
    for name, value in own.items():
        os.environ.setdefault(name, value)
    # One process group on SQLite is what this command is; an address meant for production does not apply.
    os.environ.update(
        JT_MODE="embedded",
        JT_BIND=f"{host}:{port}",
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
