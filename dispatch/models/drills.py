"""The weekly test of the alert chain: a message to every contact, and which of them answered."""

from django.db import models

from dispatch.models.agencies import AgencyContact
from dispatch.models.outbox import Delivery


class AlertDrill(models.Model):
    """One test. `slot` names the week or the minutes it belongs to, so that two clocks begin it once."""

    slot = models.CharField("jatah", max_length=20, unique=True)
    started_at = models.DateTimeField("dimulai")
    started_by = models.CharField("dimulai oleh", max_length=160, blank=True)

    class Meta:
        verbose_name = "uji peringatan"
        verbose_name_plural = "uji peringatan"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"Uji peringatan {self.slot}"


class DrillAnswer(models.Model):
    """What became of one contact's message: whether it went out stands in the delivery alone."""

    drill = models.ForeignKey(AlertDrill, models.CASCADE, verbose_name="uji", related_name="answers")
    contact = models.ForeignKey(AgencyContact, models.CASCADE, verbose_name="kontak", related_name="drill_answers")
    delivery = models.OneToOneField(
        Delivery, models.SET_NULL, null=True, verbose_name="pengiriman", related_name="drill_answer"
    )
    answered_at = models.DateTimeField("dijawab", null=True, blank=True)

    class Meta:
        verbose_name = "jawaban uji peringatan"
        verbose_name_plural = "jawaban uji peringatan"
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(name="drill_answer_once", fields=["drill", "contact"])]
        indexes = [models.Index(name="drill_answer_last", fields=["contact", "-id"])]

    def __str__(self) -> str:
        return f"{self.contact}, {self.drill}"
