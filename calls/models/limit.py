"""The limits of the call room as data: seconds, counts and shares, each with its source."""

from __future__ import annotations

from django.db import models


class ServiceLimit(models.Model):
    """One limit. `share` is the percentage of cases that should hold it; empty where all should."""

    code = models.CharField("kode", max_length=30, primary_key=True)
    label = models.CharField("batas", max_length=120)
    value = models.PositiveIntegerField("nilai")
    unit = models.CharField("satuan", max_length=20)
    share = models.PositiveSmallIntegerField("bagian (%)", null=True, blank=True)
    source = models.CharField("sumber", max_length=160, blank=True)

    class Meta:
        verbose_name = "batas layanan"
        verbose_name_plural = "batas layanan"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.label
