"""Photos of a report and of its handling, always re-encoded by us."""

from __future__ import annotations

import uuid

from django.db import models

from complaints.choices import PhotoPurpose
from complaints.models.complaint import Complaint
from complaints.models.draft import Draft
from complaints.models.event import Event


class KeptPhotos(models.Manager["Photo"]):
    """Photos that still have a file."""

    def get_queryset(self) -> models.QuerySet[Photo]:
        """Leave out what retention has erased."""
        return super().get_queryset().filter(erased_at=None)


class Photo(models.Model):
    """One photo: WebP or JPEG, longest side at most 2048 pixels, no metadata."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    complaint = models.ForeignKey(Complaint, models.PROTECT, null=True, related_name="photos")
    draft = models.ForeignKey(Draft, models.SET_NULL, null=True, related_name="photos")
    event = models.ForeignKey(Event, models.PROTECT, null=True, related_name="photos")
    purpose = models.CharField("menunjukkan", max_length=8, choices=PhotoPurpose.choices, default=PhotoPurpose.REPORT)
    file = models.FileField("berkas", upload_to="photos/%Y/%m/")
    mime = models.CharField("jenis berkas", max_length=20)
    width = models.PositiveIntegerField("lebar")
    height = models.PositiveIntegerField("tinggi")
    size = models.PositiveIntegerField("ukuran", help_text="byte")
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField("diunggah", auto_now_add=True)
    # The file is gone; the row stays, for what was proven by how many photos.
    erased_at = models.DateTimeField("dihapus", null=True, editable=False)

    objects = KeptPhotos()
    all_rows = models.Manager()  # noqa: DJ012 - a manager too

    class Meta:
        verbose_name = "foto"
        verbose_name_plural = "foto"
        ordering = ["created_at"]
        indexes = [
            models.Index(
                name="photo_to_erase",
                fields=["created_at"],
                condition=models.Q(erased_at__isnull=True, complaint__isnull=False),
            )
        ]
