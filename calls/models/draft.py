"""What a call taker has typed so far: kept on the server within two seconds, so that no crash costs a word."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from complaints.choices import Source
from jepara_tanggap.encrypted_fields import EncryptedJSONField


class DeskDraft(models.Model):
    """A report being taken by phone or across the counter. Every write raises `version`."""

    token = models.UUIDField(primary_key=True, default=uuid.uuid4)
    # Absent for somebody who came in person.
    call = models.OneToOneField("calls.Call", models.CASCADE, null=True, related_name="draft")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    source = models.CharField("asal", max_length=8, choices=Source.choices, default=Source.CALL)
    is_drill = models.BooleanField("latihan", default=False)
    data = EncryptedJSONField(default=dict)
    # What has gone out already; the difference is what an update must still tell.
    told = EncryptedJSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    complaint = models.ForeignKey("complaints.Complaint", models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True, db_index=True)

    class Meta:
        verbose_name = "konsep meja panggilan"
        verbose_name_plural = "konsep meja panggilan"
