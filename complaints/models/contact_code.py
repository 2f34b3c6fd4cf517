"""One-time codes by which a person shows that a phone or an e-mail address is theirs."""

from __future__ import annotations

from django.db import models


class ContactCode(models.Model):
    """One code, as keyed hashes only: neither the contact nor the code can be read from the row."""

    kind = models.CharField("lewat", max_length=5, choices=[("phone", "telepon"), ("email", "surel")])
    contact_hash = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    tries = models.PositiveSmallIntegerField("percobaan", default=0)
    expires_at = models.DateTimeField("berlaku sampai", db_index=True)
    used_at = models.DateTimeField("dipakai", null=True, blank=True)

    class Meta:
        verbose_name = "kode kontak"
        verbose_name_plural = "kode kontak"
