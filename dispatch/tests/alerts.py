"""An alert in the outbox, for tests."""

from __future__ import annotations

from typing import Any

from dispatch import outbox
from dispatch.models import Delivery
from dispatch.outbox import Message


def payload() -> dict[str, Any]:
    """Return what an alert tells of a fire."""
    return {
        "ticket": "123456789012",
        "title": "Kebakaran",
        "place": "Desa Sekuro",
        "text": "Api besar",
        "link": "http://127.0.0.1:8000/petugas/tiket/123456789012/",
        "path": "/petugas/tiket/123456789012/",
        "urgent": True,
    }


def enqueue_alert(target: str, *, sequence: int = 1, subject: str = "complaint:1", channel: str = "alert") -> Delivery:
    """Write one alert and return its row."""
    message = Message(
        channel=channel,
        target=target,
        operation="alert",
        subject=subject,
        payload=payload(),
        key=f"{target}-{subject}-{sequence}",
        queue="emergency",
        sequence=sequence,
    )
    return outbox.enqueue(messages=[message])[0]
