"""The changes in the admin, to look at: for those who edit reference data or read the record of access."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from auditlog.models import LogEntry
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from accounts.changes.models import ACTION_WORDS, KeptChange
from accounts.changes.words import describe_changes
from accounts.models import User
from accounts.roles import Right
from dispatch.admin.base import ReadOnlyAdmin


def may_read_changes(user: Any) -> bool:
    """Tell whether this person sees who changed what."""
    return user.is_authenticated and (user.may(Right.EDIT_REFERENCE) or user.may(Right.READ_AUDIT))


def replace_page() -> None:
    """Show our page instead of the one django-auditlog brings."""
    if admin.site.is_registered(LogEntry):
        admin.site.unregister(LogEntry)
    if not admin.site.is_registered(KeptChange):
        admin.site.register(KeptChange, ChangeAdmin)


class ActionFilter(admin.SimpleListFilter):
    """By what was done."""

    title = "tindakan"
    parameter_name = "tindakan"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, str]]:
        """Return what can be chosen."""
        return [(str(action), words) for action, words in ACTION_WORDS.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[KeptChange]) -> QuerySet[KeptChange]:
        """Narrow to the action."""
        chosen = self.value()
        return queryset.filter(action=int(chosen)) if chosen and chosen.isdecimal() else queryset


class ChangeAdmin(ReadOnlyAdmin):
    """Every change, newest first."""

    list_display = ["when", "who", "done", "what", "fields_changed"]
    list_filter = [ActionFilter]
    list_select_related = ["actor", "content_type"]
    search_fields = ["object_repr"]
    search_help_text = "Nama pengguna petugas, atau nama data acuan, lengkap."
    ordering = ["-id"]
    fields = ["when", "who", "address", "done", "what", "table"]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Those who edit reference data, and those who read the record of access."""
        return may_read_changes(request.user)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """The same."""
        return self.has_view_permission(request)

    def get_queryset(self, request: HttpRequest) -> QuerySet[KeptChange]:
        """Changes of accounts are for those who read the record of access."""
        rows = super().get_queryset(request)
        if request.user.may(Right.READ_AUDIT):  # type: ignore[union-attr]
            return rows
        return rows.exclude(content_type__app_label__in=("accounts", "auth"))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[KeptChange], search_term: str
    ) -> tuple[QuerySet[KeptChange], bool]:
        """Find by person, or by the whole name of what was changed."""
        term = search_term.replace("\x00", "").strip()[:150]
        if not term:
            return queryset, False
        user = User.objects.filter(username=term).first()
        return queryset.filter(actor=user) if user else queryset.filter(object_repr=term), False

    @admin.display(description="waktu")
    def when(self, entry: KeptChange) -> datetime:
        """Return the moment."""
        return entry.timestamp

    @admin.display(description="oleh")
    def who(self, entry: KeptChange) -> str:
        """Return the person."""
        return str(entry.actor or "Sistem")

    @admin.display(description="alamat IP")
    def address(self, entry: KeptChange) -> str:
        """Return where it came from."""
        return entry.remote_addr or "-"

    @admin.display(description="tindakan")
    def done(self, entry: KeptChange) -> str:
        """Return what was done."""
        return entry.action_words

    @admin.display(description="data")
    def what(self, entry: KeptChange) -> str:
        """Return the kind and the name of what was changed."""
        return f"{entry.content_type.name}: {entry.object_repr}"

    @admin.display(description="yang diubah")
    def fields_changed(self, entry: KeptChange) -> str:
        """Return the fields in words."""
        return ", ".join(change.field for change in describe_changes(entry))

    @admin.display(description="perubahan")
    def table(self, entry: KeptChange) -> SafeString:
        """Return each field with the value before and after."""
        rows = ((change.field, change.before, change.after) for change in describe_changes(entry))
        return format_html_join("", "<p><strong>{}</strong>: {} → {}</p>", rows)
