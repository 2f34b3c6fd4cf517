"""Emergencies of months that are over, as figures read them."""

from __future__ import annotations

from django.db import models


class EmergencyMonth(models.Model):
    """The emergencies of one local month, named by its first day, packed as `calls.emergency_rows` has them."""

    month = models.DateField("bulan", primary_key=True)
    packed = models.BinaryField("baris", default=bytes)

    class Meta:
        verbose_name = "darurat per bulan"
        verbose_name_plural = "darurat per bulan"


class MonthMark(models.Model):
    """An emergency of this month changed after the month was over; the database itself writes it (migration 0009)."""

    month = models.DateField(db_index=True)
