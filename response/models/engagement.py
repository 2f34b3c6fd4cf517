"""One agency at one complaint: what it is asked for, and how far it is."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from complaints.choices import Look
from complaints.models import Complaint
from dispatch.models import Agency, AgencyContact
from jepara_tanggap.encrypted_fields import EncryptedTextField
from response.choices import RUNG_LOOK, EngagementRole, Rung, Via

# The same as `Engagement.calls_for_help`, for the database.
_CALLS_FOR_HELP = (
    Q(needs_help_at__isnull=False)
    & (Q(help_settled_at=None) | Q(needs_help_at__gt=F("help_settled_at")))
    & (Q(done_at=None) | Q(needs_help_at__gt=F("done_at")))
)
# The crews that need somebody, said as the index `crew_needing` says it.
NEEDS_SOMEBODY = Q(crew_alarm_at__isnull=False) | _CALLS_FOR_HELP


class Engagement(models.Model):
    """One agency at one complaint. Made when the agency is first asked, sees it or says something; never by filing.

    Each stamp is when it happened, as far as anybody knows; the earliest word for it counts. "Handed over" and
    "delivered" stand in the outbox alone (response.ladder).
    """

    complaint = models.ForeignKey(Complaint, models.PROTECT, verbose_name="laporan", related_name="engagements")
    agency = models.ForeignKey(Agency, models.PROTECT, verbose_name="OPD", related_name="+")
    role = models.CharField("peran", max_length=8, choices=EngagementRole.choices)
    asked_for = EncryptedTextField("yang diminta", max_length=300, blank=True, default="")
    seen_at = models.DateTimeField("dilihat", null=True, blank=True)
    accepted_at = models.DateTimeField("diterima", null=True, blank=True)
    declined_at = models.DateTimeField("ditolak", null=True, blank=True)
    declined_reason = EncryptedTextField("alasan menolak", max_length=300, blank=True, default="")
    en_route_at = models.DateTimeField("berangkat", null=True, blank=True)
    on_scene_at = models.DateTimeField("di lokasi", null=True, blank=True)
    done_at = models.DateTimeField("selesai", null=True, blank=True)
    # The last call for help, and when somebody took care of it.
    needs_help_at = models.DateTimeField("butuh bantuan", null=True, blank=True)
    needs_help_text = EncryptedTextField("bantuan yang dibutuhkan", max_length=300, blank=True, default="")
    help_settled_at = models.DateTimeField("bantuan ditangani", null=True, blank=True)
    # Who spoke last for the agency, and how.
    by = EncryptedTextField("oleh", max_length=120, blank=True, default="")
    via = models.CharField("lewat", max_length=8, choices=Via.choices, blank=True, default="")
    words = EncryptedTextField("kata-katanya", max_length=1000, blank=True, default="")
    # The latest position somebody sent, in WGS 84 degrees.
    lat = models.DecimalField("lintang", max_digits=9, decimal_places=6, null=True, blank=True)
    lng = models.DecimalField("bujur", max_digits=9, decimal_places=6, null=True, blank=True)
    position_at = models.DateTimeField("posisi pada", null=True, blank=True)
    # Whose telephone spoke last: asked first whether the crew is well.
    contact = models.ForeignKey(AgencyContact, models.SET_NULL, null=True, blank=True, related_name="+")
    # When the crew is asked next, its last sign of life, and since when it has been silent for too long.
    check_at = models.DateTimeField("ditanya berikutnya", null=True, blank=True)
    well_at = models.DateTimeField("kabar terakhir", null=True, blank=True)
    crew_alarm_at = models.DateTimeField("regu tidak menjawab sejak", null=True, blank=True)
    # Since then neither name, word nor position of anybody is left.
    forgotten_at = models.DateTimeField("dilupakan", null=True, blank=True, editable=False)
    created_at = models.DateTimeField("dibuat")
    updated_at = models.DateTimeField("diperbarui")

    class Meta:
        verbose_name = "OPD yang bergerak"
        verbose_name_plural = "OPD yang bergerak"
        ordering = ["complaint", "role", "id"]
        constraints = [models.UniqueConstraint(name="engagement_once", fields=["complaint", "agency"])]
        indexes = [
            models.Index(name="crew_check_due", fields=["check_at"], condition=Q(check_at__isnull=False)),
            # Read each second, whatever became of the report.
            models.Index(name="crew_needing", fields=["complaint"], condition=NEEDS_SOMEBODY),
            models.Index(name="engagement_to_forget", fields=["updated_at"], condition=Q(forgotten_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.agency} pada {self.complaint}"

    @property
    def rung(self) -> str:
        """The highest rung this agency's own words reach; empty before it has been seen."""
        if self.done_at:
            return Rung.DONE
        if self.on_scene_at:
            return Rung.ON_SCENE
        if self.en_route_at:
            return Rung.EN_ROUTE
        if self.has_declined:
            return Rung.DECLINED
        if self.accepted_at:
            return Rung.ACCEPTED
        return Rung.SEEN if self.seen_at else ""

    @property
    def rung_look(self) -> Look | None:
        """Colour and icon of the rung."""
        return RUNG_LOOK.get(self.rung)

    @property
    def has_declined(self) -> bool:
        """Whether no is its last answer: an agency may think better of it, either way."""
        return _is_after(self.declined_at, self.accepted_at)

    @property
    def is_out(self) -> bool:
        """Whether a crew of it is on its way or there, and has not finished."""
        return bool(self.en_route_at or self.on_scene_at) and self.done_at is None

    @property
    def calls_for_help(self) -> bool:
        """Whether somebody out there asked for help, and nobody has taken care of it since."""
        return _is_after(self.needs_help_at, self.help_settled_at) and _is_after(self.needs_help_at, self.done_at)


def _is_after(moment: datetime | None, other: datetime | None) -> bool:
    return moment is not None and (other is None or moment > other)
