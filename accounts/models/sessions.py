"""Where somebody is signed in, and the links by which a person gets a password."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone


class StaffSession(models.Model):
    """One browser in which a person is signed in; the session itself is Django's."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name="petugas", related_name="staff_sessions"
    )
    session_key = models.CharField(max_length=40, unique=True, editable=False)
    address = models.GenericIPAddressField("alamat IP", null=True)
    agent = models.CharField("peramban", max_length=300, blank=True)
    began_at = models.DateTimeField("masuk", default=timezone.now)
    last_seen_at = models.DateTimeField("terakhir terlihat", default=timezone.now)

    class Meta:
        verbose_name = "sesi"
        verbose_name_plural = "sesi"
        ordering = ["-last_seen_at", "-id"]

    def __str__(self) -> str:
        return f"{self.user_id} {self.began_at:%Y-%m-%d %H:%M}"


class Invitation(models.Model):
    """A link that sets a password once: for a new person, or after a reset. Only its hash is kept."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name="petugas", related_name="invitations"
    )
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, verbose_name="dibuat oleh", related_name="+"
    )
    created_at = models.DateTimeField("dibuat", default=timezone.now)
    expires_at = models.DateTimeField("berlaku sampai")
    used_at = models.DateTimeField("dipakai", null=True)

    class Meta:
        verbose_name = "undangan"
        verbose_name_plural = "undangan"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.user_id} {self.expires_at:%Y-%m-%d %H:%M}"
