"""A ticket leaving an agency: what that agency may still read of it."""

from __future__ import annotations

from django.db import models

from complaints.choices import Status
from complaints.models.complaint import Complaint
from complaints.models.event import Event
from complaints.querysets import HandoverQuerySet
from dispatch.models import Agency


class Handover(models.Model):
    """One transfer, written with its event. `agency` reads the ticket as it was up to that event, no further."""

    complaint = models.ForeignKey(Complaint, models.PROTECT, verbose_name="laporan", related_name="handovers")
    agency = models.ForeignKey(Agency, models.PROTECT, verbose_name="OPD asal", related_name="+")
    to_agency = models.ForeignKey(Agency, models.PROTECT, verbose_name="OPD tujuan", related_name="+")
    event = models.OneToOneField(Event, models.PROTECT, verbose_name="riwayat", related_name="handover")
    status = models.CharField("keadaan saat itu", max_length=12, choices=Status.choices)
    left_at = models.DateTimeField("dialihkan")

    objects = HandoverQuerySet.as_manager()

    class Meta:
        verbose_name = "pengalihan"
        verbose_name_plural = "pengalihan"
        ordering = ["-id"]
        indexes = [
            models.Index(name="handover_by_agency", fields=["agency", "-id"]),
            models.Index(name="handover_of_ticket", fields=["complaint", "agency", "-id"]),
        ]

    def __str__(self) -> str:
        return f"{self.complaint}: {self.agency} → {self.to_agency}"
