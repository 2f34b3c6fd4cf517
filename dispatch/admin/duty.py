"""Admin of duty rotas and escalation."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from dispatch.admin.base import RightFirstAdmin
from dispatch.escalation_plan import forget_plans
from dispatch.models import DutyShift, EscalationStep


class DutyShiftInline(admin.TabularInline):
    """When a contact is on duty."""

    model = DutyShift
    extra = 0


@admin.register(EscalationStep)
class EscalationStepAdmin(RightFirstAdmin):
    """Whom each round alerts. Steps are cached for half a minute; a change counts at once."""

    list_display = ["place", "round", "after_minutes", "whom", "repeat_minutes"]
    list_display_links = ["place", "round"]
    list_filter = ["district"]
    list_select_related = ["district"]

    @admin.display(description="berlaku di")
    def place(self, step: EscalationStep) -> str:
        """Return the district, or that this is for all others."""
        return str(step.district or "Semua kecamatan")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save, and forget the cached plans."""
        super().save_model(request, obj, form, change)
        forget_plans()

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Delete, and forget the cached plans."""
        super().delete_model(request, obj)
        forget_plans()

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        """Delete several, and forget the cached plans."""
        super().delete_queryset(request, queryset)
        forget_plans()
