"""One phone call. Most of them lead to no complaint, and none is ever dropped by software."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from calls.choices import CALL_LOOK, NUISANCE, Callback, CallKind, Direction
from complaints.choices import Look
from jepara_tanggap.encrypted_fields import EncryptedTextField


class Call(models.Model):
    """A call with its clocks. `number` is E.164 where it can be read so; empty when withheld."""

    exchange_id = models.CharField("nomor sentral", max_length=80, unique=True, null=True, blank=True)
    direction = models.CharField("arah", max_length=3, choices=Direction.choices, default=Direction.IN)
    number = EncryptedTextField("nomor penelepon", blank=True)
    # Keyed, so that earlier calls are found while the number itself stays unreadable.
    number_hash = models.CharField(max_length=64, blank=True, editable=False)
    rang_at = models.DateTimeField("berdering")
    answered_at = models.DateTimeField("dijawab", null=True, blank=True)
    ended_at = models.DateTimeField("berakhir", null=True, blank=True)
    taker = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="penerima",
        related_name="calls",
    )
    taken_at = models.DateTimeField("diambil", null=True, blank=True)
    # The last sign of life of the desk that has it; see `calls.desk`.
    desk_seen_at = models.DateTimeField("meja terakhir terlihat", null=True, blank=True)
    kind = models.CharField("jenis", max_length=12, choices=CallKind.choices, blank=True)
    closed_at = models.DateTimeField("ditentukan", null=True, blank=True)
    topic = models.ForeignKey(
        "calls.KnowledgePage", models.SET_NULL, null=True, blank=True, verbose_name="topik", related_name="+"
    )
    notes = EncryptedTextField("catatan", blank=True)
    complaint = models.ForeignKey(
        "complaints.Complaint", models.PROTECT, null=True, blank=True, verbose_name="laporan", related_name="calls"
    )
    has_joined = models.BooleanField("menyusul laporan yang ada", default=False)
    recording = models.CharField("rekaman", max_length=200, blank=True)
    callback = models.CharField("telepon balik", max_length=10, choices=Callback.choices, blank=True)
    callback_at = models.DateTimeField("waktu telepon balik", null=True, blank=True)
    callback_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name="oleh", related_name="+"
    )
    callback_note = EncryptedTextField("keterangan telepon balik", max_length=200, blank=True)
    is_drill = models.BooleanField("latihan", default=False)
    # When it was typed, if that was after the fact (paper forms of an outage).
    typed_at = models.DateTimeField("diketik", null=True, blank=True)

    class Meta:
        verbose_name = "panggilan"
        verbose_name_plural = "panggilan"
        ordering = ["-rang_at", "-id"]
        indexes = [
            models.Index(name="call_open", fields=["rang_at"], condition=Q(closed_at__isnull=True)),
            models.Index(name="call_by_number", fields=["number_hash", "-rang_at"], condition=~Q(number_hash="")),
            models.Index(name="call_by_time", fields=["-rang_at", "-id"]),
            models.Index(name="call_back", fields=["rang_at"], condition=Q(callback="waiting")),
        ]

    def __str__(self) -> str:
        return f"Panggilan {self.pk}"

    @property
    def look(self) -> Look:
        """Colour and icon of what the call was."""
        return CALL_LOOK[self.kind]

    @property
    def is_nuisance(self) -> bool:
        """Whether it was a prank or nobody spoke."""
        return self.kind in NUISANCE
