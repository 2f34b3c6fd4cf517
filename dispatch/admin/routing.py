"""Admin of the exceptions of routing: a rule can be tried before it is saved."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms.models import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from dispatch.admin.base import RightFirstAdmin
from dispatch.models import RoutingOverride
from dispatch.routing_admin import RoutingOverrideForm, TryForm, try_form, try_override


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
