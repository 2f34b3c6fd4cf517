"""What a report can be about; a category decides track, agencies, deadlines and visibility."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from dispatch.models.agencies import Agency

# A limit of no day at all would be over before an office opens.
DAYS = [MinValueValidator(1), MaxValueValidator(365)]


class Track(models.TextChoices):
    """Which way a report goes: emergencies to the agency at once, the rest to Wadul Bupati."""

    EMERGENCY = "emergency", "Darurat"
    ROUTINE = "routine", "Aduan"
    INFORMATION = "information", "Permintaan informasi"
    ASPIRATION = "aspiration", "Aspirasi"


class Visibility(models.TextChoices):
    """Who may read a report, from everyone to named staff only."""

    PUBLIC = "public", "Publik"
    PUBLIC_MASKED = "public_masked", "Publik, tanpa nama dan alamat"
    ANONYMOUS = "anonymous", "Teks publik, pelapor tidak pernah"
    PRIVATE = "private", "Hanya pelapor dan petugas"
    SECRET = "secret", "Hanya petugas yang ditunjuk"


class ReporterShown(models.TextChoices):
    """When a handler sees who reported. Every look is recorded."""

    AT_ONCE = "at_once", "Langsung terlihat: perlu untuk bekerja"
    ON_REQUEST = "on_request", "Tersembunyi sampai dibuka"
    WITH_REASON = "with_reason", "Tersembunyi sampai dibuka dengan alasan"


class Category(models.Model):
    """A kind of report. The responsible agency may be the kecamatan office of the place."""

    code = models.CharField("kode", max_length=20, unique=True)
    name = models.CharField("nama", max_length=80)
    track = models.CharField("jalur", max_length=12, choices=Track.choices)
    agency = models.ForeignKey(
        Agency,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="OPD penanggung jawab",
        related_name="+",
        help_text="Kosongkan bila penanggung jawabnya kantor kecamatan setempat.",
    )
    to_district_office = models.BooleanField("ditangani kantor kecamatan setempat", default=False)
    supporting = models.ManyToManyField(Agency, blank=True, verbose_name="OPD pendukung", related_name="+")
    district_office_supports = models.BooleanField("kantor kecamatan setempat mendukung", default=False)
    respond_minutes = models.PositiveIntegerField(
        "batas tanggapan darurat (menit)",
        default=15,
        help_text="Hanya untuk jalur darurat; jalur lain dihitung dalam hari kerja.",
    )
    verify_working_days = models.PositiveSmallIntegerField(
        "batas verifikasi (hari kerja)",
        default=3,
        validators=DAYS,
        help_text="OPD menyatakan laporan ini tugasnya. Tidak berlaku untuk jalur darurat.",
    )
    respond_working_days = models.PositiveSmallIntegerField(
        "batas tanggapan pertama (hari kerja)",
        default=5,
        validators=DAYS,
        help_text="Tidak berlaku untuk jalur darurat.",
    )
    resolve_working_days = models.PositiveSmallIntegerField("batas selesai (hari kerja)", default=14)
    visibility = models.CharField("keterbukaan", max_length=15, choices=Visibility.choices)
    examples = models.CharField("contoh", max_length=200, blank=True)
    icon = models.CharField("ikon", max_length=30, default="dots")
    needs_place = models.BooleanField("perlu lokasi", default=True)
    needs_contact = models.BooleanField("perlu kontak pelapor", default=False)
    reporter_visible = models.CharField(
        "identitas pelapor", max_length=12, choices=ReporterShown.choices, default=ReporterShown.ON_REQUEST
    )
    asks_about_agency = models.BooleanField(
        "menanyakan OPD yang dilaporkan",
        default=False,
        help_text="OPD yang dilaporkan tidak pernah melihat laporannya.",
    )
    conflict_agency = models.ForeignKey(
        Agency,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="OPD pengganti",
        related_name="+",
        help_text="Menerima laporan bila OPD penanggung jawab sendiri yang dilaporkan.",
    )
    crew_check_minutes = models.PositiveSmallIntegerField(
        "tanya keselamatan regu setiap (menit)",
        null=True,
        blank=True,
        help_text="Regu yang berangkat ditanya selama bertugas. Kosongkan bila tidak ditanya.",
    )
    direct_number = models.CharField("nomor langsung", max_length=20, blank=True)
    order = models.PositiveSmallIntegerField("urutan", default=100)
    is_active = models.BooleanField("aktif", default=True)

    class Meta:
        verbose_name = "kategori"
        verbose_name_plural = "kategori"
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_emergency(self) -> bool:
        """Whether reports of this kind go to the agency at once."""
        return self.track == Track.EMERGENCY


class Question(models.Model):
    """One short question asked for a category; every answer is optional."""

    class Kind(models.TextChoices):
        """How it is answered."""

        YES_NO = "yes_no", "Ya atau tidak"
        TEXT = "text", "Teks singkat"

    category = models.ForeignKey(Category, models.CASCADE, verbose_name="kategori", related_name="questions")
    text = models.CharField("pertanyaan", max_length=120)
    kind = models.CharField("jenis", max_length=8, choices=Kind.choices, default=Kind.YES_NO)
    order = models.PositiveSmallIntegerField("urutan", default=1)
    is_active = models.BooleanField("aktif", default=True)

    class Meta:
        verbose_name = "pertanyaan"
        verbose_name_plural = "pertanyaan"
        ordering = ["category", "order", "id"]

    def __str__(self) -> str:
        return self.text
