"""Who is on duty when, and who is told next when nobody answers. Both are data, edited in the admin."""

from django.db import models
from django.db.models import F, Q

from dispatch.models.agencies import AgencyContact
from dispatch.models.areas import District
from dispatch.models.hours import ServiceHours


class DutyShift(models.Model):
    """Hours in which one contact is alerted first: local time, of one weekday or of every day.

    `ends` before `starts` runs past midnight and belongs to the day it began on; equal times mean all day.
    """

    contact = models.ForeignKey(AgencyContact, models.CASCADE, verbose_name="kontak", related_name="shifts")
    weekday = models.PositiveSmallIntegerField(
        "hari", choices=ServiceHours.Weekday.choices, null=True, blank=True, help_text="Kosongkan untuk setiap hari."
    )
    starts = models.TimeField("mulai", help_text="WIB")
    ends = models.TimeField("sampai", help_text="WIB; lebih awal dari mulai berarti sampai keesokan hari.")
    order = models.PositiveSmallIntegerField("urutan", default=1)

    class Meta:
        verbose_name = "jadwal piket"
        verbose_name_plural = "jadwal piket"
        ordering = ["weekday", "starts", "order", "id"]

    def __str__(self) -> str:
        day = "Setiap hari" if self.weekday is None else self.get_weekday_display()
        return f"{day} {self.starts:%H.%M}–{self.ends:%H.%M}"


class EscalationStep(models.Model):
    """Whom a round alerts while nobody acknowledges an emergency. One round may have several rows.

    A district with rows of its own goes by those alone.
    """

    class Whom(models.TextChoices):
        """Whom a round alerts."""

        NEXT_CONTACT = "next_contact", "Kontak berikutnya dari OPD"
        LEAD = "lead", "Penanggung jawab OPD dan semua kontaknya"
        SUPPORTING = "supporting", "OPD pendukung"
        COORDINATOR = "coordinator", "Koordinator kabupaten"

    district = models.ForeignKey(
        District,
        models.CASCADE,
        null=True,
        blank=True,
        verbose_name="kecamatan",
        help_text="Kosongkan untuk semua kecamatan yang tidak punya aturan sendiri.",
    )
    round = models.PositiveSmallIntegerField("putaran")
    after_minutes = models.PositiveSmallIntegerField("setelah (menit)", help_text="Sejak OPD diberi tahu.")
    whom = models.CharField("siapa", max_length=12, choices=Whom.choices)
    repeat_minutes = models.PositiveSmallIntegerField(
        "diulang setiap (menit)", null=True, blank=True, help_text="Hanya untuk putaran terakhir."
    )

    class Meta:
        verbose_name = "langkah eskalasi"
        verbose_name_plural = "langkah eskalasi"
        ordering = [F("district").asc(nulls_first=True), "round", "id"]
        constraints = [
            models.UniqueConstraint(
                name="escalation_once_in_district",
                fields=["district", "round", "whom"],
                condition=Q(district__isnull=False),
                violation_error_message="Putaran ini sudah memberi tahu mereka.",
            ),
            models.UniqueConstraint(
                name="escalation_once_elsewhere",
                fields=["round", "whom"],
                condition=Q(district__isnull=True),
                violation_error_message="Putaran ini sudah memberi tahu mereka.",
            ),
            models.CheckConstraint(
                name="escalation_times_positive",
                condition=Q(round__gt=0, after_minutes__gt=0) & (Q(repeat_minutes=None) | Q(repeat_minutes__gt=0)),
                violation_error_message="Putaran dan waktunya dihitung dari 1.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.district or 'Semua kecamatan'}, putaran {self.round}: {self.get_whom_display()}"
