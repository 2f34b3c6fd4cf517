"""Brings the database and the static files up to date: `python -m jepara_tanggap.preparation [--empty]`.

Safe to run at every start: what is already done is recognised and takes no time.
"""

from __future__ import annotations

import errno
import hashlib
import io
import os
import sys
from pathlib import Path

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from jepara_tanggap.key_check import check_keys_fit
from jepara_tanggap.start_checks import stop_if_unusable

UNWRITABLE = (errno.EACCES, errno.EPERM, errno.EROFS)
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
# Where bin/launch.py finds what to print.
SIGN_INS_FILE = "sign-ins.txt"
DEMO_REPORTS = 300
# In this order: each stands on the first.
REFERENCE_COMMANDS = ("seed_jepara", "seed_notices", "seed_retention", "seed_call_room", "seed_response_plans")


def main() -> None:
    """Prepare everything; leave with a sentence if that is impossible."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jepara_tanggap.settings")
    try:
        django.setup()
        stop_if_unusable()
        check_keys_fit()
        refuse_unknown_codes()
        migrate_database()
        collect_static_files()
        say("Checking Jepara's reference data")
        load_reference_data()
        refuse_unknown_codes()
        if settings.DEMO:
            load_demo(reports=0 if "--empty" in sys.argv[1:] else DEMO_REPORTS)
    except (ImproperlyConfigured, CommandError) as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit(130)
    except OperationalError as error:
        sys.exit(f"The database cannot be used: {str(error).strip()}. {_advise_database()}")
    except OSError as error:
        sys.exit(explain_file_trouble(error))


def explain_file_trouble(error: OSError) -> str:
    """Return what to do about a file that could not be written; any other trouble is raised again."""
    where = error.filename or settings.DATA_DIR
    if error.errno in UNWRITABLE:
        return f"{where} cannot be written. Make it writable, or set JT_DATA_DIR to a folder that is."
    if error.errno in FULL:
        return (
            f"The disk is full, at {where}. Free some space, or set JT_DATA_DIR to a folder elsewhere; then try again."
        )
    raise error


def refuse_unknown_codes() -> None:
    """End if a setting names an agency or a kind that the reference data does not have."""
    # It reads models, which are there only after setup.
    from dispatch.known_codes import stop_if_codes_unknown

    stop_if_codes_unknown()


def migrate_database() -> None:
    """Apply the migrations that are not applied yet."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        say(f"Updating the database ({len(plan)} migrations)")
        call_command("migrate", interactive=False, verbosity=0)


def collect_static_files() -> None:
    """Gather and compress the static files, unless none has changed since the last time."""
    stamp = Path(settings.STATIC_ROOT) / ".sources"
    wanted = _describe_sources()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    say("Gathering and compressing styles, scripts and icons")
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(wanted)


def _describe_sources() -> str:
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            stat = os.stat(storage.path(path))
            digest.update(f"{path} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def load_reference_data() -> None:
    """Load all of Jepara's data, from districts to response plans; what staff edited stays."""
    for name in REFERENCE_COMMANDS:
        call_command(name, verbosity=0, stdout=io.StringIO())


def load_demo(*, reports: int) -> None:
    """Make the demo sign-ins, fill an empty database with invented reports, and keep the sign-ins to be shown."""
    say("Checking the demo reports and sign-ins" if reports else "Checking the demo sign-ins")
    said = io.StringIO()
    call_command("seed_demo", count=reports, stdout=said)
    if reports:
        call_command("seed_demo_calls", stdout=io.StringIO())
    sign_ins = said.getvalue().partition("Sign-ins")
    (settings.DATA_DIR / SIGN_INS_FILE).write_text("".join(sign_ins[1:]))


def say(text: str) -> None:
    """Tell what is being done."""
    print(f"-- {text}", flush=True)  # noqa: T201 - this is a command


def _advise_database() -> str:
    if connection.vendor == "sqlite":
        return f"Check that {settings.DATA_DIR} can be written and the disk is not full."
    return "Check DATABASE_URL and that PostgreSQL is running."


if __name__ == "__main__":
    main()
