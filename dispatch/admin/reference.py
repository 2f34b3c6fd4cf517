"""Admin of reference data: what staff may change without a programmer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, Q, QuerySet, URLField
from django.http import HttpRequest

from dispatch.admin.base import RightFirstAdmin
from dispatch.admin.contact_form import AgencyContactForm
from dispatch.duty import list_alerted, list_on_duty
from dispatch.hours import forget_hours
from dispatch.models import (
    Agency,
    AgencyContact,
    Category,
    DirectNumber,
    District,
    ExtraTime,
    HoursException,
    Question,
    ServiceHours,
    Track,
    Village,
)


class KeptAdmin(RightFirstAdmin):
    """Rows that reports hang on: switched off, never deleted."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False


class AreaAdmin(KeptAdmin):
    """Areas come from files; only names and label points are corrected here."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody: an area without a boundary would never be found."""
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Keep the Kemendagri code as it is."""
        return ["code"]


@admin.register(District)
class DistrictAdmin(AreaAdmin):
    """Kecamatan."""

    list_display = ["name", "code"]
    search_fields = ["name", "code"]


@admin.register(Village)
class VillageAdmin(AreaAdmin):
    """Desa and kelurahan, without their boundaries, which are read from files."""

    list_display = ["name", "kind", "district", "postcode", "code"]
    list_filter = ["district", "kind"]
    list_select_related = ["district"]
    search_fields = ["name", "code", "postcode"]
    exclude = ["boundary"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Village]:
        """Leave out the boundary, several kilobytes a row."""
        return super().get_queryset(request).defer("boundary")


class AgencyContactInline(admin.TabularInline):
    """Whom to alert, in order."""

    model = AgencyContact
    form = AgencyContactForm
    extra = 0
    # The rota stands on the contact's own page.
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[AgencyContact]:
        """Return the contacts with the agency that each is named after."""
        return super().get_queryset(request).select_related("agency")


@admin.register(Agency)
class AgencyAdmin(KeptAdmin):
    """The OPD directory."""

    list_display = ["short_name", "name", "kind", "phone", "contact_count", "is_active"]
    list_filter = ["is_active", "kind"]
    search_fields = ["short_name", "name", "code", "handles"]
    inlines = [AgencyContactInline]
    readonly_fields = ["alerted_now"]
    # An address typed without it begins with https://.
    formfield_overrides = {URLField: {"assume_scheme": "https"}}

    def get_fields(self, request: HttpRequest, obj: Agency | None = None) -> list[Any]:
        """Put who would be alerted now first; a new agency has nobody yet."""
        fields = [name for name in super().get_fields(request, obj) if name != "alerted_now"]
        return ["alerted_now", *fields] if obj else fields

    @admin.display(description="siapa diberi tahu sekarang")
    def alerted_now(self, agency: Agency) -> str:
        """Name the contacts that an emergency would reach this minute, in order, and why these."""
        contacts = list_alerted(agency=agency)
        if not contacts:
            return "Belum ada kontak aktif. Peringatan hanya masuk ke kotak masuk OPD."
        why = "piket saat ini" if list_on_duty(agency=agency) else "tidak ada yang piket, maka semua kontak"
        return f"{', '.join(contact.name for contact in contacts)} ({why})"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Agency]:
        """Count the contacts in the same statement."""
        active = Count("contacts", filter=Q(contacts__is_active=True))
        return super().get_queryset(request).annotate(active_contacts=active)

    @admin.display(description="kontak aktif", ordering="active_contacts")
    def contact_count(self, agency: Any) -> int:
        """Return how many contacts would be alerted."""
        return agency.active_contacts


# In the order in which they come due.
LIMITS = ("verify_working_days", "respond_working_days", "resolve_working_days")


class CategoryForm(forms.ModelForm):
    """A category goes to one agency, or to the office of the place; its limits follow one another."""

    def clean(self) -> dict[str, Any]:
        """Refuse two answers, and none; and an answer that is due after the whole matter."""
        cleaned = super().clean() or {}
        if bool(cleaned.get("agency")) == bool(cleaned.get("to_district_office")) and "agency" not in self.errors:
            self.add_error("agency", "Pilih OPD penanggung jawab, atau kantor kecamatan setempat: salah satu.")
        days = [cleaned[name] for name in LIMITS if cleaned.get(name) is not None]
        if cleaned.get("track") != Track.EMERGENCY and days != sorted(days):
            self.add_error("respond_working_days", "Urutkan batasnya: verifikasi, tanggapan pertama, lalu selesai.")
        return cleaned


class QuestionInline(admin.TabularInline):
    """The few questions asked for a category."""

    model = Question
    extra = 0


@admin.register(Category)
class CategoryAdmin(KeptAdmin):
    """Kinds of report."""

    form = CategoryForm
    list_display = [
        "name",
        "code",
        "track",
        "agency",
        "respond_minutes",
        "respond_working_days",
        "resolve_working_days",
        "visibility",
        "order",
        "is_active",
    ]
    list_filter = ["track", "is_active", "visibility"]
    list_select_related = ["agency"]
    search_fields = ["name", "code", "examples"]
    filter_horizontal = ["supporting"]
    inlines = [QuestionInline]


@admin.register(ExtraTime)
class ExtraTimeAdmin(RightFirstAdmin):
    """What a district is given beyond the limits of the categories."""

    list_display = ["district", "for_what", "minutes", "verify_days", "respond_days", "resolve_days", "reason"]
    list_filter = ["district"]
    list_select_related = ["district", "category"]

    @admin.display(description="kategori")
    def for_what(self, extra: ExtraTime) -> str:
        """Return the category, or that this is for all others."""
        return str(extra.category or "Semua yang bukan darurat")


class HoursAdmin(RightFirstAdmin):
    """Hours are cached for half a minute; a change shows at once."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save, and forget the cached hours."""
        super().save_model(request, obj, form, change)
        forget_hours()

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Delete, and forget the cached hours."""
        super().delete_model(request, obj)
        forget_hours()

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Delete several, and forget the cached hours."""
        super().delete_queryset(request, queryset)
        forget_hours()


@admin.register(ServiceHours)
class ServiceHoursAdmin(HoursAdmin):
    """The hours of each weekday."""

    list_display = ["weekday", "opens", "closes", "all_day"]


class HoursExceptionForm(forms.ModelForm):
    """Both times, or neither for a closed day."""

    def clean(self) -> dict[str, Any]:
        """Refuse half an answer."""
        cleaned = super().clean() or {}
        if (cleaned.get("opens") is None) != (cleaned.get("closes") is None) and not self.errors:
            self.add_error("closes", "Isi jam buka dan tutup, atau kosongkan keduanya bila tutup seharian.")
        return cleaned


@admin.register(HoursException)
class HoursExceptionAdmin(HoursAdmin):
    """Days with other hours."""

    form = HoursExceptionForm
    list_display = ["date", "opens", "closes", "note"]
    date_hierarchy = "date"


@admin.register(DirectNumber)
class DirectNumberAdmin(RightFirstAdmin):
    """The short numbers beside 112."""

    list_display = ["label", "number", "order", "is_active"]
