"""What an agency lacks before it is asked: nobody on duty, or contacts that the last alert test did not reach."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from dispatch.alert_drills import DrillResult, find_last_results
from dispatch.duty import find_standing
from dispatch.models import Agency

NO_CONTACT = "belum ada kontak aktif"
NOBODY_ON_DUTY = "tidak ada kontak yang piket sekarang"
TEST_FAILED = "uji peringatan terakhir gagal"


def find_shortfalls(*, agencies: Iterable[Agency], now: datetime | None = None) -> dict[int, list[str]]:
    """Return by agency what is short, in words; an empty list where nothing is known to be. Two statements."""
    standing = find_standing(agencies=agencies, now=now)
    contacts = [pk for _, everybody in standing.values() for pk in everybody]
    results = find_last_results(contact_ids=contacts, now=now) if contacts else {}
    return {agency: _judge(on_duty, everybody, results) for agency, (on_duty, everybody) in standing.items()}


def _judge(on_duty: list[int], everybody: list[int], results: dict[int, DrillResult]) -> list[str]:
    if not everybody:
        return [NO_CONTACT]
    short = [] if on_duty else [NOBODY_ON_DUTY]
    # Where nobody is on duty an alert goes to all of them.
    reached = on_duty or everybody
    doubtful = sum(results[pk].is_doubtful for pk in reached if pk in results)
    if doubtful == len(reached):
        short.append(TEST_FAILED)
    elif doubtful:
        short.append(f"{TEST_FAILED} untuk {doubtful} dari {len(reached)} kontak")
    return short
