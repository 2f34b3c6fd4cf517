"""A change whose transaction stays open until it is let go: done, and not to be seen by anybody yet."""

from __future__ import annotations

import threading
from collections.abc import Callable

from django.db import connection, transaction


class SlowChange(threading.Thread):
    """Does something in a transaction of its own; `is_done` says that it did, `commit` lets others see it."""

    def __init__(self, act: Callable[[], object]) -> None:
        super().__init__()
        self.act, self.is_done, self.may_commit = act, threading.Event(), threading.Event()

    def run(self) -> None:
        """Act, and wait with the transaction open."""
        try:
            with transaction.atomic():
                self.act()
                self.is_done.set()
                self.may_commit.wait(30)
        finally:
            connection.close()

    def commit(self) -> None:
        """Let the transaction end, and wait until it has."""
        self.may_commit.set()
        self.join(30)
