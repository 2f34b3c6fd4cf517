"""What arrived: alerts in an agency's in-app inbox, and callbacks from outside systems."""

from django.db import models

from dispatch.models.agencies import Agency
from dispatch.models.categories import Category
from jepara_tanggap.encrypted_fields import EncryptedJSONField, EncryptedTextField


class InboxMessage(models.Model):
    """An alert as the agency sees it in the application; one per delivery key."""

    agency = models.ForeignKey(Agency, models.CASCADE, verbose_name="OPD", related_name="inbox_messages")
    key = models.CharField("kunci", max_length=80, unique=True)
    subject = models.CharField("perihal", max_length=40)
    title = models.CharField("judul", max_length=200)
    text = EncryptedTextField("isi", blank=True)
    path = models.CharField("tautan", max_length=200)
    is_urgent = models.BooleanField("darurat", default=False)
    # Set on alerts of secret reports: only those named for this category find them in the inbox.
    secret_category = models.ForeignKey(
        Category, models.PROTECT, null=True, blank=True, verbose_name="kategori rahasia", related_name="+"
    )
    created_at = models.DateTimeField("diterima")
    seen_at = models.DateTimeField("dilihat", null=True, blank=True)

    class Meta:
        verbose_name = "pesan kotak masuk"
        verbose_name_plural = "pesan kotak masuk"
        ordering = ["-id"]
        indexes = [
            models.Index(name="inbox_unseen", fields=["agency", "-id"], condition=models.Q(seen_at__isnull=True)),
            models.Index(name="inbox_to_empty", fields=["created_at"], condition=~models.Q(text="")),
        ]

    def __str__(self) -> str:
        return self.title


class InboundMessage(models.Model):
    """One callback that reached us, whatever became of it. `message_id` makes it count once."""

    class State(models.TextChoices):
        """What became of a callback."""

        APPLIED = "applied", "Diterapkan"
        STALE = "stale", "Sudah usang"
        UNKNOWN_TICKET = "unknown_ticket", "Tiket tidak dikenal"
        REJECTED = "rejected", "Ditolak"

    channel = models.CharField("kanal", max_length=20)
    message_id = models.CharField("nomor pesan", max_length=120)
    subject = models.CharField("tiket", max_length=40, blank=True)
    body = EncryptedJSONField("isi")
    state = models.CharField("keadaan", max_length=15, choices=State.choices)
    error = models.TextField("galat", blank=True)
    received_at = models.DateTimeField("diterima")

    class Meta:
        verbose_name = "pesan masuk"
        verbose_name_plural = "pesan masuk"
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(name="inbound_once", fields=["channel", "message_id"])]
        indexes = [
            models.Index(name="inbound_by_ticket", fields=["subject"]),
            models.Index(name="inbound_to_empty", fields=["received_at"], condition=~models.Q(body="")),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.message_id}"


class PollCursor(models.Model):
    """How far we have asked an outside system for its changes; opaque to us."""

    channel = models.CharField(max_length=20, primary_key=True)
    value = models.CharField(max_length=200, blank=True)
