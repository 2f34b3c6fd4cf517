"""Admin of the response plans. What agencies do at an emergency is told on its ticket, and changed nowhere else."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.forms import BaseInlineFormSet
from django.http import HttpRequest

from dispatch.admin.base import RightFirstAdmin
from response.models import ResponsePlan, ResponsePlanStep


class ResponsePlanSteps(BaseInlineFormSet):
    """Lines sent together: Django holds rules that bind only some rows against the database, not against each other."""

    def clean(self) -> None:
        """Refuse an agency, or the local district office, that stands in two lines."""
        super().clean()
        seen: set[Any] = set()
        for form in self.forms:
            if form in self.deleted_forms or "agency" not in getattr(form, "cleaned_data", {}):
                continue
            agency = form.cleaned_data["agency"]
            if agency in seen:
                form.add_error("agency", "Ini sudah ada di baris lain rencana ini.")
            seen.add(agency)


class ResponsePlanStepInline(admin.TabularInline):
    """The agencies of a plan. They and their choices are read once for the page, not once for each line."""

    model = ResponsePlanStep
    formset = ResponsePlanSteps
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[ResponsePlanStep]:
        """Return the lines with the agencies that head them."""
        return super().get_queryset(request).select_related("agency")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Return the field of a column, with its choices in hand."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field is not None and db_field.name == "agency":
            field.choices = list(field.choices)  # type: ignore[arg-type]
        return field


@admin.register(ResponsePlan)
class ResponsePlanAdmin(RightFirstAdmin):
    """Who leads, who supports, and what each is asked for; a change counts from the next look at a ticket."""

    list_display = ["category", "place", "count_steps", "is_confirmed", "is_active"]
    list_filter = ["is_confirmed", "is_active", "category"]
    list_select_related = ["category", "district"]
    inlines = [ResponsePlanStepInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ResponsePlan]:
        """Return the plans with how many agencies each has."""
        return super().get_queryset(request).annotate(step_count=Count("steps"))

    @admin.display(description="berlaku di")
    def place(self, plan: ResponsePlan) -> str:
        """Return the district, or that this is for all others."""
        return str(plan.district or "Semua kecamatan")

    @admin.display(description="OPD", ordering="step_count")
    def count_steps(self, plan: Any) -> int:
        """Return how many agencies the plan names."""
        return plan.step_count
