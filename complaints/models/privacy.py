"""The notice at collection, in versions that stay as they were read."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone


class NoticeIsInForce(Exception):
    """Somebody tried to change or delete a notice that people may have read already."""


class PrivacyNoticeQuerySet(models.QuerySet["PrivacyNotice"]):
    """Refuses to change or delete in bulk what may have been read."""

    def update(self, **changes: object) -> int:
        """Refuse; a change is a new version."""
        raise NoticeIsInForce

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refuse; a notice still to come is deleted one by one."""
        raise NoticeIsInForce


class PrivacyNotice(models.Model):
    """One version of the notice. From `valid_from` on it can be read, and is never changed again."""

    version = models.SlugField("versi", max_length=10, unique=True, help_text="Angka berikutnya, misalnya 2.")
    summary = models.CharField(
        "satu kalimat", max_length=250, help_text="Tampil di halaman melapor, dengan tautan ke teks lengkap."
    )
    text = models.TextField(
        "teks lengkap",
        help_text='Baris yang diawali "## " menjadi judul bagian, "- " menjadi butir; baris kosong memisahkan alinea.',
    )
    valid_from = models.DateTimeField(
        "berlaku sejak", help_text="Sejak saat itu teks ini tampil dan tidak dapat diubah lagi."
    )

    objects = PrivacyNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = "pemberitahuan privasi"
        verbose_name_plural = "pemberitahuan privasi"
        ordering = ["-valid_from", "-id"]

    def __str__(self) -> str:
        return f"versi {self.version}"

    def save(self, *args, **kwargs) -> None:
        """Save; refuse to change a version that has been in force."""
        self._refuse_if_read()
        super().save(*args, **kwargs)

    @property
    def is_in_force(self) -> bool:
        """Whether people may have read it."""
        return self.valid_from <= timezone.now()

    def clean(self) -> None:
        """Refuse a new version in the past: nobody was told of it then."""
        if self.pk is None and self.valid_from and self.is_in_force:
            raise ValidationError({"valid_from": "Pilih waktu yang akan datang, paling cepat beberapa menit lagi."})

    def delete(self, *args, **kwargs):
        """Delete; refuse for a version that has been in force."""
        self._refuse_if_read()
        return super().delete(*args, **kwargs)

    def _refuse_if_read(self) -> None:
        stored = PrivacyNotice.objects.filter(pk=self.pk).first() if self.pk is not None else None
        if stored is not None and stored.is_in_force:
            raise NoticeIsInForce
