"""From a category and a village to the agencies that handle it, with the reason in words.

The first rule that names an active agency wins: the village's override, the
district's override, the category's own agency (or the district office), the
fallback agency. Nothing is ever unrouted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from dispatch.escalation_plan import read_first_wait, select_first_wait
from dispatch.extra_time import NO_EXTRA, Extra, read_extra_time, select_extra_time
from dispatch.models import Agency, Category, District, RoutingOverride, Village


class NoAgencyAtAll(Exception):
    """The directory holds no active agency; the reference data was never loaded."""


@dataclass(frozen=True)
class Route:
    """Who is responsible, who supports, and why, in Indonesian; and when an emergency is raised there.

    `first_wait` is the time until the first round of escalation, None where no steps are kept; `extra` is what the
    district is given beyond the category's limits.
    """

    agency: Agency
    supporting: list[Agency]
    explanation: str
    first_wait: timedelta | None = None
    extra: Extra = NO_EXTRA


@dataclass(frozen=True)
class _Exception:
    """An override that applies here: the agency it names, the place it stands for, and the reason given."""

    agency: Agency
    place: Village | District
    reason: str


@dataclass(frozen=True)
class _Directory:
    """The few agencies that this question can end at."""

    about: int | None
    own: Agency | None
    district_office: Agency | None
    supporting: list[Agency]
    fallback: Agency | None
    exceptions: list[_Exception]
    first_wait: timedelta | None
    extra: Extra


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
    one of the same id. One SQL statement, two where nothing active is left. Raises NoAgencyAtAll.
    """
    directory = _read_directory(category, village, about_agency_id, trial)
    agency, reason = _choose_agency(category, village, directory)
    if about_agency_id is not None and category.agency_id == about_agency_id:
        reason = "OPD kategori ini sendiri yang dilaporkan, maka ke OPD pengganti"
    supporting = [one for one in directory.supporting if one != agency]
    return Route(agency, supporting, _explain(category, agency, reason), directory.first_wait, directory.extra)


# --- reading ----------------------------------------------------------------


def _read_directory(
    category: Category, village: Village | None, about: int | None, trial: RoutingOverride | None
) -> _Directory:
    """Return the category's own agency, its supporters, the district office, the fallback and the exceptions' agencies.

    One statement, since every report pays for it; what else filing needs of the reference data comes along.
    """
    supports = Exists(Category.supporting.through.objects.filter(category=category.pk, agency=OuterRef("pk")))
    district = village.district_id if village else None
    wanted = Q(supports=True) | Q(code=settings.ROUTING_FALLBACK_AGENCY)
    wanted |= Q(pk=category.agency_id) if category.agency_id else Q()
    wanted |= Q(district=district) if district else Q()
    wanted |= Q(pk=category.conflict_agency_id) if about and category.conflict_agency_id else Q()
    excepted = Q(village_reason__isnull=False) | Q(district_reason__isnull=False)
    overrides = _select_overrides(category, trial)
    rows = Agency.objects.annotate(
        supports=supports,
        # At most one of each kind applies, as the constraints see to; the reason is NULL where none does.
        village_reason=Subquery(overrides.filter(village=village.pk if village else "").values("reason")[:1]),
        district_reason=Subquery(overrides.filter(district=district or "").values("reason")[:1]),
        first_wait=select_first_wait(district_id=district),
        extra=select_extra_time(category=category, district_id=district),
    ).filter((wanted & Q(is_active=True)) | excepted)
    found = [row for row in rows.order_by("short_name", "pk") if row.pk != about]
    return _sort_directory(category, village, about, found, trial)


def _select_overrides(category: Category, trial: RoutingOverride | None) -> QuerySet[RoutingOverride]:
    saved = RoutingOverride.objects.filter(category=category, is_active=True, agency=OuterRef("pk"))
    return saved.exclude(pk=trial.pk) if trial is not None and trial.pk else saved


def _sort_directory(
    category: Category, village: Village | None, about: int | None, rows: list, trial: RoutingOverride | None
) -> _Directory:
    district = village.district_id if village else None
    active = [row for row in rows if row.is_active]
    office = next((row for row in active if district and row.district_id == district), None)
    # Where the agency responsible is itself reported, the data names who stands in.
    own_id = category.conflict_agency_id if about and category.agency_id == about else category.agency_id
    return _Directory(
        about=about,
        own=next((row for row in active if row.pk == own_id), None),
        district_office=office,
        supporting=[row for row in active if row.supports or (category.district_office_supports and row == office)],
        fallback=next((row for row in active if row.code == settings.ROUTING_FALLBACK_AGENCY), None),
        exceptions=_list_exceptions(category, village, about, rows, trial),
        first_wait=read_first_wait(rows[0].first_wait if rows else None),
        extra=read_extra_time(rows[0].extra if rows else None),
    )


def _list_exceptions(
    category: Category, village: Village | None, about: int | None, rows: list, trial: RoutingOverride | None
) -> list[_Exception]:
    """Return what applies here, the village's before the district's, and the one on trial first of its kind."""
    if village is None:
        return []
    found = [_Exception(row, village, row.village_reason) for row in rows if row.village_reason is not None]
    found += [_Exception(row, village.district, row.district_reason) for row in rows if row.district_reason is not None]
    if trial is not None and trial.agency_id != about and _applies(trial, category, village):
        # Tried before the others of its kind: it is the one somebody asks about.
        place = village if trial.village_id else village.district
        found = [_Exception(trial.agency, place, trial.reason), *found]
    return sorted(found, key=lambda one: one.place != village)


def _applies(override: RoutingOverride, category: Category, village: Village) -> bool:
    here = override.village_id == village.pk or override.district_id == village.district_id
    return override.is_active and override.category_id == category.pk and here


# --- choosing and explaining ------------------------------------------------


def _choose_agency(category: Category, village: Village | None, directory: _Directory) -> tuple[Agency, str]:
    for exception in directory.exceptions:
        if exception.agency.is_active:
            return exception.agency, _explain_exception(exception)
    notes = list(_note_inactive(directory.exceptions))
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


def _explain_exception(exception: _Exception) -> str:
    reason = f" (alasan: {exception.reason.rstrip('.')})" if exception.reason else ""
    return f"pengecualian {exception.place}{reason}"


def _note_inactive(exceptions: list[_Exception]) -> Iterator[str]:
    for one in exceptions:
        yield f"pengecualian {one.place} dilewati karena {one.agency} tidak aktif"


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
