"""When the 112 desk is staffed (WIB), and the numbers to call directly. Hours are data, never constants."""

from django.db import models


class ServiceHours(models.Model):
    """Opening hours of one weekday; a weekday without a row is closed."""

    class Weekday(models.IntegerChoices):
        """Numbered as Python does it."""

        MONDAY = 0, "Senin"
        TUESDAY = 1, "Selasa"
        WEDNESDAY = 2, "Rabu"
        THURSDAY = 3, "Kamis"
        FRIDAY = 4, "Jumat"
        SATURDAY = 5, "Sabtu"
        SUNDAY = 6, "Minggu"

    weekday = models.PositiveSmallIntegerField("hari", choices=Weekday.choices, unique=True)
    opens = models.TimeField("buka", help_text="WIB")
    closes = models.TimeField("tutup", help_text="WIB; 00.00 berarti sampai tengah malam.")
    all_day = models.BooleanField("24 jam", default=False)

    class Meta:
        verbose_name = "jam layanan"
        verbose_name_plural = "jam layanan"
        ordering = ["weekday"]

    def __str__(self) -> str:
        return self.get_weekday_display()


class HoursException(models.Model):
    """Other hours on one date; closed when `opens` and `closes` are empty."""

    date = models.DateField("tanggal", unique=True)
    opens = models.TimeField("buka", null=True, blank=True)
    closes = models.TimeField("tutup", null=True, blank=True)
    note = models.CharField("keterangan", max_length=120, blank=True)

    class Meta:
        verbose_name = "pengecualian jam layanan"
        verbose_name_plural = "pengecualian jam layanan"
        ordering = ["-date"]

    def __str__(self) -> str:
        return self.date.isoformat()


class DirectNumber(models.Model):
    """A short number shown beside 112: police, fire, SAR, ambulance, electricity."""

    number = models.CharField("nomor", max_length=20, unique=True)
    label = models.CharField("layanan", max_length=40)
    order = models.PositiveSmallIntegerField("urutan", default=1)
    is_active = models.BooleanField("aktif", default=True)

    class Meta:
        verbose_name = "nomor langsung"
        verbose_name_plural = "nomor langsung"
        ordering = ["order", "number"]

    def __str__(self) -> str:
        return f"{self.label} {self.number}"
