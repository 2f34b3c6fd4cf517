"""The outbox and the callbacks in the admin, as far as the person may know of the reports they are about.

`dispatch` carries messages and does not know what a complaint is; so it is here that their pages are registered.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import OuterRef, QuerySet
from django.db.models.expressions import Combinable
from django.db.models.functions import Substr
from django.http import HttpRequest

from complaints.admin_scope import HidingAdmin
from complaints.outgoing import name_subject
from dispatch.admin.base import HIDDEN
from dispatch.admin.deliveries import DeliveryPages, InboundMessagePages
from dispatch.models import Delivery, InboundMessage

_BEFORE_NUMBER = len(name_subject(""))


class _FoundByReport(HidingAdmin):
    """Whoever may not know of a report does not find its messages by its number either."""

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Find by number or key among what this person may know of."""
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        return (found.filter(is_hidden=False) if search_term.strip() else found), may_repeat


@admin.register(Delivery)
class DeliveryAdmin(_FoundByReport, DeliveryPages):
    """The outbox."""

    told_instead = {
        "subject": HIDDEN,
        "idempotency_key": HIDDEN,
        "last_error": "",
        # As of any secret report, of which the page shows nothing.
        "payload": {"secret_category": True},  # nosec B105 - a mark, and no password
    }

    def find_report(self) -> dict[str, Combinable]:
        """A delivery names its report in its subject."""
        return {"number": Substr(OuterRef("subject"), _BEFORE_NUMBER + 1)}


@admin.register(InboundMessage)
class InboundMessageAdmin(_FoundByReport, InboundMessagePages):
    """The callbacks."""

    told_instead = {"subject": HIDDEN, "message_id": HIDDEN, "error": "", "body": HIDDEN}

    def find_report(self) -> dict[str, Combinable]:
        """A callback's subject is the number itself."""
        return {"number": OuterRef("subject")}
