"""Admin of the periods of retention, and of what each run did."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.safestring import SafeString

from accounts.audit import KEPT_FOR
from complaints.models import RetentionKind, RetentionRule, RetentionRun
from dispatch.admin.base import ReadOnlyAdmin, RightFirstAdmin, show_json


class RetentionRuleForm(forms.ModelForm):
    """A period; the record of access has a shortest one."""

    def clean_days(self) -> int:
        """Refuse less than five years for the record of access."""
        days = self.cleaned_data["days"]
        if self.instance.kind == RetentionKind.AUDIT and days < KEPT_FOR.days:
            raise ValidationError(f"Catatan akses disimpan paling singkat {KEPT_FOR.days} hari (5 tahun).")
        return days


@admin.register(RetentionRule)
class RetentionRuleAdmin(RightFirstAdmin):
    """How long each kind is kept. The kinds come from the file; only their periods are changed here."""

    form = RetentionRuleForm
    list_display = ["kind", "days", "basis"]
    readonly_fields = ["kind"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody: a kind without a handler would promise what nothing does."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody: without its rule a kind is kept for ever."""
        return False


@admin.register(RetentionRun)
class RetentionRunAdmin(ReadOnlyAdmin):
    """The reports of the nightly clean-up, newest first."""

    list_display = ["started_at", "ended_at", "is_dry", "figures"]
    list_filter = ["is_dry"]
    fields = ["started_at", "ended_at", "is_dry", "results_json"]

    @admin.display(description="dihapus / ditahan / gagal")
    def figures(self, run: RetentionRun) -> str:
        """Return the sums over all kinds."""
        sums = [sum(kind[name] for kind in run.results.values()) for name in ("erased", "held", "failed")]
        return " / ".join(map(str, sums))

    @admin.display(description="hasil")
    def results_json(self, run: RetentionRun) -> SafeString:
        """Return the counts of each kind."""
        return show_json(run.results)
