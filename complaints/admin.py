"""Complaints, their history and photos, to look at. Changing them is the lifecycle's business."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from complaints import incident_admin, message_admin, retention_admin  # noqa: F401 - register their pages
from complaints.admin_scope import select_for_admin
from complaints.hold_admin import HoldPages
from complaints.models import Complaint, Event, Photo, PrivacyNotice
from complaints.querysets import ComplaintQuerySet
from complaints.search import search_complaints
from dispatch.admin.base import ReadOnlyAdmin, RightFirstAdmin, show_json

TIMES = [
    "filed_at",
    "updated_at",
    "verify_due_at",
    "respond_due_at",
    "due_at",
    "paused_at",
    "acknowledged_at",
    "en_route_at",
    "on_scene_at",
    "first_answer_at",
    "resolved_at",
    "closed_at",
]
CONSENTS = ["allows_publication", "allows_social", "notice_version"]


class LookInline(admin.TabularInline):
    """Rows of a complaint, to look at."""

    extra = 0
    can_delete = False
    show_change_link = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False


class EventInline(LookInline):
    """The history."""

    model = Event
    fields = ["created_at", "kind", "from_status", "to_status", "actor_name", "user", "audience", "text"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Event]:
        """Fetch who did it in the same statement."""
        return super().get_queryset(request).select_related("user")


class PhotoInline(LookInline):
    """The photos."""

    model = Photo
    fields = ["link", "purpose", "width", "height", "size", "created_at"]
    readonly_fields = ["link", "created_at"]

    @admin.display(description="foto")
    def link(self, photo: Photo) -> SafeString:
        """Return the way to the photo, which checks who asks."""
        return format_html('<a href="{}">Lihat</a>', reverse("complaints:photo", args=[photo.pk]))


@admin.register(Complaint)
class ComplaintAdmin(HoldPages, ReadOnlyAdmin):
    """Every complaint, newest first."""

    list_display = [
        "grouped",
        "category",
        "track",
        "status",
        "agency",
        "district",
        "filed_at",
        "due_at",
        "is_demo",
        "is_drill",
    ]
    list_filter = ["status", "track", "source", "agency", "district", "is_flagged", "is_demo", "is_drill"]
    list_select_related = ["category", "agency", "district"]
    search_fields = ["number"]
    search_help_text = "Nomor tiket, atau kata dari isi laporan."
    inlines = [EventInline, PhotoInline]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "grouped",
                    "desk_link",
                    "category",
                    "track",
                    "status",
                    "version",
                    "source",
                    "is_demo",
                    "is_drill",
                ]
            },
        ),
        ("Penyimpanan", {"fields": ["hold_link", "erased_at"]}),
        ("Isi", {"fields": ["text", "answers_json", "occurred_at"]}),
        ("Tempat", {"fields": ["village", "district", "landmark", "lat", "lng"]}),
        ("Pelapor", {"fields": ["reporter_words", "is_anonymous", "is_secret", "visibility", *CONSENTS]}),
        ("OPD", {"fields": ["agency", "supporting_words", "about_agency", "transfers"]}),
        ("Rute", {"fields": ["routing_explanation", "is_flagged"]}),
        ("Waktu", {"fields": (*TIMES,)}),
        ("Akhir", {"fields": ["merged_into", "forwarded_to"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Complaint]:
        """Fetch what this person may read, and at once what a page shows; a list needs no texts.

        Secret reports are not here at all: those named open them at the desk, where the reason is asked.
        """
        rows = select_for_admin(request)
        if request.resolver_match is not None and str(request.resolver_match.url_name).endswith("changelist"):
            return rows.defer("text", "answers", "mask_edits", "routing_explanation")
        related = rows.select_related("category", "agency", "district", "village", "merged_into", "about_agency")
        return related.defer("village__boundary")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Complaint], search_term: str
    ) -> tuple[QuerySet[Complaint], bool]:
        """Find by number or words, through the full-text index."""
        return (
            search_complaints(cast(ComplaintQuerySet, queryset), search_term) if search_term.strip() else queryset
        ), False

    @admin.display(description="nomor tiket")
    def grouped(self, complaint: Complaint) -> str:
        """Return the number in groups of four."""
        return complaint.grouped_number

    @admin.display(description="halaman petugas")
    def desk_link(self, complaint: Complaint) -> SafeString:
        """Return the way to the ticket page."""
        return format_html('<a href="{}">Buka tiket</a>', reverse("dashboard:ticket", args=[complaint.number]))

    @admin.display(description="jawaban pertanyaan")
    def answers_json(self, complaint: Complaint) -> SafeString:
        """Return the answers laid out."""
        return show_json(complaint.answers)

    @admin.display(description="pelapor")
    def reporter_words(self, complaint: Complaint) -> str:
        """Return whether there is somebody; who it is, the ticket page shows and records."""
        if complaint.is_anonymous:
            return "anonim"
        return "ada; dibuka di halaman tiket" if complaint.reporter_id else "-"

    @admin.display(description="OPD pendukung")
    def supporting_words(self, complaint: Complaint) -> str:
        """Return the supporting agencies."""
        return ", ".join(agency.short_name for agency in complaint.supporting.all()) or "-"


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    """Every line of history, newest first."""

    list_display = ["created_at", "complaint", "kind", "action", "to_status", "actor_name", "audience", "short_text"]
    list_display_links = ["created_at"]
    list_filter = ["kind", "audience"]
    list_select_related = ["complaint"]
    search_fields = ["complaint__number"]
    search_help_text = "Nomor tiket, atau kata dari isi laporan."
    fields = [
        "complaint",
        "kind",
        "action",
        "from_status",
        "to_status",
        "text",
        "audience",
        "actor_name",
        "user",
        "agency",
        "data_json",
        "created_at",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Event]:
        """Fetch what a page shows at once."""
        rows = super().get_queryset(request).filter(complaint__in=select_for_admin(request).values("pk"))
        return rows.select_related("complaint", "user", "agency")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Event], search_term: str
    ) -> tuple[QuerySet[Event], bool]:
        """Find the history of the complaints that carry this number or hold these words."""
        if not search_term.strip():
            return queryset, False
        return queryset.filter(complaint__in=search_complaints(select_for_admin(request), search_term)), False

    @admin.display(description="keterangan")
    def short_text(self, event: Event) -> str:
        """Return the beginning of the text."""
        return Truncator(event.text).chars(80)

    @admin.display(description="data")
    def data_json(self, event: Event) -> SafeString:
        """Return the data laid out."""
        return show_json(event.data)


@admin.register(PrivacyNotice)
class PrivacyNoticeAdmin(RightFirstAdmin):
    """The privacy notice. A change is a new version; what has been in force stays as it was."""

    list_display = ["__str__", "valid_from", "summary"]
    fields = ["version", "valid_from", "summary", "text"]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Begin with the text in force, under the next number."""
        latest = PrivacyNotice.objects.first()
        if latest is None:
            return {"version": "1"}
        following = str(int(latest.version) + 1) if latest.version.isdecimal() else ""
        return {"version": following, "summary": latest.summary, "text": latest.text}

    def has_change_permission(self, request: HttpRequest, obj: PrivacyNotice | None = None) -> bool:
        """Only what nobody can have read yet."""
        return super().has_change_permission(request, obj) and (obj is None or not obj.is_in_force)

    def has_delete_permission(self, request: HttpRequest, obj: PrivacyNotice | None = None) -> bool:
        """Only what nobody can have read yet; never in bulk."""
        return super().has_delete_permission(request, obj) and obj is not None and not obj.is_in_force
