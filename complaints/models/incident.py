"""A major incident (a flood night): many reports gathered under one name, each of which stays a ticket of its own.

Nothing here has to do with `Complaint.merged_into` (two reports of one matter) or with callers who join an
emergency (calls). No state of a report follows from a row here.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from complaints.choices import INCIDENT_ICONS, IncidentAction, IncidentKind
from complaints.models.complaint import Complaint
from complaints.models.event import Event
from jepara_tanggap.encrypted_fields import EncryptedTextField


class MajorIncident(models.Model):
    """One incident. Only complaints.major writes it; a change of its own words or end raises `version`."""

    # Of the form it was opened with: the same form sent twice opens one.
    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField("jenis", max_length=10, choices=IncidentKind.choices)
    name = models.CharField("nama", max_length=120)
    # What reporters and the public may read; empty keeps the incident among staff.
    public_name = models.CharField("nama untuk warga", max_length=120, blank=True, default="")
    area = models.CharField("wilayah", max_length=200, blank=True, default="")
    description = EncryptedTextField("keterangan", max_length=2000, blank=True, default="")
    is_demo = models.BooleanField("contoh", default=False)
    # Set when it is opened and never changed: a drill gathers drills, and nothing else does.
    is_drill = models.BooleanField("latihan", default=False, editable=False)
    version = models.PositiveIntegerField("versi", default=1)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name="dibuka oleh", related_name="+"
    )
    opened_at = models.DateTimeField("dibuka")
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name="ditutup oleh", related_name="+"
    )
    closed_at = models.DateTimeField("ditutup", null=True, blank=True)

    class Meta:
        verbose_name = "kejadian besar"
        verbose_name_plural = "kejadian besar"
        ordering = ["-id"]
        indexes = [models.Index(name="incident_open", fields=["-id"], condition=Q(closed_at__isnull=True))]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """Whether it still gathers reports and stands on the board."""
        return self.closed_at is None

    @property
    def icon(self) -> str:
        """The icon of its kind."""
        return INCIDENT_ICONS[self.kind]


class IncidentMember(models.Model):
    """That a report belongs to an incident, from when to when, and by whom. Never deleted."""

    incident = models.ForeignKey(MajorIncident, models.PROTECT, verbose_name="kejadian besar", related_name="members")
    complaint = models.ForeignKey(Complaint, models.PROTECT, verbose_name="laporan", related_name="+")
    # Of one action, so that the whole of it can be taken back.
    batch = models.UUIDField(editable=False)
    gathered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="dikumpulkan oleh",
        related_name="+",
    )
    gathered_at = models.DateTimeField("dikumpulkan")
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name="dilepas oleh", related_name="+"
    )
    released_at = models.DateTimeField("dilepas", null=True, blank=True)

    class Meta:
        verbose_name = "anggota kejadian besar"
        verbose_name_plural = "anggota kejadian besar"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(name="in_one_incident", fields=["complaint"], condition=Q(released_at__isnull=True))
        ]
        indexes = [
            models.Index(name="members_now", fields=["incident", "complaint"], condition=Q(released_at__isnull=True))
        ]

    def __str__(self) -> str:
        return f"{self.incident_id}: {self.complaint_id}"


class IncidentEvent(models.Model):
    """One line of an incident's own history. Written with what it tells, never changed."""

    incident = models.ForeignKey(MajorIncident, models.PROTECT, verbose_name="kejadian besar", related_name="events")
    action = models.CharField("tindakan", max_length=10, choices=IncidentAction.choices)
    count = models.PositiveIntegerField("banyaknya laporan", default=0)
    actor_name = models.CharField("oleh", max_length=120)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name="petugas", related_name="+"
    )
    created_at = models.DateTimeField("waktu")

    class Meta:
        verbose_name = "riwayat kejadian besar"
        verbose_name_plural = "riwayat kejadian besar"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.get_action_display()} {self.incident_id}"


class IncidentAnswer(models.Model):
    """One answer to the reporters of an incident. Workers write it on ticket after ticket; see IncidentAnswerLine."""

    incident = models.ForeignKey(MajorIncident, models.PROTECT, verbose_name="kejadian besar", related_name="answers")
    # Of the form it was written in: the same form sent twice answers once.
    token = models.UUIDField(unique=True, editable=False)
    text = EncryptedTextField("jawaban", max_length=4000)
    # In whose name it goes out; changes only when somebody else tries again what was refused.
    sender = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="atas nama", related_name="+")
    created_at = models.DateTimeField("ditulis")
    completed_at = models.DateTimeField("selesai", null=True, blank=True)
    # While a worker writes; one that died leaves a lease that runs out.
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "jawaban bersama"
        verbose_name_plural = "jawaban bersama"
        ordering = ["-id"]
        indexes = [
            models.Index(name="joint_answers_open", fields=["id"], condition=Q(completed_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"Jawaban bersama {self.pk}"


class IncidentAnswerLine(models.Model):
    """One report that a joint answer is for. Done with its event, or with the reason why there is none."""

    answer = models.ForeignKey(IncidentAnswer, models.PROTECT, related_name="lines")
    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)
    event = models.OneToOneField(Event, models.PROTECT, null=True, blank=True, related_name="+")
    problem = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "penerima jawaban bersama"
        verbose_name_plural = "penerima jawaban bersama"
        constraints = [models.UniqueConstraint(name="answered_once", fields=["answer", "complaint"])]
        indexes = [
            models.Index(name="lines_waiting", fields=["answer", "id"], condition=Q(done_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.answer_id}: {self.complaint_id}"
