"""The bodies that handle complaints, and whom to alert there."""

from django.db import models

from dispatch.models.areas import District
from jepara_tanggap.encrypted_fields import EncryptedTextField


class Agency(models.Model):
    """An OPD or partner body: dinas, badan, kecamatan, Polres, PLN, PDAM, PMI."""

    code = models.CharField("kode", max_length=30, unique=True)
    short_name = models.CharField("nama singkat", max_length=60)
    name = models.CharField("nama", max_length=160)
    kind = models.CharField("jenis", max_length=30, blank=True)
    handles = models.TextField("urusan", blank=True)
    phone = models.CharField("telepon", max_length=40, blank=True)
    whatsapp = models.CharField("WhatsApp", max_length=40, blank=True)
    website = models.URLField("situs", blank=True)
    instagram = models.CharField("Instagram", max_length=60, blank=True)
    x = models.CharField("X", max_length=60, blank=True)
    district = models.OneToOneField(
        District,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="kantor kecamatan dari",
        related_name="office",
        help_text="Diisi hanya untuk kantor kecamatan.",
    )
    is_active = models.BooleanField("aktif", default=True)

    class Meta:
        verbose_name = "OPD"
        verbose_name_plural = "OPD"
        ordering = ["short_name"]

    def __str__(self) -> str:
        return self.short_name


class AgencyContact(models.Model):
    """One person or group to alert; `address` is an apprise URL and a secret."""

    agency = models.ForeignKey(Agency, models.CASCADE, verbose_name="OPD", related_name="contacts")
    name = models.CharField("nama", max_length=80)
    address = EncryptedTextField(
        "alamat apprise", max_length=400, help_text="Misalnya mailto://, tgram:// atau whatsapp://. Rahasia."
    )
    order = models.PositiveSmallIntegerField("urutan", default=1)
    is_active = models.BooleanField("aktif", default=True)

    class Meta:
        verbose_name = "kontak OPD"
        verbose_name_plural = "kontak OPD"
        ordering = ["agency", "order", "id"]

    def __str__(self) -> str:
        return f"{self.name} ({self.agency})"
