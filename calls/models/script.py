"""How the desk asks: the letter that chooses a category, and what to tell the caller until help comes."""

from __future__ import annotations

from django.db import models


class CallScript(models.Model):
    """One category at the call desk."""

    category = models.OneToOneField(
        "dispatch.Category", models.CASCADE, verbose_name="kategori", related_name="call_script"
    )
    letter = models.CharField("huruf", max_length=1, blank=True, help_text="Satu huruf pada papan ketik.")
    advice = models.TextField("pesan untuk penelepon", blank=True, help_text="Satu pesan satu baris, dibacakan urut.")

    class Meta:
        verbose_name = "naskah panggilan"
        verbose_name_plural = "naskah panggilan"
        ordering = ["category"]
        constraints = [
            models.UniqueConstraint(
                name="letter_chooses_one",
                fields=["letter"],
                condition=~models.Q(letter=""),
                violation_error_message="Huruf ini sudah dipakai kategori lain.",
            )
        ]

    def __str__(self) -> str:
        return str(self.category)

    @property
    def lines(self) -> list[str]:
        """The advice, a line each."""
        return [line.strip() for line in self.advice.splitlines() if line.strip()]
