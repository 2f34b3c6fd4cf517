"""`manage.py keep_clock`: raises emergencies and sends their alerts, also while broker and workers are away."""

from __future__ import annotations

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from accounts.checks import stop_if_demo_accounts
from complaints.emergency_clock import keep_clock
from jepara_tanggap.key_check import stop_unless_keys_fit


class Command(BaseCommand):
    """Ticks until it is asked to stop."""

    help = "Keeps the clock of emergencies: a process of its own, which needs the database and nothing else."

    def add_arguments(self, parser: CommandParser) -> None:
        """How many alerts it sends at once."""
        parser.add_argument("--threads", type=int, default=8, help="alerts sent at once (default 8)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuse what a worker would refuse to start with, then keep the time."""
        stop_unless_keys_fit()
        stop_if_demo_accounts()
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        keep_clock(stop=stop, threads=options["threads"])
