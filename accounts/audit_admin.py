"""Admin of the record of access: searched and taken out by those with READ_AUDIT; doing so is a line as well."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect, StreamingHttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.safestring import SafeString

from accounts.audit import record_access
from accounts.audit_filters import PeriodFilter, describe_query, find_entries
from accounts.models import AuditAction, AuditCheck, AuditEntry
from accounts.roles import Right
from dispatch.admin.base import ReadOnlyAdmin, show_json
from jepara_tanggap.addresses import client_address
from jepara_tanggap.spreadsheets import answer_csv

HEADER = ["Nomor", "Waktu (WIB)", "Oleh", "Tindakan", "Perihal", "Alasan", "Rincian", "Alamat IP", "Hash"]


class AuditorsOnly(ReadOnlyAdmin):
    """Looked at by those who may read the record, whatever Django's own permissions say."""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Those with READ_AUDIT."""
        return request.user.is_authenticated and request.user.may(Right.READ_AUDIT)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Those with READ_AUDIT."""
        return self.has_view_permission(request)


@admin.register(AuditEntry)
class AuditEntryAdmin(AuditorsOnly):
    """Who looked at whom, newest first."""

    change_list_template = "admin/accounts/auditentry/change_list.html"
    list_display = ["at", "actor", "action", "subject", "reason", "address"]
    list_display_links = ["at", "subject"]
    list_filter = ["action", PeriodFilter]
    search_fields = ["subject"]
    search_help_text = "Nomor tiket, nama pengguna petugas, atau perihal lengkap seperti user:12."
    fieldsets = [
        (None, {"fields": ["at", "actor", "action", "subject", "reason", "detail_json", "address"]}),
        ("Rantai", {"fields": ["previous_hash", "hash"]}),
    ]
    readonly_fields = ["detail_json", "previous_hash", "hash"]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[AuditEntry], search_term: str
    ) -> tuple[QuerySet[AuditEntry], bool]:
        """Find by what has an index."""
        return find_entries(queryset, search_term), False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the list, and record what was looked for."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        # No database of ours keeps a NUL, and PostgreSQL does not look for one either.
        if "%00" in request.GET.urlencode():
            return HttpResponseRedirect(f"?{request.GET.urlencode().replace('%00', '')}")
        _record(request, AuditAction.AUDIT_READ, describe_query(request))
        return super().changelist_view(request, extra_context)

    def get_urls(self) -> list[URLPattern]:
        """Add the export."""
        export = self.admin_site.admin_view(self.export_view)
        return [path("unduh/", export, name="accounts_auditentry_export"), *super().get_urls()]

    def export_view(self, request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
        """Send the lines that the list's search and filters find, and record that they were taken."""
        if not (self.has_view_permission(request) and request.user.may(Right.EXPORT)):  # type: ignore[union-attr]
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        found = self.get_changelist_instance(request).queryset
        entry = _record(request, AuditAction.EXPORTED, describe_query(request))
        rows = _write_rows(found.filter(pk__lt=entry.pk))
        return answer_csv(name=f"catatan-akses-{timezone.localdate()}", header=HEADER, rows=rows)

    @admin.display(description="rincian")
    def detail_json(self, entry: AuditEntry) -> SafeString | str:
        """Return the detail laid out."""
        return show_json(entry.detail) if entry.detail else "tidak ada"


@admin.register(AuditCheck)
class AuditCheckAdmin(AuditorsOnly):
    """What each verification of the chain found."""

    list_display = ["at", "lines", "last_id", "verdict"]
    fields = ["at", "lines", "last_id", "last_hash", "problem"]

    @admin.display(description="hasil")
    def verdict(self, check: AuditCheck) -> str:
        """Return the problem, or that there is none."""
        return check.problem or "Utuh"


def _record(request: HttpRequest, action: AuditAction, asked: dict[str, str]) -> AuditEntry:
    return record_access(
        user=request.user,  # type: ignore[arg-type]
        action=action,
        subject="audit:record",
        detail=asked,
        address=client_address(request),
    )


def _write_rows(entries: QuerySet[AuditEntry]) -> Iterator[list[Any]]:
    for entry in entries.iterator(chunk_size=500):
        at = timezone.localtime(entry.at).strftime("%Y-%m-%d %H:%M:%S")
        action = entry.get_action_display()
        detail = "; ".join(f"{name}: {value}" for name, value in sorted(entry.detail.items()))
        yield [entry.pk, at, entry.actor, action, entry.subject, entry.reason, detail, entry.address, entry.hash]
