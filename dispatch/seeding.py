"""Loads a regency's reference data from files; their shape is told in data/README.md.

Adds what is missing and leaves the rest alone, so a second run writes nothing and
what the admin changed stays changed. With `reset`, what the files know goes back
to what they say.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.db import transaction

from dispatch.areas import forget_places
from dispatch.escalation_plan import forget_plans
from dispatch.hours import forget_hours
from dispatch.models import (
    Agency,
    Category,
    DirectNumber,
    District,
    EscalationStep,
    ExtraTime,
    Question,
    ReporterShown,
    RoutingOverride,
    ServiceHours,
    Village,
)
from dispatch.seed_tables import Loaded, count_rows, is_to_be_filled, load_rows
from jepara_tanggap.seed_files import SeedFileError, SeedRow, naming_seed_path, read_seed_rows

# In the files: the kecamatan office of the place reported.
DISTRICT_OFFICE = "KEC_*"
OFFICE_PREFIX = "KEC_"


@transaction.atomic
def seed_reference_data(*, folder: Path, reset: bool = False) -> list[Loaded]:
    """Load all files of `folder`. Raises SeedFileError; then nothing is written."""
    with naming_seed_path(folder):
        report = [
            _seed_districts(folder, reset),
            _seed_villages(folder, reset),
            _seed_agencies(folder, reset),
            *_seed_categories(folder, reset),
            _seed_overrides(folder, reset),
            _seed_direct_numbers(folder, reset),
            _seed_hours(folder, reset),
            _seed_escalation(folder, reset),
            _seed_extra_time(folder, reset),
        ]
    if any(loaded.added or loaded.restored for loaded in report):
        transaction.on_commit(forget_places)
        transaction.on_commit(forget_hours)
        transaction.on_commit(forget_plans)
    return report


# --- the kinds --------------------------------------------------------------


def _seed_districts(folder: Path, reset: bool) -> Loaded:
    rows = [
        District(code=row["code"], name=row["name"], lat=float(row["lat"]), lng=float(row["lng"]))
        for row in read_seed_rows(folder / "districts.csv")
    ]
    return load_rows(District, "code", rows, reset)


def _seed_villages(folder: Path, reset: bool) -> Loaded:
    rows = [
        Village(
            code=row["code"],
            name=row["name"],
            kind=Village.Kind(row["kind"]).value,
            district_id=row["district_code"],
            postcode=row["postcode"],
            lat=float(row["lat"]),
            lng=float(row["lng"]),
        )
        for row in read_seed_rows(folder / "villages.csv")
    ]
    known = set() if reset else set(Village.objects.values_list("code", flat=True))
    # Half a megabyte of boundaries is only read when a village needs one.
    if any(village.code not in known for village in rows):
        boundaries = _read_boundaries(folder / "villages.geojson")
        for village in rows:
            village.boundary = boundaries[village.code]
    return load_rows(Village, "code", rows, reset)


def _seed_agencies(folder: Path, reset: bool) -> Loaded:
    offices = {
        OFFICE_PREFIX + code.rsplit(".", 1)[-1]: code for code in District.objects.values_list("code", flat=True)
    }
    fields = ("code", "short_name", "name", "kind", "handles", "phone", "whatsapp", "website", "instagram", "x")
    rows = [
        Agency(**{field: row[field] for field in fields}, district_id=offices.get(row["code"]))
        for row in read_seed_rows(folder / "agencies.csv")
    ]
    return load_rows(Agency, "code", rows, reset)


def _seed_categories(folder: Path, reset: bool) -> list[Loaded]:
    known = set() if reset else set(Category.objects.values_list("code", flat=True))
    files = read_seed_rows(folder / "categories.csv")
    if all(row["code"] in known for row in files):
        return [count_rows(Category, 0), count_rows(Question, 0)]
    agencies = dict(Agency.objects.values_list("code", "pk"))
    extras = {row["code"]: row for row in read_seed_rows(folder / "categories_extra.csv", is_optional=True)}
    rows = [
        _build_category(row, extras.get(row["code"], {}), agencies, order=10 * place)
        for place, row in enumerate(files, start=1)
    ]
    loaded = load_rows(Category, "code", rows, reset)
    fresh = {code: pk for code, pk in Category.objects.values_list("code", "pk") if code not in known}
    _link_supporting([row for row in files if row["code"] in fresh], fresh, agencies)
    return [loaded, _seed_questions(folder, fresh)]


def _build_category(row: SeedRow, extra: SeedRow, agencies: dict[str, int], *, order: int) -> Category:
    to_office = row["agency"] == DISTRICT_OFFICE
    return Category(
        code=row["code"],
        name=row["name"],
        track=row["track"],
        agency_id=None if to_office else agencies[row["agency"]],
        to_district_office=to_office,
        district_office_supports=DISTRICT_OFFICE in row["support"].split(";"),
        **_read_first_limits(row),
        resolve_working_days=int(row["resolve_working_days"]),
        visibility=row["visibility"],
        examples=row["examples"],
        order=order,
        **_read_extra(extra, agencies),
    )


def _read_first_limits(row: SeedRow) -> dict[str, int]:
    """Return the limits that the row names; the others are the model's, as for files of before they were there."""
    names = ("respond_minutes", "verify_working_days", "respond_working_days")
    return {name: int(row[name]) for name in names if row.get(name)}


def _read_extra(extra: SeedRow, agencies: dict[str, int]) -> dict[str, Any]:
    return {
        "icon": extra.get("icon", "dots"),
        "direct_number": extra.get("direct_number", ""),
        "needs_place": extra.get("needs_place", "1") == "1",
        "needs_contact": extra.get("needs_contact", "0") == "1",
        "reporter_visible": ReporterShown(extra.get("reporter_visible") or ReporterShown.ON_REQUEST).value,
        "asks_about_agency": extra.get("asks_about_agency", "0") == "1",
        "conflict_agency_id": agencies[extra["conflict_agency"]] if extra.get("conflict_agency") else None,
        "crew_check_minutes": int(extra["crew_check_minutes"]) if extra.get("crew_check_minutes") else None,
    }


def _link_supporting(rows: list[SeedRow], categories: dict[str, int], agencies: dict[str, int]) -> None:
    through = Category.supporting.through
    links = [
        through(category_id=categories[row["code"]], agency_id=agencies[code])
        for row in rows
        for code in row["support"].split(";")
        if code and code != DISTRICT_OFFICE
    ]
    through.objects.filter(category_id__in=categories.values()).delete()
    through.objects.bulk_create(links)


def _seed_questions(folder: Path, categories: dict[str, int]) -> Loaded:
    """Load the questions of these categories in place of those they have."""
    Question.objects.filter(category_id__in=categories.values()).delete()
    rows = [
        Question(
            category_id=categories[row["category"]],
            order=int(row["order"]),
            kind=Question.Kind(row["kind"]).value,
            text=row["text"],
        )
        for row in read_seed_rows(folder / "questions.csv", is_optional=True)
        if row["category"] in categories
    ]
    return count_rows(Question, len(Question.objects.bulk_create(rows)))


def _seed_overrides(folder: Path, reset: bool) -> Loaded:
    if not is_to_be_filled(RoutingOverride, reset):
        return count_rows(RoutingOverride, 0)
    agencies = dict(Agency.objects.values_list("code", "pk"))
    categories = dict(Category.objects.values_list("code", "pk"))
    rows = [
        RoutingOverride(
            category_id=categories[row["category"]],
            village_id=row["village"] or None,
            district_id=row["district"] or None,
            agency_id=agencies[row["agency"]],
            reason=row["reason"],
        )
        for row in read_seed_rows(folder / "routing_overrides.csv", is_optional=True)
    ]
    return count_rows(RoutingOverride, len(RoutingOverride.objects.bulk_create(rows)))


def _seed_direct_numbers(folder: Path, reset: bool) -> Loaded:
    if not is_to_be_filled(DirectNumber, reset):
        return count_rows(DirectNumber, 0)
    rows = [
        DirectNumber(number=row["number"], label=row["label"], order=int(row["order"]))
        for row in read_seed_rows(folder / "direct_numbers.csv", is_optional=True)
    ]
    return count_rows(DirectNumber, len(DirectNumber.objects.bulk_create(rows)))


def _seed_hours(folder: Path, reset: bool) -> Loaded:
    if not is_to_be_filled(ServiceHours, reset):
        return count_rows(ServiceHours, 0)
    rows = [
        ServiceHours(weekday=int(row["weekday"]), opens=row["opens"], closes=row["closes"])
        for row in read_seed_rows(folder / "service_hours.csv", is_optional=True)
    ]
    return count_rows(ServiceHours, len(ServiceHours.objects.bulk_create(rows)))


def _seed_escalation(folder: Path, reset: bool) -> Loaded:
    if not is_to_be_filled(EscalationStep, reset):
        return count_rows(EscalationStep, 0)
    rows = [
        EscalationStep(
            district_id=row["district"] or None,
            round=int(row["round"]),
            after_minutes=int(row["after_minutes"]),
            whom=EscalationStep.Whom(row["whom"]).value,
            repeat_minutes=int(row["repeat_minutes"]) if row["repeat_minutes"] else None,
        )
        for row in read_seed_rows(folder / "escalation_steps.csv", is_optional=True)
    ]
    return count_rows(EscalationStep, len(EscalationStep.objects.bulk_create(rows)))


def _seed_extra_time(folder: Path, reset: bool) -> Loaded:
    if not is_to_be_filled(ExtraTime, reset):
        return count_rows(ExtraTime, 0)
    categories = dict(Category.objects.values_list("code", "pk"))
    numbers = ("minutes", "verify_days", "respond_days", "resolve_days")
    rows = [
        ExtraTime(
            district_id=row["district"],
            category_id=categories[row["category"]] if row["category"] else None,
            reason=row["reason"],
            **{name: int(row[name] or 0) for name in numbers},
        )
        for row in read_seed_rows(folder / "extra_time.csv", is_optional=True)
    ]
    return count_rows(ExtraTime, len(ExtraTime.objects.bulk_create(rows)))


# --- boundaries -------------------------------------------------------------


def _read_boundaries(path: Path) -> dict[str, Any]:
    if not path.is_file():
        raise SeedFileError(f"{path} is missing.")
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    return {feature["properties"]["code"]: feature["geometry"] for feature in features}
