"""The periods as a regency's file gives them; what the admin changed stays."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from complaints.models import RetentionKind, RetentionRule
from jepara_tanggap.seed_files import naming_seed_path, read_seed_rows

FILE = settings.BASE_DIR / "data" / "jepara" / "retention.csv"


def load_rules(*, path: Path = FILE) -> int:
    """Add the rules whose kind has none yet; return how many. Raises SeedFileError, then nothing is written."""
    with naming_seed_path(path):
        rules = [
            RetentionRule(kind=RetentionKind(row["kind"]).value, days=int(row["days"]), basis=row["basis"])
            for row in read_seed_rows(path)
        ]
    known = set(RetentionRule.objects.values_list("kind", flat=True))
    missing = [rule for rule in rules if rule.kind not in known]
    RetentionRule.objects.bulk_create(missing, ignore_conflicts=True)
    return len(missing)
