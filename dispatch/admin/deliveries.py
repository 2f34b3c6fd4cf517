"""Admin of what goes out and what comes in: where it stands, and a second try."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from dispatch.admin.base import HIDDEN, ReadOnlyAdmin, RightFirstAdmin, show_json
from dispatch.admin.contact_form import AgencyContactForm
from dispatch.admin.duty import DutyShiftInline
from dispatch.models import AgencyContact, Delivery, DeliveryState, InboundMessage, TargetBreaker
from dispatch.outbox import resend, skip

_TONES = {
    DeliveryState.PENDING: "blue",
    DeliveryState.SENDING: "sea",
    DeliveryState.DELIVERED: "green",
    DeliveryState.FAILED: "amber",
    DeliveryState.SKIPPED: "grey",
}
_LONGEST_KEY = 120


def _clean_term(term: str) -> str:
    return term.replace("\x00", "").strip()[:_LONGEST_KEY]


def _guess_subject(term: str) -> str:
    """Return what a ticket's deliveries are filed under, if this is a ticket's number as people write it."""
    digits = "".join(character for character in term if character.isdigit())
    return f"complaint:{digits}"


def _is_secret(delivery: Delivery) -> bool:
    # A message to one person names them, and may hold a code that opens their reports.
    return delivery.channel == "person" or bool(delivery.payload.get("secret_category"))


class DeliveryPages(ReadOnlyAdmin):
    """The outbox, newest first; failed ones can be sent again or let go.

    Registered by `complaints.message_admin`, which knows who may hear of which report.
    """

    list_display = [
        "state_badge",
        "ticket",
        "route",
        "attempts",
        "short_error",
        "next_attempt_at",
        "delivered_at",
    ]
    list_display_links = ["state_badge", "ticket"]
    list_filter = ["state", "channel", "queue"]
    search_fields = ["subject"]
    search_help_text = "Nomor tiket, atau kunci pengiriman, lengkap."
    actions = ["resend_selected", "skip_selected"]
    fieldsets = [
        (None, {"fields": ["state_badge", "channel", "target", "queue", "operation", "subject", "sequence"]}),
        ("Perjalanan", {"fields": ["attempts", "repeats", "outcome_unknown", "next_attempt_at", "lease_until"]}),
        ("Hasil", {"fields": ["last_error", "created_at", "delivered_at", "receipt_json"]}),
        ("Isi", {"fields": ["idempotency_key", "payload_json"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Delivery]:
        """Leave the payloads out of the list."""
        rows = super().get_queryset(request)
        is_list = request.resolver_match is not None and str(request.resolver_match.url_name).endswith("changelist")
        return rows.defer("payload", "receipt") if is_list else rows

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Delivery], search_term: str
    ) -> tuple[QuerySet[Delivery], bool]:
        """Find by ticket number or key, both whole: these have an index."""
        term = _clean_term(search_term)
        if not term:
            return queryset, False
        found = Q(subject=term) | Q(subject=_guess_subject(term)) | Q(idempotency_key=term)
        return queryset.filter(found), False

    def has_resend_permission(self, request: HttpRequest) -> bool:
        """Whoever may change deliveries, though nobody edits one by hand."""
        return request.user.has_perm("dispatch.change_delivery")

    @admin.display(description="keadaan", ordering="state")
    def state_badge(self, delivery: Delivery) -> SafeString:
        """Return the state on the ground of its tone."""
        tone = _TONES[DeliveryState(delivery.state)]
        return format_html('<span class="state state-{}">{}</span>', tone, delivery.get_state_display())

    @admin.display(description="perihal")
    def ticket(self, delivery: Delivery) -> str:
        """Return the ticket's number, or what else this is about."""
        return delivery.subject.removeprefix("complaint:")

    @admin.display(description="pengiriman")
    def route(self, delivery: Delivery) -> str:
        """Return what goes where."""
        return f"{delivery.operation} → {delivery.target}"

    @admin.display(description="galat terakhir")
    def short_error(self, delivery: Delivery) -> str:
        """Return the beginning of the last error."""
        return Truncator(delivery.last_error).chars(80)

    @admin.display(description="muatan")
    def payload_json(self, delivery: Delivery) -> SafeString | str:
        """Return the payload laid out, without the reporter; of a secret report nothing."""
        if _is_secret(delivery):
            return HIDDEN
        payload = delivery.payload
        return show_json({**payload, "reporter": HIDDEN} if payload.get("reporter") else payload)

    @admin.display(description="tanda terima")
    def receipt_json(self, delivery: Delivery) -> SafeString | str:
        """Return the receipt laid out; of a secret report nothing."""
        if _is_secret(delivery):
            return HIDDEN
        return show_json(delivery.receipt) if delivery.receipt else "belum ada"

    @admin.action(description="Kirim ulang yang gagal", permissions=["resend"])
    def resend_selected(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> None:
        """Try failed deliveries again."""
        count = resend(delivery_ids=list(queryset.values_list("pk", flat=True)))
        self._report(request, queryset, count, "dikirim ulang")

    @admin.action(description="Lewati yang gagal", permissions=["resend"])
    def skip_selected(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> None:
        """Let failed deliveries go, so that those behind them may pass."""
        count = skip(delivery_ids=list(queryset.values_list("pk", flat=True)))
        self._report(request, queryset, count, "dilewati")

    def _report(self, request: HttpRequest, queryset: QuerySet[Delivery], count: int, verb: str) -> None:
        if count:
            self.message_user(request, f"{count} pengiriman {verb}.", messages.SUCCESS)
        else:
            self.message_user(request, "Tidak ada yang gagal di antara yang dipilih.", messages.WARNING)


@admin.register(TargetBreaker)
class TargetBreakerAdmin(ReadOnlyAdmin):
    """Targets that fail now, and until when they are left alone."""

    list_display = ["channel", "target", "failures", "open_until"]


class InboundMessagePages(ReadOnlyAdmin):
    """Callbacks that reached us; the filter "Tiket tidak dikenal" lists those nobody could place.

    Registered by `complaints.message_admin`, which knows who may hear of which report.
    """

    list_display = ["received_at", "channel", "state", "subject", "message_id", "short_error"]
    list_filter = ["state", "channel"]
    search_fields = ["subject"]
    search_help_text = "Nomor tiket atau nomor pesan, lengkap."
    fields = ["channel", "message_id", "subject", "state", "received_at", "error", "body_json"]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[InboundMessage], search_term: str
    ) -> tuple[QuerySet[InboundMessage], bool]:
        """Find by ticket or message id, whole."""
        term = _clean_term(search_term)
        return (queryset.filter(Q(subject=term) | Q(message_id=term)) if term else queryset), False

    @admin.display(description="galat")
    def short_error(self, message: InboundMessage) -> str:
        """Return the beginning of the error."""
        return Truncator(message.error).chars(80)

    @admin.display(description="isi")
    def body_json(self, message: InboundMessage) -> SafeString | str:
        """Return the body laid out; of a secret report nothing."""
        sent = Delivery.objects.filter(subject=f"complaint:{message.subject}").order_by("-pk")[:20]
        return HIDDEN if any(_is_secret(delivery) for delivery in sent) else show_json(message.body)


@admin.register(AgencyContact)
class AgencyContactAdmin(RightFirstAdmin):
    """Whom each agency alerts. The address is a secret, so the list shows its kind only."""

    form = AgencyContactForm
    inlines = [DutyShiftInline]

    list_display = ["agency", "name", "kind", "order", "is_active"]
    list_display_links = ["name"]
    list_filter = ["is_active", "agency"]
    list_select_related = ["agency"]
    search_fields = ["name", "agency__short_name"]

    @admin.display(description="lewat")
    def kind(self, contact: Any) -> str:
        """Return the scheme of the address: mailto, tgram, whatsapp."""
        return contact.address.partition("://")[0][:20]
