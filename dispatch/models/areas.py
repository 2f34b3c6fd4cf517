"""Kecamatan and desa, with Kemendagri codes and WGS 84 coordinates in degrees."""

from django.db import models


class District(models.Model):
    """A kecamatan."""

    code = models.CharField("kode", max_length=13, primary_key=True)
    name = models.CharField("nama", max_length=80)
    lat = models.FloatField("lintang")
    lng = models.FloatField("bujur")

    class Meta:
        verbose_name = "kecamatan"
        verbose_name_plural = "kecamatan"
        ordering = ["name"]

    def __str__(self) -> str:
        return f"Kec. {self.name}"


class Village(models.Model):
    """A desa or kelurahan; `boundary` is a GeoJSON geometry ([lng, lat], RFC 7946)."""

    class Kind(models.TextChoices):
        """Which of the two it is."""

        DESA = "desa", "Desa"
        KELURAHAN = "kelurahan", "Kelurahan"

    code = models.CharField("kode", max_length=13, primary_key=True)
    name = models.CharField("nama", max_length=80, db_index=True)
    kind = models.CharField("jenis", max_length=10, choices=Kind.choices)
    district = models.ForeignKey(District, models.PROTECT, verbose_name="kecamatan", related_name="villages")
    postcode = models.CharField("kode pos", max_length=5, blank=True)
    lat = models.FloatField("lintang")
    lng = models.FloatField("bujur")
    boundary = models.JSONField("batas", default=dict)

    class Meta:
        verbose_name = "desa/kelurahan"
        verbose_name_plural = "desa/kelurahan"
        ordering = ["name", "code"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.name}"
