"""What an agency lacks before it is asked: nobody on duty, or contacts that the last alert test did not reach."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from dispatch.duty import Standing, find_standing
from dispatch.models import Agency

NO_CONTACT = "belum ada kontak aktif"
NOBODY_ON_DUTY = "tidak ada kontak yang piket sekarang"
TEST_FAILED = "uji peringatan terakhir gagal"


def find_shortfalls(*, agencies: Iterable[Agency], now: datetime | None = None) -> dict[int, list[str]]:
    """Return by agency what is short, in words; an empty list where nothing is known to be. One statement."""
    return {agency: _judge(standing) for agency, standing in find_standing(agencies=agencies, now=now).items()}


def _judge(standing: Standing) -> list[str]:
    if not standing.everybody:
        return [NO_CONTACT]
    short = [] if standing.on_duty else [NOBODY_ON_DUTY]
    # Where nobody is on duty an alert goes to all of them.
    reached = standing.on_duty or standing.everybody
    doubtful = len(standing.doubtful.intersection(reached))
    if doubtful == len(reached):
        short.append(TEST_FAILED)
    elif doubtful:
        short.append(f"{TEST_FAILED} untuk {doubtful} dari {len(reached)} kontak")
    return short
