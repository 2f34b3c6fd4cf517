"""What call takers read out to those who only ask: schedules, numbers, requirements."""

from __future__ import annotations

from django.db import models


class KnowledgePage(models.Model):
    """One answer, edited in the admin."""

    title = models.CharField("judul", max_length=120)
    body = models.TextField("jawaban")
    keywords = models.CharField("kata kunci", max_length=200, blank=True, help_text="Dipisah koma.")
    order = models.PositiveSmallIntegerField("urutan", default=100)
    is_active = models.BooleanField("aktif", default=True)
    updated_at = models.DateTimeField("diperbarui", auto_now=True)

    class Meta:
        verbose_name = "halaman informasi"
        verbose_name_plural = "halaman informasi"
        ordering = ["order", "title"]

    def __str__(self) -> str:
        return self.title
