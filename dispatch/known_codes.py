"""Settings that name rows of the reference data by their codes: a mistyped one would be followed in silence."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Iterator

from django.conf import settings
from django.db import DatabaseError, connections

from dispatch.models import Agency, Category, Track


def find_unknown_codes(using: str = "default") -> list[str]:
    """Return a sentence for each setting that names what is not there; none before reference data is loaded."""
    try:
        return [*_check_fallback_agency(using), *_check_fire_categories(using)]
    except DatabaseError:
        # Half a migration, or nobody answers: others say so.
        return []


def stop_if_codes_unknown() -> None:
    """End the process with these sentences, if there are any."""
    unknown = find_unknown_codes()
    # Processes that are forked afterwards must not share a connection.
    connections.close_all()
    if unknown:
        sys.exit("\n".join(unknown))


def _check_fallback_agency(using: str) -> Iterator[str]:
    # Inactive is a decision of staff, and a start at night must not depend on it.
    known = list(Agency.objects.using(using).values_list("code", flat=True))
    code = settings.ROUTING_FALLBACK_AGENCY
    if known and code not in known:
        yield _word("JT_FALLBACK_AGENCY", code, "no OPD has (OPD in the admin)", known)


def _check_fire_categories(using: str) -> Iterator[str]:
    rows = Category.objects.using(using).filter(track=Track.EMERGENCY)
    known = list(rows.values_list("code", flat=True))
    for code in settings.FIRE_CATEGORIES if known else []:
        if code not in known:
            yield _word("JT_FIRE_CATEGORIES", code, "no kind of emergency has (Kategori in the admin)", known)


def _word(setting: str, code: str, what: str, known: list[str]) -> str:
    close = difflib.get_close_matches(code, known, n=1)
    advice = f"Did you mean {close[0]}?" if close else "See .env.example."
    return f"Setting {setting} names the code {code}, which {what}. {advice}"
