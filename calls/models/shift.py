"""One shift handed to the next: what was open then, what the leaving supervisor adds, and who took it."""

from __future__ import annotations

from datetime import UTC

from django.conf import settings
from django.db import models
from django.db.models import Q

from jepara_tanggap.encrypted_fields import EncryptedJSONField, EncryptedTextField


class ShiftHandover(models.Model):
    """A handover. `snapshot` is a list of {"title", "rows": [{"what", "where", "waits", "since"}]}, as it was then."""

    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="oleh", related_name="+")
    made_at = models.DateTimeField("diserahkan")
    snapshot = EncryptedJSONField("keadaan", default=list)
    notes = EncryptedTextField("catatan", blank=True, default="")
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name="diterima oleh", related_name="+"
    )
    acknowledged_at = models.DateTimeField("diterima", null=True, blank=True)

    class Meta:
        verbose_name = "serah terima sif"
        verbose_name_plural = "serah terima sif"
        ordering = ["-id"]
        constraints = [
            # One shift waits for its successor at a time: a second press of the button finds the first.
            models.UniqueConstraint(
                name="one_handover_waits", fields=["made_by"], condition=Q(acknowledged_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"Serah terima {self.pk}"

    @property
    def version(self) -> str:
        """What tells one writing of it from the next; a page that shows it sends this along when it is taken."""
        return self.made_at.astimezone(UTC).isoformat()
