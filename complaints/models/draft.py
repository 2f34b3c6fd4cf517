"""A report while it is being written, so that going back or a lost connection costs nothing."""

from __future__ import annotations

import uuid

from django.db import models

from jepara_tanggap.encrypted_fields import EncryptedJSONField


class Draft(models.Model):
    """The answers so far. `token` is also the idempotency key of the report it becomes."""

    token = models.UUIDField(primary_key=True, default=uuid.uuid4)
    # A random key kept in a cookie: the address alone does not open somebody's draft.
    browser_key = models.CharField(max_length=64)
    data = EncryptedJSONField(default=dict)
    complaint = models.ForeignKey("complaints.Complaint", models.CASCADE, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True, db_index=True)

    class Meta:
        verbose_name = "konsep laporan"
        verbose_name_plural = "konsep laporan"
