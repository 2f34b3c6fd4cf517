"""The periods as a regency's file gives them; what the admin changed stays."""

from __future__ import annotations

import csv
from pathlib import Path

from django.conf import settings

from complaints.models import RetentionKind, RetentionRule

FILE = settings.BASE_DIR / "data" / "jepara" / "retention.csv"


class RetentionFileError(Exception):
    """The file cannot be used; the message says why."""


def load_rules(*, path: Path = FILE) -> int:
    """Add the rules whose kind has none yet; return how many. Raises RetentionFileError, then nothing is written."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rules = [
                RetentionRule(kind=RetentionKind(row["kind"]).value, days=int(row["days"]), basis=row["basis"])
                for row in csv.DictReader(file)
            ]
    except (OSError, KeyError, ValueError) as error:
        raise RetentionFileError(f"{path}: {type(error).__name__} {error}") from error
    known = set(RetentionRule.objects.values_list("kind", flat=True))
    missing = [rule for rule in rules if rule.kind not in known]
    RetentionRule.objects.bulk_create(missing, ignore_conflicts=True)
    return len(missing)
