"""Admin of the call room: what it asks, tells and holds to is data; calls themselves are only looked at."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import OuterRef
from django.db.models.expressions import Combinable
from django.http import HttpRequest

from calls.limits import forget_limits
from calls.models import Call, CallScript, KnowledgePage, Landmark, NumberBlock, ServiceLimit
from complaints.admin_scope import HidingAdmin
from dispatch.admin.base import HIDDEN, ReadOnlyAdmin, RightFirstAdmin


@admin.register(Call)
class CallAdmin(HidingAdmin):
    """The log of calls. Numbers and notes are for the desk, not for lists."""

    list_display = ["rang_at", "kind", "taker", "answered_at", "ended_at", "ticket", "callback", "is_drill"]
    list_filter = ["kind", "direction", "callback", "is_drill"]
    list_select_related = ["taker", "complaint"]
    date_hierarchy = None
    exclude = ["number", "number_hash", "notes", "complaint", "callback_note"]
    readonly_fields = ["ticket"]
    told_instead = {"complaint": None, "recording": ""}

    def find_report(self) -> dict[str, Combinable]:
        """A call knows the report it led to."""
        return {"pk": OuterRef("complaint")}

    @admin.display(description="laporan")
    def ticket(self, call: Any) -> str:
        """Return the number of the report; not of one that this person may not read."""
        return HIDDEN if call.is_hidden else str(call.complaint or "-")


@admin.register(NumberBlock)
class NumberBlockAdmin(ReadOnlyAdmin):
    """Who blocked which call's number, why, and until when."""

    list_display = ["made_at", "until", "reason", "made_by", "revoked_at", "revoked_by"]
    list_select_related = ["made_by", "revoked_by"]
    exclude = ["number", "number_hash"]


@admin.register(CallScript)
class CallScriptAdmin(RightFirstAdmin):
    """The letter of a category, and what to read to its callers."""

    list_display = ["category", "letter", "advice"]
    list_editable = ["letter"]
    list_select_related = ["category"]
    search_fields = ["category__name", "advice"]


@admin.register(KnowledgePage)
class KnowledgePageAdmin(RightFirstAdmin):
    """Answers for those who only ask."""

    list_display = ["title", "keywords", "order", "is_active", "updated_at"]
    list_filter = ["is_active"]
    search_fields = ["title", "keywords", "body"]


@admin.register(Landmark)
class LandmarkAdmin(RightFirstAdmin):
    """Places people name; those that are wrong are switched off."""

    list_display = ["name", "village", "uses", "lat", "lng", "is_learned", "is_active"]
    list_filter = ["is_active", "is_learned"]
    list_select_related = ["village"]
    search_fields = ["name", "village__name"]
    autocomplete_fields = ["village"]
    show_full_result_count = False


@admin.register(ServiceLimit)
class ServiceLimitAdmin(RightFirstAdmin):
    """Limits are changed, never added or taken away: code asks for them by name."""

    list_display = ["label", "value", "unit", "share", "source"]
    list_editable = ["value"]
    readonly_fields = ["code"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False

    def save_model(self, request: HttpRequest, obj: ServiceLimit, form: Any, change: bool) -> None:
        """Let the desks hold to it at once."""
        super().save_model(request, obj, form, change)
        forget_limits()
