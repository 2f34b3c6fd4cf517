"""The history of a complaint: append-only lines."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models

from complaints.choices import Audience, EventKind, Status
from complaints.models.complaint import Complaint
from dispatch.models import Agency
from jepara_tanggap.encrypted_fields import EncryptedTextField

# What stands where personal words were.
TOMBSTONE = "[dihapus]"
# What people type that a line keeps in `data`, beside its text.
_TYPED_BESIDE = frozenset({"no_proof_reason", "forwarded_to"})


class EventsAreAppendOnly(Exception):
    """Somebody tried to change or delete a line of history."""


class EventQuerySet(models.QuerySet["Event"]):
    """Refuses to change or delete history in bulk."""

    def readable_by_reporter(self) -> EventQuerySet:
        """Return what the reporter may read: everything but internal notes."""
        return self.exclude(audience=Audience.STAFF)

    def update(self, **changes: object) -> int:
        """Refuse; history is only ever added to."""
        raise EventsAreAppendOnly

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refuse; history is only ever added to."""
        raise EventsAreAppendOnly

    def put_tombstones(self, *, complaint_id: int, reporter_name: str) -> int:
        """Replace personal words by a tombstone: the one change history knows, for `complaints.erasure` alone.

        What the reporter wrote, and all that the public could not read, since that is where staff name
        people, and what they typed beside a line's text. That something was said, by whom and when, stays.
        Returns of how many lines the text changed.
        """
        personal = models.Q(actor_name=reporter_name) | ~models.Q(audience=Audience.PUBLIC)
        of_complaint = self.filter(complaint_id=complaint_id)
        for pk, data in of_complaint.exclude(data={}).values_list("pk", "data"):
            if typed := _TYPED_BESIDE.intersection(data):
                super(EventQuerySet, self.filter(pk=pk)).update(data={**data, **dict.fromkeys(typed, TOMBSTONE)})
        lines = of_complaint.exclude(text="").filter(personal)
        return super(EventQuerySet, lines).update(text=TOMBSTONE)


class Event(models.Model):
    """One line of history, written in the same transaction as what it tells."""

    complaint = models.ForeignKey(Complaint, models.PROTECT, verbose_name="laporan", related_name="events")
    kind = models.CharField("jenis", max_length=20, choices=EventKind.choices)
    action = models.CharField("tindakan", max_length=30, blank=True)
    from_status = models.CharField("dari", max_length=12, choices=Status.choices, blank=True)
    to_status = models.CharField("menjadi", max_length=12, choices=Status.choices, blank=True)
    text = EncryptedTextField("keterangan", blank=True)
    audience = models.CharField("pembaca", max_length=10, choices=Audience.choices)
    # Who did it, in words that stay true when the account is gone: "Pelapor", "Dishub", "Sistem".
    actor_name = models.CharField("oleh", max_length=120)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name="petugas", related_name="+"
    )
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, verbose_name="OPD", related_name="+")
    data = models.JSONField("data", default=dict, blank=True)
    created_at = models.DateTimeField("waktu")

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = "riwayat"
        verbose_name_plural = "riwayat"
        ordering = ["id"]
        indexes = [models.Index(name="event_by_complaint", fields=["complaint", "id"])]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.complaint_id}"

    def save(self, *args, **kwargs) -> None:
        """Add the line; refuse to change one that exists."""
        if self.pk is not None:
            raise EventsAreAppendOnly
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        """Refuse; history is only ever added to."""
        raise EventsAreAppendOnly

    @property
    def happened_at(self) -> datetime:
        """When it happened: earlier than its line where a phone without a signal told of it later."""
        told = self.data.get("happened_at")
        return datetime.fromisoformat(told) if told else self.created_at
