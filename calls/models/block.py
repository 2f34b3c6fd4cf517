"""Numbers that a supervisor has blocked for a while. A blocked number is still logged."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from jepara_tanggap.encrypted_fields import EncryptedTextField


class BlockQuerySet(models.QuerySet["NumberBlock"]):
    """Blocks by whether they stand."""

    def standing(self, now: datetime) -> BlockQuerySet:
        """Those in force at this moment."""
        return self.filter(revoked_at=None, until__gt=now)

    def over(self, now: datetime) -> BlockQuerySet:
        """Those that ended or were revoked."""
        return self.filter(Q(revoked_at__isnull=False) | Q(until__lte=now))


class NumberBlock(models.Model):
    """A block with its reason; ends by itself, or when a supervisor revokes it."""

    number = EncryptedTextField("nomor")
    number_hash = models.CharField(max_length=64, db_index=True, editable=False)
    reason = EncryptedTextField("alasan", max_length=300, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="oleh", related_name="+")
    made_at = models.DateTimeField("sejak")
    until = models.DateTimeField("sampai")
    revoked_at = models.DateTimeField("dicabut", null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name="dicabut oleh", related_name="+"
    )
    revoke_reason = EncryptedTextField("alasan mencabut", blank=True)

    objects = BlockQuerySet.as_manager()

    class Meta:
        verbose_name = "blokir nomor"
        verbose_name_plural = "blokir nomor"
        ordering = ["-id"]
        indexes = [models.Index(name="block_standing", fields=["until"], condition=Q(revoked_at__isnull=True))]
