"""Response plans as data: which agencies a kind of emergency needs, and what each is asked for."""

from django.db import models
from django.db.models import F, Q

from dispatch.models import Agency, Category, District
from response.choices import EngagementRole


class ResponsePlan(models.Model):
    """The plan of one kind, for one district or for all that have none of their own."""

    category = models.ForeignKey(Category, models.CASCADE, verbose_name="kategori", related_name="plans")
    district = models.ForeignKey(
        District,
        models.CASCADE,
        null=True,
        blank=True,
        verbose_name="kecamatan",
        related_name="+",
        help_text="Kosongkan untuk semua kecamatan yang tidak punya rencana sendiri.",
    )
    is_confirmed = models.BooleanField(
        "dikonfirmasi kabupaten", default=False, help_text="Selama belum, papan menyebutnya rancangan."
    )
    is_active = models.BooleanField("aktif", default=True)

    class Meta:
        verbose_name = "rencana tanggapan"
        verbose_name_plural = "rencana tanggapan"
        ordering = ["category", F("district").asc(nulls_first=True)]
        constraints = [
            models.UniqueConstraint(
                name="plan_once_in_district",
                fields=["category", "district"],
                condition=Q(district__isnull=False),
                violation_error_message="Kategori ini sudah punya rencana di kecamatan itu.",
            ),
            models.UniqueConstraint(
                name="plan_once_elsewhere",
                fields=["category"],
                condition=Q(district__isnull=True),
                violation_error_message="Kategori ini sudah punya rencana untuk semua kecamatan.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category}, {self.district or 'semua kecamatan'}"


class ResponsePlanStep(models.Model):
    """One agency of a plan, or the kecamatan office of the place, and what it is asked for."""

    plan = models.ForeignKey(ResponsePlan, models.CASCADE, verbose_name="rencana", related_name="steps")
    agency = models.ForeignKey(
        Agency,
        models.CASCADE,
        null=True,
        blank=True,
        verbose_name="OPD",
        related_name="+",
        help_text="Kosongkan untuk kantor kecamatan setempat.",
    )
    role = models.CharField("peran", max_length=8, choices=EngagementRole.choices, default=EngagementRole.SUPPORT)
    asked_for = models.CharField("yang diminta", max_length=300)
    order = models.PositiveSmallIntegerField("urutan", default=1)

    class Meta:
        verbose_name = "langkah rencana"
        verbose_name_plural = "langkah rencana"
        ordering = ["plan", "order", "id"]
        constraints = [
            models.UniqueConstraint(
                name="plan_step_once",
                fields=["plan", "agency"],
                condition=Q(agency__isnull=False),
                violation_error_message="OPD ini sudah ada di rencana.",
            ),
            models.UniqueConstraint(
                name="plan_office_once",
                fields=["plan"],
                condition=Q(agency__isnull=True),
                violation_error_message="Kantor kecamatan setempat sudah ada di rencana.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency or 'Kantor kecamatan setempat'}: {self.asked_for}"
