"""Who is named to read secret reports of a category. Everybody else does not even learn that they are there."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class SecretReader(models.Model):
    """One person named for one category: an agency's person for its tickets, a county role for all of them."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name="petugas", related_name="secret_readings"
    )
    category = models.ForeignKey("dispatch.Category", models.PROTECT, verbose_name="kategori", related_name="+")
    named_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="ditunjuk oleh", related_name="+"
    )
    named_at = models.DateTimeField("ditunjuk pada")

    class Meta:
        verbose_name = "pembaca laporan rahasia"
        verbose_name_plural = "pembaca laporan rahasia"
        ordering = ["category", "user"]
        constraints = [
            models.UniqueConstraint(
                name="secret_reader_once",
                fields=["user", "category"],
                violation_error_message="Petugas ini sudah ditunjuk untuk kategori itu.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.category}"
