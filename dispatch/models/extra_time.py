"""Time that a district is given beyond what a category says: an island is a boat's journey away."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q

from dispatch.models.areas import District
from dispatch.models.categories import Category

MOST = [MaxValueValidator(365)]
NO_EMERGENCY = "Tidak berlaku untuk jalur darurat."


class ExtraTime(models.Model):
    """What is added to a category's limits in one district; of two rows that fit, the one that names the category.

    An emergency is given more time only by a row that names its kind. Reports that are filed keep what they were
    promised.
    """

    district = models.ForeignKey(District, models.CASCADE, verbose_name="kecamatan", related_name="+")
    category = models.ForeignKey(
        Category,
        models.CASCADE,
        null=True,
        blank=True,
        verbose_name="kategori",
        related_name="+",
        help_text="Kosongkan untuk semua kategori yang bukan darurat dan tidak punya baris sendiri.",
    )
    minutes = models.PositiveSmallIntegerField(
        "tambahan tanggapan darurat (menit)", default=0, help_text="Hanya untuk kategori darurat."
    )
    verify_days = models.PositiveSmallIntegerField(
        "tambahan verifikasi (hari kerja)", default=0, validators=MOST, help_text=NO_EMERGENCY
    )
    respond_days = models.PositiveSmallIntegerField(
        "tambahan tanggapan pertama (hari kerja)", default=0, validators=MOST, help_text=NO_EMERGENCY
    )
    resolve_days = models.PositiveSmallIntegerField("tambahan selesai (hari kerja)", default=0, validators=MOST)
    reason = models.CharField("alasan", max_length=200, blank=True)

    class Meta:
        verbose_name = "tambahan tenggat"
        verbose_name_plural = "tambahan tenggat"
        ordering = ["district", F("category").asc(nulls_first=True), "id"]
        constraints = [
            models.UniqueConstraint(
                name="extra_time_once_per_category",
                fields=["district", "category"],
                condition=Q(category__isnull=False),
                violation_error_message="Kategori ini sudah punya tambahan di kecamatan itu.",
            ),
            models.UniqueConstraint(
                name="extra_time_once_per_district",
                fields=["district"],
                condition=Q(category__isnull=True),
                violation_error_message="Kecamatan ini sudah punya tambahan untuk semua kategori.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.district}: {self.category or 'semua kategori'}"

    def clean(self, *more: Any) -> None:
        """Refuse a step that would be due after the one that follows it. Raises ValidationError."""
        days = [self.verify_days, self.respond_days, self.resolve_days]
        is_emergency = self.category is not None and self.category.is_emergency
        if None not in days and not is_emergency and days != sorted(days):
            words = "Urutkan tambahannya: verifikasi paling sedikit, lalu tanggapan pertama, lalu selesai."
            raise ValidationError({"resolve_days": words})
