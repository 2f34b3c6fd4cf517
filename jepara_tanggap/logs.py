"""Log lines: readable in the embedded run, JSON in production."""

from __future__ import annotations

from collections.abc import Sequence
from contextvars import ContextVar

import structlog
from django.http import HttpRequest
from structlog.types import EventDict, Processor, WrappedLogger

from jepara_tanggap.log_safety import SafeLines

# Set by the outermost middleware while a request is answered.
answered_request: ContextVar[HttpRequest | None] = ContextVar("answered_request", default=None)


def add_request_facts(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Add the ticket that the address names, and the user's id if somebody has looked it up already."""
    request = answered_request.get()
    if request is None:
        return event
    number = request.resolver_match.kwargs.get("number") if request.resolver_match else None
    if number is not None and str(number).isalnum():
        event.setdefault("ticket", str(number)[:20])
    user = getattr(request, "_cached_user", None)
    if user is not None and user.pk is not None:
        event.setdefault("user", user.pk)
    return event


def build_logging(*, level: str, readable: bool, secrets: Sequence[str] = ()) -> dict:
    """Return Django's LOGGING and set up structlog to write through it. No line shows any of `secrets`."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        add_request_facts,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    renderer: Processor = (
        structlog.dev.ConsoleRenderer(colors=False) if readable else structlog.processors.JSONRenderer()
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    SafeLines(secrets),
                    renderer,
                ],
                "foreign_pre_chain": shared,
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "django.server": {"level": "WARNING", "handlers": ["console"], "propagate": False},
            # At a lower level these write addresses and bodies.
            "httpx": {"level": "WARNING"},
            "httpcore": {"level": "WARNING"},
            "apprise": {"level": "WARNING"},
            "urllib3": {"level": "WARNING"},
            "botocore": {"level": "WARNING"},
            "django.db.backends": {"level": "WARNING"},
            # What it tells of sign-ins stands in the record of access.
            "axes": {"level": "ERROR"},
            "celery.app.trace": {"level": "WARNING"},
            "celery.beat": {"level": "WARNING"},
            # A sweep that waited too long is thrown away for the next one; nobody need read of it.
            "celery.worker.request": {"level": "WARNING"},
            "celery.worker.strategy": {"level": "WARNING"},
            "celery.worker.consumer.connection": {"level": "WARNING"},
        },
    }
