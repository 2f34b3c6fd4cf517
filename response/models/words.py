"""What was said from the field: taps, and whether the crew is well."""

from __future__ import annotations

from django.db import models

from dispatch.models import AgencyContact
from jepara_tanggap.encrypted_fields import EncryptedTextField
from response.choices import TapKind, Via
from response.models.engagement import Engagement


class Tap(models.Model):
    """One tap, kept once however often the phone sends it: `key` was made there when the finger came down."""

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="taps")
    contact = models.ForeignKey(AgencyContact, models.SET_NULL, null=True, related_name="+")
    key = models.UUIDField()
    kind = models.CharField("ketukan", max_length=10, choices=TapKind.choices)
    via = models.CharField("lewat", max_length=8, choices=Via.choices)
    text = EncryptedTextField("keterangan", max_length=1000, blank=True, default="")
    happened_at = models.DateTimeField("terjadi")
    received_at = models.DateTimeField("sampai")
    # The state it brought the complaint to; empty where it is a word and no more.
    moved_to = models.CharField("menjadi", max_length=12, blank=True, default="")

    class Meta:
        verbose_name = "ketukan dari lapangan"
        verbose_name_plural = "ketukan dari lapangan"
        ordering = ["id"]
        # A page without scripts has one key for all its buttons.
        constraints = [models.UniqueConstraint(name="tap_once", fields=["engagement", "key", "kind"])]


class CrewCheck(models.Model):
    """One question whether the crew is well, and its answer."""

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="checks")
    asked_at = models.DateTimeField("ditanya")
    answered_at = models.DateTimeField("dijawab", null=True, blank=True)

    class Meta:
        verbose_name = "tanya keselamatan regu"
        verbose_name_plural = "tanya keselamatan regu"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(name="crew_check_once", fields=["engagement", "asked_at"])]
