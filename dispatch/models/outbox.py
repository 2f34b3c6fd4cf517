"""The outbox: one row per message that must reach an outside party. The row is the truth."""

from django.db import models
from django.db.models import Q

from jepara_tanggap.encrypted_fields import EncryptedJSONField


class DeliveryState(models.TextChoices):
    """Where a delivery stands. `skipped` is a person's decision to let a failed one go."""

    PENDING = "pending", "Menunggu"
    SENDING = "sending", "Sedang dikirim"
    DELIVERED = "delivered", "Sampai"
    FAILED = "failed", "Gagal"
    SKIPPED = "skipped", "Dilewati"


OPEN_STATES = (DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.FAILED)


class Delivery(models.Model):
    """One message to one target. Within (channel, target, subject) they go in `sequence` order, but for alerts."""

    channel = models.CharField("kanal", max_length=20)
    target = models.CharField("tujuan", max_length=80)
    queue = models.CharField("antrean", max_length=12, default="default")
    operation = models.CharField("isi", max_length=20)
    subject = models.CharField("perihal", max_length=40)
    sequence = models.PositiveIntegerField("urutan")
    payload = EncryptedJSONField("muatan")
    idempotency_key = models.CharField("kunci", max_length=80, unique=True)
    state = models.CharField("keadaan", max_length=10, choices=DeliveryState.choices, default=DeliveryState.PENDING)
    attempts = models.PositiveIntegerField("percobaan", default=0)
    next_attempt_at = models.DateTimeField("dicoba lagi")
    lease_until = models.DateTimeField("dipegang sampai", null=True, blank=True)
    # An earlier attempt may have been accepted without our hearing of it.
    outcome_unknown = models.BooleanField("hasil belum pasti", default=False)
    repeats = models.PositiveSmallIntegerField("pengulangan", default=0)
    last_error = models.TextField("galat terakhir", blank=True)
    receipt = models.JSONField("tanda terima", null=True, blank=True)
    created_at = models.DateTimeField("dibuat")
    delivered_at = models.DateTimeField("sampai", null=True, blank=True)

    class Meta:
        verbose_name = "pengiriman"
        verbose_name_plural = "pengiriman"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(name="delivery_order", fields=["subject", "channel", "target", "sequence"]),
            models.CheckConstraint(name="delivery_state_known", condition=Q(state__in=DeliveryState.values)),
        ]
        indexes = [
            # Only what is open is ever swept, so history costs nothing.
            models.Index(
                name="delivery_due",
                fields=["queue", "next_attempt_at", "id"],
                condition=Q(state__in=("pending", "sending")),
            ),
            # The nightly comparison looks at the last days only.
            models.Index(name="delivery_done", fields=["channel", "delivered_at"], condition=Q(state="delivered")),
            models.Index(
                name="delivery_to_empty",
                fields=["created_at"],
                condition=Q(state__in=("delivered", "skipped")) & ~Q(payload=""),
            ),
            models.Index(name="delivery_failed", fields=["-id"], condition=Q(state="failed")),
        ]

    def __str__(self) -> str:
        return f"{self.channel}:{self.operation} {self.subject}"


class TargetBreaker(models.Model):
    """Keeps a dead target from eating workers: while open, nothing is sent there but a probe."""

    channel = models.CharField("kanal", max_length=20)
    target = models.CharField("tujuan", max_length=80)
    failures = models.PositiveIntegerField("gagal beruntun", default=0)
    open_until = models.DateTimeField("ditahan sampai", null=True, blank=True)
    opened_at = models.DateTimeField("ditahan sejak", null=True, blank=True)

    class Meta:
        verbose_name = "pemutus arus"
        verbose_name_plural = "pemutus arus"
        constraints = [models.UniqueConstraint(name="breaker_target", fields=["channel", "target"])]

    def __str__(self) -> str:
        return f"{self.channel}:{self.target}"
