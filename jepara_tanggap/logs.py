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


# Others' loggers, and from which level on they are heard.
OTHERS = {
    # At a lower level these write addresses and bodies.
    **dict.fromkeys(("httpx", "httpcore", "apprise", "urllib3", "botocore", "django.db.backends"), "WARNING"),
    # What it tells of sign-ins stands in the record of access.
    "axes": "ERROR",
    # A sweep that waited too long is thrown away for the next one; nobody need read of it.
    **dict.fromkeys(("celery.app.trace", "celery.beat", "celery.worker.request"), "WARNING"),
    **dict.fromkeys(("celery.worker.strategy", "celery.worker.consumer.connection"), "WARNING"),
}


def build_logging(*, level: str, readable: bool, secrets: Sequence[str] = ()) -> dict:
    """Return Django's LOGGING and set up structlog to write through it. No line shows any of `secrets`."""
    shared = _list_steps()
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": _build_line(shared, readable, secrets)},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": _build_loggers(),
    }


def _list_steps() -> list[Processor]:
    """Return what is added to every line, ours and others'."""
    return [
        structlog.contextvars.merge_contextvars,
        add_request_facts,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]


def _build_line(shared: list[Processor], readable: bool, secrets: Sequence[str]) -> dict:
    """Return the formatter: whatever was added, the last net, then one line."""
    renderer: Processor = (
        structlog.dev.ConsoleRenderer(colors=False) if readable else structlog.processors.JSONRenderer()
    )
    formatter = structlog.stdlib.ProcessorFormatter
    processors = [formatter.remove_processors_meta, SafeLines(secrets), renderer]
    return {"()": formatter, "processors": processors, "foreign_pre_chain": shared}


def _build_loggers() -> dict[str, dict]:
    own = {"django.server": {"level": "WARNING", "handlers": ["console"], "propagate": False}}
    return own | {name: {"level": level} for name, level in OTHERS.items()}
