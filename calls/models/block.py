"""Numbers that a supervisor has blocked for a while. A blocked number is still logged."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from jepara_tanggap.encrypted_fields import EncryptedTextField


class NumberBlock(models.Model):
    """A block with its reason; ends by itself, or when a supervisor revokes it."""

    number = EncryptedTextField("nomor")
    number_hash = models.CharField(max_length=64, db_index=True, editable=False)
    reason = models.CharField("alasan", max_length=300)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="oleh", related_name="+")
    made_at = models.DateTimeField("sejak")
    until = models.DateTimeField("sampai")
    revoked_at = models.DateTimeField("dicabut", null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name="dicabut oleh", related_name="+"
    )

    class Meta:
        verbose_name = "blokir nomor"
        verbose_name_plural = "blokir nomor"
        ordering = ["-id"]
        indexes = [models.Index(name="block_standing", fields=["until"], condition=Q(revoked_at__isnull=True))]
