"""Links for the field that somebody ended."""

from django.db import models

from dispatch.models.agencies import AgencyContact


class FieldLinkRevocation(models.Model):
    """The links of one contact to one matter, up to and with this serial, open nothing any more."""

    subject = models.CharField("perihal", max_length=80)
    contact = models.ForeignKey(AgencyContact, models.CASCADE, verbose_name="kontak", related_name="+")
    serial = models.PositiveSmallIntegerField("nomor urut")
    revoked_at = models.DateTimeField("dicabut")
    # Somebody ended them for good reason: what is sent of itself carries none until a person sends a new one.
    bars_new = models.BooleanField("tidak dikirim lagi", default=False)

    class Meta:
        verbose_name = "tautan lapangan yang dicabut"
        verbose_name_plural = "tautan lapangan yang dicabut"
        constraints = [models.UniqueConstraint(name="field_link_revoked_once", fields=["subject", "contact", "serial"])]
