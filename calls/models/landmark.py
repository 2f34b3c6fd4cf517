"""Places people name: learned from earlier reports, corrected in the admin."""

from __future__ import annotations

from django.db import models


class Landmark(models.Model):
    """A known place; coordinates in WGS 84 degrees where somebody has pinned it."""

    name = models.CharField("nama", max_length=120)
    village = models.ForeignKey("dispatch.Village", models.CASCADE, verbose_name="desa/kelurahan", related_name="+")
    lat = models.FloatField("lintang", null=True, blank=True)
    lng = models.FloatField("bujur", null=True, blank=True)
    uses = models.PositiveIntegerField("disebut", default=1)
    is_active = models.BooleanField("aktif", default=True)

    class Meta:
        verbose_name = "patokan"
        verbose_name_plural = "patokan"
        ordering = ["-uses", "name"]
        constraints = [models.UniqueConstraint(name="landmark_once", fields=["village", "name"])]

    def __str__(self) -> str:
        return self.name
