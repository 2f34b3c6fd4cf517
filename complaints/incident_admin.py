"""Major incidents in the admin, to look at. Gathering, answering and closing happen on the staff pages."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from complaints.models import IncidentEvent, MajorIncident
from dispatch.admin.base import ReadOnlyAdmin


class IncidentEventInline(admin.TabularInline):
    """The incident's own history."""

    model = IncidentEvent
    fields = ["created_at", "action", "count", "actor_name", "user"]
    readonly_fields = ["created_at", "action", "count", "actor_name", "user"]
    extra = 0
    can_delete = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[IncidentEvent]:
        """Fetch who did it in the same statement."""
        return super().get_queryset(request).select_related("user")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False


@admin.register(MajorIncident)
class MajorIncidentAdmin(ReadOnlyAdmin):
    """Every major incident, newest first."""

    list_display = ["name", "kind", "area", "opened_at", "closed_at", "is_demo", "is_drill"]
    list_filter = ["kind", "is_demo", "is_drill"]
    inlines = [IncidentEventInline]
    fields = [
        "name",
        "desk_link",
        "kind",
        "public_name",
        "area",
        "description",
        "opened_by",
        "opened_at",
        "closed_by",
        "closed_at",
        "version",
        "is_demo",
        "is_drill",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[MajorIncident]:
        """Fetch at once what a page shows; a list needs no descriptions."""
        rows = super().get_queryset(request).select_related("opened_by", "closed_by")
        is_list = request.resolver_match is not None and str(request.resolver_match.url_name).endswith("changelist")
        return rows.defer("description") if is_list else rows

    @admin.display(description="halaman petugas")
    def desk_link(self, incident: MajorIncident) -> SafeString:
        """Return the way to its page."""
        return format_html('<a href="{}">Buka</a>', reverse("dashboard:incident", args=[incident.pk]))
