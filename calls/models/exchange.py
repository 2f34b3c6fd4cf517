"""What the telephone exchange said, kept as it came: twice or out of order changes nothing."""

from __future__ import annotations

from django.db import models

from calls.choices import ExchangeEventType


class ExchangeEvent(models.Model):
    """One event; `event_id` makes it count once."""

    event_id = models.CharField(max_length=80, unique=True)
    call = models.ForeignKey("calls.Call", models.PROTECT, related_name="exchange_events")
    type = models.CharField("jenis", max_length=10, choices=ExchangeEventType.choices)
    at = models.DateTimeField("waktu")
    received_at = models.DateTimeField("diterima")

    class Meta:
        verbose_name = "kejadian sentral"
        verbose_name_plural = "kejadian sentral"
        ordering = ["at", "id"]
