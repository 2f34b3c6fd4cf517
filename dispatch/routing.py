"""From a category and a village to the agencies that handle it, with the reason in words.

The first rule that names an active agency wins: the village's override, the
district's override, the category's own agency (or the district office), the
fallback agency. Nothing is ever unrouted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Exists, OuterRef, Q

from dispatch.models import Agency, Category, RoutingOverride, Village


class NoAgencyAtAll(Exception):
    """The directory holds no active agency; the reference data was never loaded."""


@dataclass(frozen=True)
class Route:
    """Who is responsible, who supports, and why, in Indonesian."""

    agency: Agency
    supporting: list[Agency]
    explanation: str


@dataclass(frozen=True)
class _Directory:
    """The few agencies that this question can end at."""

    about: int | None
    own: Agency | None
    district_office: Agency | None
    supporting: list[Agency]
    fallback: Agency | None


def find_route(
    *,
    category: Category,
    village: Village | None,
    trial: RoutingOverride | None = None,
    about_agency_id: int | None = None,
) -> Route:
    """Return the route of a report of this category in this village.

    The agency a report is about never gets it, neither to handle nor to support.
    `trial` is an unsaved override tried as if it were saved; it replaces the saved
    one of the same id. At most 3 SQL statements. Raises NoAgencyAtAll.
    """
    overrides = _find_overrides(category, village, trial)
    directory = _read_directory(category, village, about_agency_id)
    if about_agency_id is not None:
        overrides = [one for one in overrides if one.agency_id != about_agency_id]
    agency, reason = _choose_agency(category, village, overrides, directory)
    if about_agency_id is not None and category.agency_id == about_agency_id:
        reason = "OPD kategori ini sendiri yang dilaporkan, maka ke OPD pengganti"
    supporting = [one for one in directory.supporting if one != agency]
    return Route(agency=agency, supporting=supporting, explanation=_explain(category, agency, reason))


# --- reading ----------------------------------------------------------------


def _find_overrides(
    category: Category, village: Village | None, trial: RoutingOverride | None
) -> list[RoutingOverride]:
    """Return the active overrides that apply, the village's before the district's."""
    if village is None:
        return []
    saved = RoutingOverride.objects.filter(
        Q(village=village) | Q(district=village.district_id), category=category, is_active=True
    )
    found = list(saved.select_related("agency", "village", "district").defer("village__boundary"))
    if trial is not None:
        # Tried before the others of its kind: it is the one somebody asks about.
        found = [one for one in found if one.pk != trial.pk]
        found = [trial, *found] if _applies(trial, category, village) else found
    return sorted(found, key=lambda override: override.village_id is None)


def _applies(override: RoutingOverride, category: Category, village: Village) -> bool:
    here = override.village_id == village.pk or override.district_id == village.district_id
    return override.is_active and override.category_id == category.pk and here


def _read_directory(category: Category, village: Village | None, about: int | None) -> _Directory:
    """Return the category's own agency, its supporters, the district office and the fallback, in one statement."""
    supports = Exists(Category.supporting.through.objects.filter(category=category.pk, agency=OuterRef("pk")))
    district = village.district_id if village else None
    wanted = Q(supports=True) | Q(code=settings.ROUTING_FALLBACK_AGENCY)
    wanted |= Q(pk=category.agency_id) if category.agency_id else Q()
    wanted |= Q(district=district) if district else Q()
    wanted |= Q(pk=category.conflict_agency_id) if about and category.conflict_agency_id else Q()
    rows = Agency.objects.annotate(supports=supports).filter(wanted, is_active=True).order_by("short_name", "pk")
    return _sort_directory(category, district, about, [row for row in rows if row.pk != about])


def _sort_directory(category: Category, district: str | None, about: int | None, rows: list[Agency]) -> _Directory:
    office = next((row for row in rows if district and row.district_id == district), None)
    # Where the agency responsible is itself reported, the data names who stands in.
    own_id = category.conflict_agency_id if about and category.agency_id == about else category.agency_id
    return _Directory(
        about=about,
        own=next((row for row in rows if row.pk == own_id), None),
        district_office=office,
        supporting=[
            row
            for row in rows
            if row.supports or (category.district_office_supports and row == office)  # type: ignore[attr-defined]
        ],
        fallback=next((row for row in rows if row.code == settings.ROUTING_FALLBACK_AGENCY), None),
    )


# --- choosing and explaining ------------------------------------------------


def _choose_agency(
    category: Category, village: Village | None, overrides: list[RoutingOverride], directory: _Directory
) -> tuple[Agency, str]:
    for override in overrides:
        if override.agency.is_active:
            return override.agency, _explain_override(override)
    notes = list(_note_inactive(overrides))
    own = directory.district_office if category.to_district_office else directory.own
    if own is not None:
        return own, "; ".join(notes or [_explain_no_override(village)])
    notes.append(_explain_missing_own(category, village))
    return directory.fallback or _find_any_agency(directory.about), "; ".join(notes)


def _find_any_agency(about: int | None) -> Agency:
    # The fallback itself is missing or switched off; a report must still land somewhere.
    active = Agency.objects.filter(is_active=True).order_by("pk")
    agency = (active.exclude(pk=about) if about is not None else active).first()
    if agency is None:
        raise NoAgencyAtAll("no active agency: run manage.py seed_jepara")
    return agency


def _explain(category: Category, agency: Agency, reason: str) -> str:
    return f"Kategori {category.name} → {agency.short_name}; {reason}."


def _explain_override(override: RoutingOverride) -> str:
    reason = f" (alasan: {override.reason.rstrip('.')})" if override.reason else ""
    return f"pengecualian {override.village or override.district}{reason}"


def _note_inactive(overrides: list[RoutingOverride]) -> Iterator[str]:
    for override in overrides:
        yield f"pengecualian {override.village or override.district} dilewati karena {override.agency} tidak aktif"


def _explain_no_override(village: Village | None) -> str:
    return f"tidak ada pengecualian untuk {village.district}" if village else "lokasi tidak disebut"


def _explain_missing_own(category: Category, village: Village | None) -> str:
    if category.to_district_office:
        what = (
            "kantor kecamatannya tidak aktif" if village else "lokasi tidak disebut, kantor kecamatan belum diketahui"
        )
    else:
        what = "OPD kategori ini tidak aktif" if category.agency_id else "kategori ini belum punya OPD"
    return f"{what}, maka ke OPD cadangan"
