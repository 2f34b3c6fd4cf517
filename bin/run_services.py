#!/usr/bin/env python
"""`make run-services`: the production shape on this machine, on PostgreSQL and Redis.

Starts what the Procfile lists, each in a process of its own, and the stand-in for
Wadul Bupati. There is no proxy in front, so it speaks plain HTTP.

- `DATABASE_URL`: postgres://postgres@127.0.0.1:5432/jepara_tanggap (created if it is missing)
- `REDIS_URL`: redis://127.0.0.1:6379/5
- `JT_BROKER_URL`: another broker than Redis, for example amqp://guest:guest@127.0.0.1:5672/
- `PORT`, `HOST`, `WADUL_PORT`: as for make run; `EMPTY=1` leaves out the invented reports

`.venv/bin/python bin/run_services.py createsuperuser` is `manage.py createsuperuser` with the settings of this run;
so with every other command.
"""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlsplit, urlunsplit

from dotenv import load_dotenv

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bin.launch import Addresses, claim_folder, read_addresses, run_all, set_defaults  # noqa: E402
from bin.processes import is_port_open, read_port  # noqa: E402

COMMAND = "make run-services"
DEFAULT_DATABASE = "postgres://postgres@127.0.0.1:5432/jepara_tanggap"
DEFAULT_REDIS = "redis://127.0.0.1:6379/5"


def main() -> int:
    """Settle what this run is, and run it until asked to stop."""
    if sys.argv[1:]:
        run_command(sys.argv[1:])
    addresses = read_addresses(command=COMMAND)
    set_environment(addresses)
    require_services()
    lock = claim_folder(Path(os.environ["JT_DATA_DIR"]), command=COMMAND)
    set_own_secrets()
    return run_all(addresses=addresses, lock=lock, commands=read_procfile(), prefixed=True)


def run_command(arguments: list[str]) -> NoReturn:
    """Become `manage.py` with these arguments, whether or not the processes run."""
    load_dotenv(ROOT / ".env")
    set_environment(Addresses(os.environ.get("HOST") or "127.0.0.1", read_port("PORT", 8000), None))
    require_services()
    set_own_secrets()
    os.execv(sys.executable, [sys.executable, str(ROOT / "manage.py"), *arguments])  # noqa: S606  # nosec B606 # ours


def set_environment(addresses: Addresses) -> None:
    """Set what makes this the production shape on one machine; settings of one's own win."""
    own = {
        "JT_MODE": "production",
        "JT_DEMO": "true",
        "JT_DATA_DIR": str(ROOT / "var" / "services"),
        "JT_SECURE_TRANSPORT": "false",
        "JT_WEB_PROCESSES": "2",
        "JT_OUTGOING_ALLOWED_NETWORKS": "127.0.0.0/8,::1",
        "DATABASE_URL": DEFAULT_DATABASE,
        "REDIS_URL": DEFAULT_REDIS,
        "DJANGO_SETTINGS_MODULE": "jepara_tanggap.settings",
        "PYTHONUNBUFFERED": "1",
    }
    set_defaults(own | addresses.settings)
    os.environ["JT_BIND"] = f"{addresses.host}:{addresses.port}"


def require_services() -> None:
    """Create the database if it is missing; end with a sentence if a server does not answer."""
    database, redis = urlsplit(os.environ["DATABASE_URL"]), urlsplit(os.environ["REDIS_URL"])
    if not is_port_open(redis.hostname or "127.0.0.1", redis.port or 6379):
        sys.exit(
            f"Redis does not answer at {redis.hostname}:{redis.port or 6379}. Start it, or set REDIS_URL. "
            "On Debian or Ubuntu: sudo apt-get install redis-server"
        )
    if not is_port_open(database.hostname or "127.0.0.1", database.port or 5432):
        sys.exit(
            f"PostgreSQL does not answer at {database.hostname}:{database.port or 5432}. Start it, or set "
            "DATABASE_URL. On Debian or Ubuntu: sudo apt-get install postgresql"
        )
    broker = urlsplit(os.environ.get("JT_BROKER_URL", ""))
    if broker.hostname and not is_port_open(broker.hostname, broker.port or 5672):
        sys.exit(
            f"The broker does not answer at {broker.hostname}:{broker.port or 5672}. Start it, or unset JT_BROKER_URL."
        )
    create_database(os.environ["DATABASE_URL"])


def create_database(url: str) -> None:
    """Create the database of this address, unless it is there."""
    import psycopg
    from psycopg import errors, sql

    parts = urlsplit(url)
    name = parts.path.lstrip("/")
    try:
        with psycopg.connect(urlunsplit(parts._replace(path="/postgres")), autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
            print(f"-- Created the database {name}", flush=True)
    except errors.DuplicateDatabase:
        pass
    except (errors.InsufficientPrivilege, psycopg.OperationalError):
        # A managed server may offer only the one database; if that fails too, say what the server said.
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError as error:
            sys.exit(f"The database cannot be used: {str(error).strip()}\nCheck DATABASE_URL.")


def set_own_secrets() -> None:
    """Set the secrets that are not set, made for this machine and kept in the data folder."""
    from jepara_tanggap.encryption import make_key
    from jepara_tanggap.secrets_file import make_secret, read_or_create_secret

    folder = Path(os.environ["JT_DATA_DIR"])
    makers = {"JT_SECRET_KEY": make_secret, "JT_DATA_KEYS": make_key, "JT_LOOKUP_KEY": make_secret}
    for name, make in makers.items():
        file = folder / name.removeprefix("JT_").lower()
        os.environ[name] = os.environ.get(name) or read_or_create_secret(file, make)


def read_procfile() -> dict[str, list[str]]:
    """Return the commands of the Procfile by name, with this Python."""
    commands = {}
    for line in (ROOT / "Procfile").read_text().splitlines():
        name, _, command = line.partition(":")
        if command.strip():
            parts = shlex.split(command)
            commands[name.strip()] = [sys.executable if part == "python" else part for part in parts]
    return commands


if __name__ == "__main__":
    sys.exit(main())
