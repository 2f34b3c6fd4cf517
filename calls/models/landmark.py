"""Places people name: made in the admin, or learned from what several callers named (`calls.landmarks`)."""

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
    is_learned = models.BooleanField("dipelajari dari panggilan", default=False, editable=False)

    class Meta:
        verbose_name = "patokan"
        verbose_name_plural = "patokan"
        ordering = ["-uses", "name"]
        constraints = [models.UniqueConstraint(name="landmark_once", fields=["village", "name"])]

    def __str__(self) -> str:
        return self.name


class LandmarkHint(models.Model):
    """One caller named a place that is not known yet: keyed hashes, from which neither can be read."""

    place_hash = models.CharField(max_length=64)
    caller_hash = models.CharField(max_length=64)
    seen_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = "petunjuk patokan"
        verbose_name_plural = "petunjuk patokan"
        constraints = [models.UniqueConstraint(name="hint_once", fields=["place_hash", "caller_hash"])]
