"""Loads the draft plans that a regency starts with. A kind that has a plan keeps it, however it was edited."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from django.db import transaction

from dispatch.models import Agency, Category, District
from jepara_tanggap.seed_files import SeedRow, naming_seed_path, read_seed_rows
from response.choices import EngagementRole
from response.models import ResponsePlan, ResponsePlanStep

# In the file: the kecamatan office of the place reported.
DISTRICT_OFFICE = "KEC_*"
FILE = "response_plans.csv"
# A category's code, and a district's or "" for all that have no plan of their own.
PlanKey = tuple[str, str]


@transaction.atomic
def seed_response_plans(*, folder: Path, reset: bool = False) -> int:
    """Load response_plans.csv; returns how many plans were added. Kinds of which there is any plan are left alone.

    With `reset` every plan goes first. Rows that name a category, district or agency nobody has are passed over.
    A regency without the file begins without plans: its categories name the agencies. Raises SeedFileError; then
    nothing is written.
    """
    if reset:
        ResponsePlan.objects.all().delete()
    with naming_seed_path(folder / FILE):
        groups = _group_rows(read_seed_rows(folder / FILE, is_optional=True))
        _create_plans(groups)
    return len(groups)


def _group_rows(rows: list[SeedRow]) -> dict[PlanKey, list[SeedRow]]:
    categories = set(Category.objects.values_list("code", flat=True))
    planned = set(ResponsePlan.objects.values_list("category__code", flat=True))
    districts = set(District.objects.values_list("code", flat=True))
    groups: dict[PlanKey, list[SeedRow]] = {}
    for row in rows:
        is_known = row["category"] in categories and (not row["district"] or row["district"] in districts)
        if is_known and row["category"] not in planned:
            groups.setdefault((row["category"], row["district"]), []).append(row)
    return groups


def _create_plans(groups: dict[PlanKey, list[SeedRow]]) -> None:
    categories = dict(Category.objects.values_list("code", "pk"))
    agencies = dict(Agency.objects.values_list("code", "pk"))
    for (category, district), rows in groups.items():
        plan = ResponsePlan.objects.create(category_id=categories[category], district_id=district or None)
        ResponsePlanStep.objects.bulk_create(_build_steps(plan, rows, agencies))


def _build_steps(plan: ResponsePlan, rows: Iterable[SeedRow], agencies: dict[str, int]) -> list[ResponsePlanStep]:
    return [
        ResponsePlanStep(
            plan=plan,
            agency_id=agencies.get(row["agency"]),
            role=EngagementRole(row["role"]).value,
            asked_for=row["asked_for"],
            order=int(row["order"]),
        )
        for row in rows
        if row["agency"] in agencies or row["agency"] == DISTRICT_OFFICE
    ]
