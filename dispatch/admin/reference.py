"""Admin of reference data: what staff may change without a programmer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.forms.models import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

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
    HoursException,
    Question,
    RoutingOverride,
    ServiceHours,
    Village,
)
from dispatch.routing_admin import RoutingOverrideForm, TryForm, try_form, try_override


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


@admin.register(Agency)
class AgencyAdmin(KeptAdmin):
    """The OPD directory."""

    list_display = ["short_name", "name", "kind", "phone", "contact_count", "is_active"]
    list_filter = ["is_active", "kind"]
    search_fields = ["short_name", "name", "code", "handles"]
    inlines = [AgencyContactInline]
    readonly_fields = ["alerted_now"]

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


class CategoryForm(forms.ModelForm):
    """A category goes to one agency, or to the office of the place."""

    def clean(self) -> dict[str, Any]:
        """Refuse two answers, and none."""
        cleaned = super().clean() or {}
        if bool(cleaned.get("agency")) == bool(cleaned.get("to_district_office")) and "agency" not in self.errors:
            self.add_error("agency", "Pilih OPD penanggung jawab, atau kantor kecamatan setempat: salah satu.")
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


@admin.register(RoutingOverride)
class RoutingOverrideAdmin(RightFirstAdmin):
    """Exceptions of routing; a rule can be tried before it is saved."""

    form = RoutingOverrideForm
    list_display = ["category", "place", "agency", "reason", "is_active"]
    list_filter = ["is_active", "district", "category"]
    search_fields = ["category__name", "village__name", "district__name", "agency__short_name", "reason"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[RoutingOverride]:
        """Fetch what a row shows, without boundaries."""
        rows = super().get_queryset(request).select_related("category", "agency", "district", "village__district")
        return rows.defer("village__boundary")

    @admin.display(description="tempat")
    def place(self, override: RoutingOverride) -> str:
        """Return the village with its district, or the district."""
        village = override.village
        return f"{village}, {village.district}" if village else str(override.district)

    def get_urls(self) -> list[URLPattern]:
        """Add the page that tries a rule."""
        page = self.admin_site.admin_view(self.try_view)
        return [path("coba/", page, name="dispatch_routingoverride_coba"), *super().get_urls()]

    def try_view(self, request: HttpRequest) -> HttpResponse:
        """Show who gets a category in a village, and why; nothing is saved."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = TryForm(request.GET if "category" in request.GET else None)
        context = {
            **self.admin_site.each_context(request),
            "title": "Coba rute",
            "opts": self.opts,
            "form": form,
            "trial": try_form(form) if form.is_valid() else None,
        }
        return TemplateResponse(request, "admin/dispatch/routingoverride/coba.html", context)

    # --- "Coba dulu" on the form itself ---

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Answer "Coba dulu" with the page as it was typed and the route; save nothing."""
        if request.method == "POST" and "_coba" in request.POST:
            tried = self._read_typed(request, object_id)
            if tried is not None:
                request.tried_override = tried  # type: ignore[attr-defined]
                # From here on Django shows the page instead of saving it.
                request.method = "GET"
                extra_context = {**(extra_context or {}), "trial": try_override(tried)}
        return super().changeform_view(request, object_id, form_url, extra_context)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> RoutingOverride | None:
        """Return the row, with what was typed while a rule is tried."""
        return getattr(request, "tried_override", None) or super().get_object(request, object_id, from_field)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Return what was typed while a new rule is tried."""
        tried = getattr(request, "tried_override", None)
        if tried is None:
            return super().get_changeform_initial_data(request)
        return model_to_dict(tried, RoutingOverrideForm.Meta.fields)

    def _read_typed(self, request: HttpRequest, object_id: str | None) -> RoutingOverride | None:
        """Return the override as typed, unsaved; None if the form has errors, which Django then shows."""
        saved = self.get_object(request, object_id) if object_id else None
        if not (self.has_change_permission(request, saved) if object_id else self.has_add_permission(request)):
            raise PermissionDenied
        form = RoutingOverrideForm(request.POST, instance=saved)
        return form.instance if form.is_valid() else None
