"""Kept counters of calls, so that a report over years costs what its days cost and not its calls."""

from __future__ import annotations

from django.db import models


class CallHour(models.Model):
    """What the calls of one hour came to. Histograms map whole seconds to how many took so long."""

    hour = models.DateTimeField("jam", primary_key=True)
    incoming = models.PositiveIntegerField("masuk", default=0)
    abandoned = models.PositiveIntegerField("putus", default=0)
    answered = models.PositiveIntegerField("dijawab", default=0)
    ticketed = models.PositiveIntegerField("menjadi laporan", default=0)
    joined = models.PositiveIntegerField("menyusul laporan", default=0)
    kinds = models.JSONField("jenis", default=dict)
    answer_seconds = models.JSONField("detik sampai dijawab", default=dict)
    alert_seconds = models.JSONField("detik sampai peringatan", default=dict)
    filing_seconds = models.JSONField("detik sampai selesai dicatat", default=dict)

    class Meta:
        verbose_name = "hitungan per jam"
        verbose_name_plural = "hitungan per jam"


class StaleHour(models.Model):
    """An hour whose calls changed since it was counted."""

    hour = models.DateTimeField(primary_key=True)


class CallDay(models.Model):
    """The hours of one local day added up. `hours` maps hour of the day to kind to how many."""

    day = models.DateField("tanggal", primary_key=True)
    incoming = models.PositiveIntegerField("masuk", default=0)
    abandoned = models.PositiveIntegerField("putus", default=0)
    answered = models.PositiveIntegerField("dijawab", default=0)
    ticketed = models.PositiveIntegerField("menjadi laporan", default=0)
    joined = models.PositiveIntegerField("menyusul laporan", default=0)
    hours = models.JSONField("jenis per jam", default=dict)
    answer_seconds = models.JSONField("detik sampai dijawab", default=dict)
    alert_seconds = models.JSONField("detik sampai peringatan", default=dict)
    filing_seconds = models.JSONField("detik sampai selesai dicatat", default=dict)

    class Meta:
        verbose_name = "hitungan per hari"
        verbose_name_plural = "hitungan per hari"
