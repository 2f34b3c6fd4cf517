"""When something happened, as far as a phone may say."""

from __future__ import annotations

from datetime import datetime, timedelta


def bound_moment(*, said: datetime | None, filed_at: datetime, now: datetime) -> datetime:
    """Return what the phone said, but no time to come, and none from before there was a report.

    Without a time it happened as it came in.
    """
    return now if said is None else min(max(said, filed_at), now)


def read_ago(*, seconds: str, now: datetime) -> datetime | None:
    """Return the moment so many seconds ago; None for what is no number.

    Phones send how long ago it was by their own clock: whether that clock is right no longer matters.
    """
    try:
        ago = float(seconds)
    except ValueError:
        return None
    return now - timedelta(seconds=ago) if 0 <= ago <= 10 * 86400 else None
