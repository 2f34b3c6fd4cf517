"""A mail server that takes its time: until the test says so."""

from __future__ import annotations

import threading

from django.core.mail.backends.base import BaseEmailBackend

go_on = threading.Event()


class SlowBackend(BaseEmailBackend):
    """Sends when `go_on` is set."""

    def send_messages(self, email_messages) -> int:
        go_on.wait(10)
        return len(email_messages)
