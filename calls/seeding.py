"""Loads what the call room starts with: limits, scripts, knowledge. Adds what is missing, changes nothing else."""

from __future__ import annotations

from pathlib import Path

from django.db import transaction

from calls.limits import forget_limits
from calls.models import CallScript, KnowledgePage, ServiceLimit
from dispatch.models import Category
from jepara_tanggap.seed_files import naming_seed_path, read_seed_rows


@transaction.atomic
def seed_call_room(*, folder: Path, reset: bool = False) -> dict[str, int]:
    """Load service_limits.csv, call_scripts.csv and knowledge.csv; returns how many rows of each were added.

    A regency without these files starts with an empty call room. Raises SeedFileError; then nothing is written.
    """
    if reset:
        ServiceLimit.objects.all().delete()
        CallScript.objects.all().delete()
    with naming_seed_path(folder):
        added = {
            "batas layanan": _seed_limits(folder),
            "naskah panggilan": _seed_scripts(folder),
            "halaman informasi": _seed_knowledge(folder),
        }
    transaction.on_commit(forget_limits)
    return added


def _seed_limits(folder: Path) -> int:
    known = set(ServiceLimit.objects.values_list("code", flat=True))
    rows = [
        ServiceLimit(
            code=row["code"],
            label=row["label"],
            value=int(row["value"]),
            unit=row["unit"],
            share=int(row["share"]) if row["share"] else None,
            source=row["source"],
        )
        for row in read_seed_rows(folder / "service_limits.csv", is_optional=True)
        if row["code"] not in known
    ]
    return len(ServiceLimit.objects.bulk_create(rows, ignore_conflicts=True))


def _seed_scripts(folder: Path) -> int:
    known = set(CallScript.objects.values_list("category__code", flat=True))
    categories = dict(Category.objects.values_list("code", "pk"))
    rows = [
        CallScript(
            category_id=categories[row["category"]],
            letter=row["letter"],
            advice="\n".join(line.strip() for line in row["advice"].split("|")),
        )
        for row in read_seed_rows(folder / "call_scripts.csv", is_optional=True)
        if row["category"] in categories and row["category"] not in known
    ]
    return len(CallScript.objects.bulk_create(rows, ignore_conflicts=True))


def _seed_knowledge(folder: Path) -> int:
    if KnowledgePage.objects.exists():
        return 0
    rows = [
        KnowledgePage(order=int(row["order"]), title=row["title"], keywords=row["keywords"], body=row["body"])
        for row in read_seed_rows(folder / "knowledge.csv", is_optional=True)
    ]
    return len(KnowledgePage.objects.bulk_create(rows))
