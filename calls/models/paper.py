"""Paper for the time without a system: printed number series, and the forms typed in afterwards."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from jepara_tanggap.encrypted_fields import EncryptedTextField


class PaperPack(models.Model):
    """A printed pack and the numbers of its forms; no number is printed twice."""

    first = models.PositiveIntegerField("nomor pertama", unique=True)
    last = models.PositiveIntegerField("nomor terakhir")
    made_at = models.DateTimeField("dicetak")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name="oleh", related_name="+"
    )

    class Meta:
        verbose_name = "paket cetak"
        verbose_name_plural = "paket cetak"
        ordering = ["-first"]
        constraints = [models.CheckConstraint(name="pack_has_forms", condition=Q(last__gte=F("first")))]


class PaperForm(models.Model):
    """A form that was typed in: `taken_at` is when the call was taken on paper, `typed_at` when it was typed."""

    number = models.PositiveIntegerField("nomor formulir", unique=True)
    complaint = models.OneToOneField(
        "complaints.Complaint", models.PROTECT, verbose_name="laporan", related_name="paper_form"
    )
    taken_at = models.DateTimeField("diterima di kertas")
    taken_by = EncryptedTextField("diterima oleh", max_length=120)
    typed_at = models.DateTimeField("diketik")
    typed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="diketik oleh", related_name="+"
    )
    was_over = models.BooleanField("sudah selesai saat diketik", default=False)

    class Meta:
        verbose_name = "formulir kertas"
        verbose_name_plural = "formulir kertas"
        ordering = ["-id"]
