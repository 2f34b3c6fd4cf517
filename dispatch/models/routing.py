"""Exceptions to a category's own agency, per village or per district."""

from django.db import models
from django.db.models import Q

from dispatch.models.agencies import Agency
from dispatch.models.areas import District, Village
from dispatch.models.categories import Category


class RoutingOverride(models.Model):
    """In this village or district, this category goes to another agency."""

    category = models.ForeignKey(Category, models.CASCADE, verbose_name="kategori", related_name="overrides")
    village = models.ForeignKey(Village, models.CASCADE, null=True, blank=True, verbose_name="desa/kelurahan")
    district = models.ForeignKey(District, models.CASCADE, null=True, blank=True, verbose_name="kecamatan")
    agency = models.ForeignKey(Agency, models.PROTECT, verbose_name="OPD penanggung jawab", related_name="+")
    reason = models.CharField("alasan", max_length=200, blank=True)
    is_active = models.BooleanField("aktif", default=True)

    class Meta:
        verbose_name = "pengecualian rute"
        verbose_name_plural = "pengecualian rute"
        ordering = ["category", "id"]
        constraints = [
            models.CheckConstraint(
                name="override_has_one_place",
                condition=Q(village__isnull=False, district__isnull=True)
                | Q(village__isnull=True, district__isnull=False),
                violation_error_message="Isi desa/kelurahan atau kecamatan, salah satu saja.",
            ),
            models.UniqueConstraint(
                name="override_once_per_village",
                fields=["category", "village"],
                condition=Q(village__isnull=False),
                violation_error_message="Kategori ini sudah punya pengecualian di desa/kelurahan itu.",
            ),
            models.UniqueConstraint(
                name="override_once_per_district",
                fields=["category", "district"],
                condition=Q(district__isnull=False),
                violation_error_message="Kategori ini sudah punya pengecualian di kecamatan itu.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category} di {self.village or self.district} → {self.agency}"
