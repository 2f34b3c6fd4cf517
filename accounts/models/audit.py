"""Who looked at whom: append-only lines, each holding the hash of the one before."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class AuditAction(models.TextChoices):
    """What was looked at or done."""

    REPORTER_SEEN = "reporter_seen", "Identitas pelapor dibuka"
    SECRET_OPENED = "secret_opened", "Laporan rahasia dibuka"
    EXPORTED = "exported", "Data diunduh"
    AUDIT_READ = "audit_read", "Catatan akses dibaca"
    REQUEST_READ = "request_read", "Permintaan hak pelapor dibaca"
    RIGHTS_SERVED = "rights_served", "Permintaan hak pelapor dilayani"
    STAFF_CHANGED = "staff_changed", "Akun petugas diubah"
    REFERENCE_CHANGED = "reference_changed", "Data acuan diubah"
    MASK_CHANGED = "mask_changed", "Penyamaran teks diubah"
    HOLD_CHANGED = "hold_changed", "Penahanan hukum diubah"
    SAFEGUARD_CHANGED = "safeguard_changed", "OPD yang dilaporkan diubah"
    BREACH_NOTICED = "breach_noticed", "Surat kebocoran disiapkan"
    RETENTION_RUN = "retention_run", "Retensi dijalankan"
    SIGNED_IN = "signed_in", "Masuk"
    SIGN_IN_FAILED = "sign_in_failed", "Gagal masuk"


class AuditEntry(models.Model):
    """One line. `hash` covers this line and the one before it, so that none can be changed or taken out unseen."""

    at = models.DateTimeField("waktu", db_index=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name="petugas", related_name="+"
    )
    # In words that stay true when the account is renamed or gone.
    actor = models.CharField("oleh", max_length=160)
    action = models.CharField("tindakan", max_length=20, choices=AuditAction.choices)
    subject = models.CharField("perihal", max_length=80, help_text="Misalnya complaint:123456789012")
    reason = models.CharField("alasan", max_length=500, blank=True)
    detail = models.JSONField("rincian", default=dict, blank=True)
    address = models.GenericIPAddressField("alamat IP", null=True, blank=True)
    previous_hash = models.CharField(max_length=64, editable=False)
    hash = models.CharField(max_length=64, unique=True, editable=False)

    class Meta:
        verbose_name = "catatan akses"
        verbose_name_plural = "catatan akses"
        ordering = ["-id"]
        indexes = [
            models.Index(name="audit_by_user", fields=["user", "-id"]),
            models.Index(name="audit_by_subject", fields=["subject", "-id"]),
            models.Index(name="audit_by_action", fields=["action", "-id"]),
        ]

    def __str__(self) -> str:
        return f"{self.get_action_display()} {self.subject}"


class AuditCheckpoint(models.Model):
    """Where the record begins after its oldest lines were pruned: the last line that is gone, and its hash.

    The database lets lines go only if a checkpoint covers them and they are older than five years.
    """

    last_id = models.BigIntegerField("baris terakhir yang dihapus", unique=True)
    last_hash = models.CharField("hash", max_length=64)
    at = models.DateTimeField("waktu")

    class Meta:
        verbose_name = "awal catatan akses"
        verbose_name_plural = "awal catatan akses"


class AuditCheck(models.Model):
    """What one verification of the whole chain found. Later ones hold the chain against the heads seen before."""

    at = models.DateTimeField("waktu", db_index=True)
    lines = models.BigIntegerField("baris diperiksa")
    last_id = models.BigIntegerField("baris terakhir")
    last_hash = models.CharField("hash terakhir", max_length=64)
    problem = models.CharField("masalah", max_length=300, blank=True)

    class Meta:
        verbose_name = "pemeriksaan catatan akses"
        verbose_name_plural = "pemeriksaan catatan akses"
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.problem or f"{self.lines} baris utuh"
