"""How long each kind of personal data is kept, and what each run of the clean-up did."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models


class RetentionKind(models.TextChoices):
    """Kinds of data with a period of their own. The words say from when it counts."""

    CALLS = "calls", "Panggilan iseng, sejak panggilan"
    IDENTITY = "identity", "Identitas pelapor dan isi laporan, sejak laporan berakhir"
    PHOTOS = "photos", "Foto, sejak diunggah"
    AUDIT = "audit", "Catatan akses, sejak dicatat (paling singkat 5 tahun)"
    INBOUND = "inbound", "Pesan masuk dari Wadul Bupati, sejak diterima"
    DELIVERIES = "deliveries", "Isi pengiriman yang sudah sampai, sejak ditulis"
    FIELD = "field", "Nama, kata-kata, dan posisi petugas lapangan, sejak kabar terakhir"
    ALERTS = "alerts", "Isi peringatan di kotak masuk OPD, sejak diterima"


class RetentionRule(models.Model):
    """One period. Seeded from data/jepara/retention.csv, edited in the admin."""

    kind = models.CharField("jenis data", max_length=12, choices=RetentionKind.choices, unique=True)
    days = models.PositiveIntegerField("disimpan selama (hari)", validators=[MinValueValidator(1)])
    basis = models.CharField("dasar", max_length=200, blank=True)

    class Meta:
        verbose_name = "masa simpan"
        verbose_name_plural = "masa simpan"
        ordering = ["kind"]

    def __str__(self) -> str:
        return str(self.get_kind_display())


class RetentionRun(models.Model):
    """One run of the clean-up. `results`: per kind {"due", "erased", "held", "failed"}; numbers only."""

    started_at = models.DateTimeField("mulai")
    ended_at = models.DateTimeField("selesai", null=True, blank=True)
    is_dry = models.BooleanField("hanya menghitung", default=False)
    results = models.JSONField("hasil", default=dict)

    class Meta:
        verbose_name = "pembersihan data"
        verbose_name_plural = "pembersihan data"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M}"
