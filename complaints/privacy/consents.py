"""The two optional consents of a report: being shown to the public, and use on social media.

A report's publication rests on the public task (UU 27/2022, article 20 paragraph 2 e) as far as
its category is open, and the reporter may decline it; social media rests on consent alone, and is
off until somebody switches it on. Withdrawing works at once (article 9; the law allows 3x24 hours,
article 40). Columns hold what is true now, events when it was said.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import F
from django.utils import timezone

from complaints.actors import REPORTER
from complaints.choices import Audience, EventKind
from complaints.models import Complaint, Event
from complaints.outgoing import write_alerts, write_update_messages
from complaints.privacy.publication import OPEN_TO_ALL
from dispatch.models import Category, Visibility
from dispatch.outbox import enqueue


class Consent(models.TextChoices):
    """What may be done with a report beyond handling it."""

    PUBLICATION = "publication", "Tampil untuk umum"
    SOCIAL = "social", "Media sosial"


@dataclass(frozen=True)
class Standing:
    """One consent as it stands: its words, and the column that holds it."""

    column: str
    given: str
    withdrawn: str


CONSENTS: dict[str, Standing] = {
    Consent.PUBLICATION: Standing(
        "allows_publication",
        "Pelapor mengizinkan laporan ini tampil untuk umum.",
        "Pelapor menarik izin publikasi. Laporan ini tidak lagi boleh ditampilkan untuk umum.",
    ),
    Consent.SOCIAL: Standing(
        "allows_social",
        "Pelapor mengizinkan laporan ini dipakai di media sosial.",
        "Pelapor menarik izin media sosial. Hapus unggahan yang memuat cerita atau foto laporan ini.",
    ),
}


def may_be_published(category: Category) -> bool:
    """Tell whether reports of this category can be public at all, so that the question makes sense."""
    return category.visibility in OPEN_TO_ALL


def list_offered(complaint: Complaint) -> list[str]:
    """Return the consents this complaint's reporter can give: none where it can never be public."""
    if complaint.is_secret or not may_be_published(complaint.category):
        return []
    return [Consent.PUBLICATION, Consent.SOCIAL]


def change_consents(*, complaint_id: int, wanted: dict[str, bool], now: datetime | None = None) -> list[Event]:
    """Give or withdraw consents for the reporter; return a line of history for each one that changed.

    Withdrawn publication makes the complaint private in the same transaction, and takes social media
    with it; given again it becomes what it was. What is not offered is left alone.
    """
    now = now or timezone.now()
    with transaction.atomic():
        complaint = Complaint.objects.select_for_update(of=("self",)).with_relations().get(pk=complaint_id)
        offered = list_offered(complaint)
        if not wanted.get(Consent.PUBLICATION, complaint.allows_publication):
            wanted = {**wanted, Consent.SOCIAL: False}
        changed = {
            kind: given
            for kind, given in wanted.items()
            if kind in offered and getattr(complaint, CONSENTS[kind].column) != given
        }
        return [_change(complaint, kind, given, now) for kind, given in changed.items()]


def _change(complaint: Complaint, kind: str, given: bool, now: datetime) -> Event:
    values: dict[str, Any] = {CONSENTS[kind].column: given}
    before = complaint.visibility
    if kind == Consent.PUBLICATION:
        values["visibility"] = _find_former_visibility(complaint) if given else Visibility.PRIVATE
    Complaint.objects.filter(pk=complaint.pk).update(**values, version=F("version") + 1, updated_at=now)
    for name, value in values.items():
        setattr(complaint, name, value)
    event = Event.objects.create(
        complaint=complaint,
        kind=EventKind.CONSENT,
        action=f"{'give' if given else 'withdraw'}_{kind}",
        text=CONSENTS[kind].given if given else CONSENTS[kind].withdrawn,
        audience=Audience.REPORTER,
        actor_name=REPORTER.name,
        data={"consent": kind, "given": given, "visibility": before},
        created_at=now,
    )
    _tell_others(complaint, kind, given, event, now)
    return event


def _find_former_visibility(complaint: Complaint) -> str:
    last = complaint.events.filter(kind=EventKind.CONSENT, action=f"withdraw_{Consent.PUBLICATION}").last()
    if last is not None:
        return last.data.get("visibility", complaint.category.visibility)
    return complaint.category.visibility


def _tell_others(complaint: Complaint, kind: str, given: bool, event: Event, now: datetime) -> None:
    """Tell Wadul Bupati about publication; ask the agency to take down what it posted."""
    messages = []
    if kind == Consent.PUBLICATION:
        messages += write_update_messages(complaint=complaint, event=event, actor=REPORTER)
    elif not given:
        messages += write_alerts(
            complaint=complaint, agencies=[complaint.agency], reason=f"event-{event.pk}", ask=event.text
        )
    if messages:
        enqueue(messages=messages, now=now)
