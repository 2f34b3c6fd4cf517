"""The complaint, its reporter, and the agencies that support."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any, cast

from django.conf import settings
from django.db import models
from django.db.models import Q

from complaints.choices import ACTIVE, FINAL, STATUS_LOOK, UNFINISHED, Look, Source, Status
from complaints.privacy.publication import is_public
from complaints.querysets import ComplaintQuerySet
from complaints.ticket_numbers import group_number
from dispatch.models import Agency, Category, District, Track, Village, Visibility
from jepara_tanggap.encrypted_fields import EncryptedJSONField, EncryptedTextField, HashField


def normalise_email(email: str) -> str:
    """Return the one spelling an address is found by."""
    return email.strip().lower()


class ReporterQuerySet(models.QuerySet["Reporter"]):
    """Finds people by what is stored as a keyed hash."""

    def with_phone(self, phone: str) -> ReporterQuerySet:
        """Return those with this E.164 number; '' finds nobody."""
        return self._with_hash("phone_hash", phone)

    def with_email(self, email: str) -> ReporterQuerySet:
        """Return those with this address, however its letters are cased; '' finds nobody."""
        return self._with_hash("email_hash", email)

    def _with_hash(self, name: str, value: str) -> ReporterQuerySet:
        wanted = cast(HashField, self.model._meta.get_field(name)).hash_all(value)
        return self.filter(**{f"{name}__in": wanted}) if wanted else self.none()


class Reporter(models.Model):
    """The person who reported; absent when the report is anonymous. Nothing of it is in the open in the database."""

    name = EncryptedTextField("nama", max_length=120, blank=True)
    phone = EncryptedTextField("telepon", max_length=20, blank=True, help_text="E.164, misalnya +6281234567890")
    email = EncryptedTextField("surel", max_length=254, blank=True)
    # For calls and walk-ins; the web form does not ask where somebody lives.
    address = EncryptedTextField("alamat", max_length=300, blank=True, default="")
    phone_hash = HashField(of="phone", purpose="reporter-phone", normalise=str.strip)
    email_hash = HashField(of="email", purpose="reporter-email", normalise=normalise_email)
    # Since then nothing personal is left; the row stays so that figures stay true.
    erased_at = models.DateTimeField("dihapus", null=True, blank=True, editable=False)

    objects = ReporterQuerySet.as_manager()

    class Meta:
        verbose_name = "pelapor"
        verbose_name_plural = "pelapor"
        indexes = [
            models.Index(name="reporter_by_phone", fields=["phone_hash"]),
            models.Index(name="reporter_by_email", fields=["email_hash"]),
        ]

    def __str__(self) -> str:
        return f"Pelapor {self.pk}"

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **options: Any) -> None:
        """Save; the hashes go with what they are of, even if only that is named."""
        if update_fields is not None:
            update_fields = {*update_fields, *(f"{one}_hash" for one in ("phone", "email") if one in update_fields)}
        super().save(*args, update_fields=update_fields, **options)


class Complaint(models.Model):
    """One reported matter. Only `complaints.lifecycle` writes `status`; every change raises `version`."""

    number = models.CharField("nomor tiket", max_length=12, unique=True)
    # Links and PINs are derived from this and a key outside the database.
    access_seed = models.UUIDField(default=uuid.uuid4, editable=False)
    intake_key = models.CharField(max_length=64, unique=True, null=True, editable=False)
    track = models.CharField("jalur", max_length=12, choices=Track.choices)
    category = models.ForeignKey(Category, models.PROTECT, verbose_name="kategori", related_name="+")
    source = models.CharField("asal", max_length=8, choices=Source.choices)
    status = models.CharField("keadaan", max_length=12, choices=Status.choices)
    version = models.PositiveIntegerField("versi", default=1)
    text = models.TextField("isi laporan")
    # {"extra": […], "lifted": […]}: what staff masked besides, and released (complaints.mask_edits).
    mask_edits = EncryptedJSONField("samaran oleh petugas", default=dict, blank=True, editable=False)
    answers = EncryptedJSONField("jawaban pertanyaan", default=list, blank=True)
    village = models.ForeignKey(
        Village, models.PROTECT, null=True, blank=True, verbose_name="desa/kelurahan", related_name="+"
    )
    district = models.ForeignKey(
        District, models.PROTECT, null=True, blank=True, verbose_name="kecamatan", related_name="+"
    )
    # People name their own house here, so it is sealed; the search goes by `text` alone.
    landmark = EncryptedTextField("patokan", max_length=200, blank=True)
    lat = models.FloatField("lintang", null=True, blank=True)
    lng = models.FloatField("bujur", null=True, blank=True)
    occurred_at = models.DateTimeField("waktu kejadian", null=True, blank=True)
    reporter = models.OneToOneField(Reporter, models.PROTECT, null=True, blank=True, verbose_name="pelapor")
    is_anonymous = models.BooleanField("anonim", default=False)
    is_secret = models.BooleanField("rahasia", default=False)
    visibility = models.CharField("keterbukaan", max_length=15, choices=Visibility.choices)
    # What the reporter agreed to (complaints.privacy.consents), and the notice they could read then.
    allows_publication = models.BooleanField("boleh tampil untuk umum", default=True)
    allows_social = models.BooleanField("boleh dipakai di media sosial", default=False)
    # Asked for and granted (article 11): nobody but the reporter sees who it is until it is over.
    is_restricted = models.BooleanField("pemakaian data dibatasi", default=False)
    notice_version = models.CharField("versi pemberitahuan privasi", max_length=10, blank=True)
    agency = models.ForeignKey(Agency, models.PROTECT, verbose_name="OPD", related_name="complaints")
    # The agency a supervisory report is about: it never sees the report, whatever else it is to it.
    about_agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, verbose_name="OPD yang dilaporkan", related_name="+"
    )
    transfers = models.PositiveSmallIntegerField("jumlah pengalihan", default=0)
    supporting = models.ManyToManyField(Agency, through="ComplaintSupport", related_name="supported_complaints")
    routing_explanation = models.TextField("alasan rute", blank=True)
    # While a person has not decided; complaints.flagging writes these. Signs are places in the text, and no words.
    is_flagged = models.BooleanField("perlu dilihat dispatcher", default=False)
    flag_signs = models.JSONField("tanda darurat", default=list, blank=True, editable=False)
    # The message the signs are in; empty for the report itself.
    flag_event = models.ForeignKey(
        "complaints.Event", models.PROTECT, null=True, blank=True, related_name="+", db_index=False, editable=False
    )
    flagged_at = models.DateTimeField("ditandai", null=True, blank=True, editable=False)
    raised_at = models.DateTimeField("dinaikkan menjadi darurat", null=True, blank=True, editable=False)
    is_demo = models.BooleanField("contoh", default=False)
    # Filed for training or an exercise, and for ever: in no figure, and nobody outside is alerted to it.
    is_drill = models.BooleanField("latihan", default=False, editable=False)
    filed_at = models.DateTimeField("masuk")
    updated_at = models.DateTimeField("diperbarui")
    # Of an emergency there is none: it is acknowledged by the clock of its answer.
    verify_due_at = models.DateTimeField("batas verifikasi", null=True, blank=True)
    respond_due_at = models.DateTimeField("batas tanggapan pertama")
    due_at = models.DateTimeField("batas selesai")
    paused_at = models.DateTimeField("tenggat berhenti sejak", null=True, blank=True)
    acknowledged_at = models.DateTimeField("dibaca OPD", null=True, blank=True)
    en_route_at = models.DateTimeField("berangkat", null=True, blank=True)
    on_scene_at = models.DateTimeField("di lokasi", null=True, blank=True)
    first_answer_at = models.DateTimeField("jawaban pertama", null=True, blank=True)
    resolved_at = models.DateTimeField("selesai ditangani", null=True, blank=True)
    closed_at = models.DateTimeField("ditutup", null=True, blank=True)
    # When the next round is due while nobody acknowledges, rounds so far, and how often they began anew.
    escalate_at = models.DateTimeField("eskalasi berikutnya", null=True, blank=True, editable=False)
    escalation_round = models.PositiveSmallIntegerField("putaran eskalasi", default=0, editable=False)
    escalation_cycle = models.PositiveSmallIntegerField(default=0, editable=False)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, verbose_name="digabung ke")
    forwarded_to = models.CharField("diteruskan ke", max_length=160, blank=True)
    wadul_sequence = models.PositiveIntegerField(default=0, editable=False)

    # While a legal hold stands, nothing personal of this complaint is erased; complaints.holds writes these.
    hold_reason = EncryptedTextField("alasan penahanan hukum", blank=True, default="", editable=False)
    hold_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="ditahan oleh",
        related_name="+",
        editable=False,
    )
    hold_since = models.DateTimeField("ditahan sejak", null=True, blank=True, editable=False)
    erased_at = models.DateTimeField("data pribadi dihapus", null=True, blank=True, editable=False)

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        verbose_name = "laporan"
        verbose_name_plural = "laporan"
        ordering = ["-id"]
        constraints = [models.CheckConstraint(name="complaint_status_known", condition=Q(status__in=Status.values))]
        indexes = [
            models.Index(
                name="inbox_by_due", fields=["agency", "due_at", "id"], condition=Q(status__in=sorted(ACTIVE))
            ),
            models.Index(name="inbox_by_status", fields=["agency", "status", "-id"]),
            models.Index(name="inbox_newest", fields=["agency", "-id"]),
            models.Index(name="inbox_by_category", fields=["agency", "category", "-id"]),
            models.Index(name="county_by_category", fields=["category", "-id"]),
            models.Index(name="county_by_status", fields=["status", "-id"]),
            # Every column the figures ask for, so that a year of them is read from here and not from its reports.
            models.Index(
                name="emergency_by_time",
                fields=["filed_at"],
                include=[
                    *("agency", "category", "escalation_round", "raised_at"),
                    *("acknowledged_at", "en_route_at", "on_scene_at", "resolved_at"),
                ],
                condition=Q(track="emergency", is_drill=False),
            ),
            # A handful among millions.
            models.Index(name="drills_newest", fields=["agency", "-id"], condition=Q(is_drill=True)),
            models.Index(name="nearby_recent", fields=["category", "-filed_at"]),
            models.Index(
                name="identity_to_erase",
                fields=["updated_at", "id"],
                condition=Q(erased_at__isnull=True, status__in=sorted(FINAL)),
            ),
            models.Index(name="held", fields=["id"], condition=Q(hold_since__isnull=False)),
            models.Index(
                name="secret_open", fields=["-id"], condition=Q(visibility="secret", status__in=sorted(UNFINISHED))
            ),
            # Only what nobody has acknowledged is ever swept.
            models.Index(name="escalation_due", fields=["escalate_at", "id"], condition=Q(escalate_at__isnull=False)),
            models.Index(
                name="emergency_open",
                fields=["filed_at"],
                condition=Q(track="emergency", status__in=sorted(UNFINISHED)),
            ),
            models.Index(name="flagged_open", fields=["flagged_at", "id"], condition=Q(is_flagged=True)),
            models.Index(name="resolved_waiting", fields=["resolved_at"], condition=Q(status="resolved")),
        ]

    def __str__(self) -> str:
        return group_number(self.number)

    @property
    def status_look(self) -> Look:
        """Colour and icon of the present state."""
        return STATUS_LOOK[self.status]

    @property
    def grouped_number(self) -> str:
        """The ticket number in groups of four digits, to read aloud."""
        return group_number(self.number)

    @property
    def is_emergency(self) -> bool:
        """Whether this went to the agency at once."""
        return self.track == Track.EMERGENCY

    @property
    def is_public(self) -> bool:
        """Whether anybody may read its public part."""
        return is_public(visibility=self.visibility, allows_publication=self.allows_publication)

    @property
    def is_for_named_readers(self) -> bool:
        """Whether only named staff may know of this, and open it with a reason."""
        return self.visibility == Visibility.SECRET

    @property
    def transfer_words(self) -> str:
        """How often this went from one agency to another."""
        return f"Dialihkan {self.transfers} kali"

    @property
    def listed_place(self) -> str:
        """The place as lists and alerts show it: that of a secret report stays inside."""
        return "Rahasia" if self.is_for_named_readers else self.place

    @property
    def place(self) -> str:
        """The place in words, without the landmark."""
        if self.village:
            return f"{self.village}, {self.village.district}"
        return "Lokasi tidak disebut"


class ComplaintSupport(models.Model):
    """An agency that supports the responsible one."""

    complaint = models.ForeignKey(Complaint, models.CASCADE)
    agency = models.ForeignKey(Agency, models.PROTECT)

    class Meta:
        constraints = [models.UniqueConstraint(name="support_once", fields=["complaint", "agency"])]
        indexes = [models.Index(name="support_by_agency", fields=["agency", "-complaint"])]
