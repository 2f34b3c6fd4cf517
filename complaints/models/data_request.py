"""What a reporter asks about their own data, and what became of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from complaints.models.complaint import Complaint
from complaints.querysets import DataRequestQuerySet
from jepara_tanggap.encrypted_fields import EncryptedTextField


class RequestKind(models.TextChoices):
    """The rights that a person has to decide about (UU 27/2022, articles 6 to 11)."""

    ERASE = "erase", "Hapus data saya"
    RESTRICT = "restrict", "Batasi pemakaian data saya"
    OBJECT = "object", "Saya keberatan"
    CORRECT = "correct", "Perbaiki isi laporan"
    ACCESS = "access", "Saya ingin penjelasan"


class RequestState(models.TextChoices):
    """Where a request stands. `waiting` is granted, and is carried out once the complaint is over."""

    OPEN = "open", "Menunggu jawaban"
    WAITING = "waiting", "Disetujui, dijalankan setelah laporan berakhir"
    GRANTED = "granted", "Dikabulkan"
    REFUSED = "refused", "Ditolak"
    WITHDRAWN = "withdrawn", "Anda tarik kembali"


class Refusal(models.TextChoices):
    """Why a request may be refused, as the law says it."""

    LEGAL_HOLD = "legal_hold", "Data diperlukan untuk proses penegakan hukum (Pasal 15 ayat (1) huruf b UU 27/2022)"
    PUBLIC_INTEREST = (
        "public_interest",
        "Data diperlukan untuk kepentingan umum penyelenggaraan negara (Pasal 15 ayat (1) huruf c UU 27/2022)",
    )
    DUTY = "duty", "Peraturan mewajibkan data ini disimpan (Pasal 20 ayat (2) huruf c UU 27/2022)"
    OTHERS = "others", "Membahayakan, atau mengungkap data pribadi orang lain (Pasal 33 UU 27/2022)"
    NOT_HELD = "not_held", "Data yang dimaksud tidak ada pada kami"


UNDECIDED = (RequestState.OPEN, RequestState.WAITING)


class DataRequest(models.Model):
    """One request. The clock of 72 hours runs on weekends and holidays too."""

    complaint = models.ForeignKey(Complaint, models.PROTECT, verbose_name="laporan", related_name="data_requests")
    kind = models.CharField("permintaan", max_length=10, choices=RequestKind.choices)
    state = models.CharField("keadaan", max_length=10, choices=RequestState.choices, default=RequestState.OPEN)
    text = EncryptedTextField("kata pelapor", max_length=1000, blank=True)
    created_at = models.DateTimeField("diterima")
    due_at = models.DateTimeField("batas jawaban")
    decided_at = models.DateTimeField("dijawab", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name="dijawab oleh", related_name="+"
    )
    refusal = models.CharField("dasar penolakan", max_length=20, choices=Refusal.choices, blank=True)
    answer = EncryptedTextField("jawaban kepada pelapor", max_length=1000, blank=True)
    done_at = models.DateTimeField("dijalankan", null=True, blank=True)

    objects = DataRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "permintaan hak data"
        verbose_name_plural = "permintaan hak data"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                name="one_undecided_request", fields=["complaint", "kind"], condition=Q(state__in=UNDECIDED)
            ),
        ]
        indexes = [
            models.Index(name="request_open_by_due", fields=["due_at", "id"], condition=Q(state="open")),
            models.Index(name="request_waiting", fields=["id"], condition=Q(state="waiting")),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.complaint_id}"
