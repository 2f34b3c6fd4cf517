"""What a call was, and what its two clocks say: value, label, colour and icon in one place."""

from __future__ import annotations

from django.db import models

from complaints.choices import Look


class Direction(models.TextChoices):
    """Who called whom."""

    IN = "in", "Masuk"
    OUT = "out", "Keluar"


class CallKind(models.TextChoices):
    """What a call turned out to be; empty while it is open."""

    GENUINE = "genuine", "Laporan"
    INFORMATION = "information", "Informasi"
    PRANK = "prank", "Iseng"
    GHOST = "ghost", "Tanpa suara"
    ABANDONED = "abandoned", "Putus sebelum dijawab"


CALL_LOOK: dict[str, Look] = {
    "": Look("sea", "phone"),
    CallKind.GENUINE: Look("sea", "check"),
    CallKind.INFORMATION: Look("blue", "info"),
    CallKind.PRANK: Look("grey", "slash"),
    CallKind.GHOST: Look("grey", "question"),
    CallKind.ABANDONED: Look("amber", "phone"),
}

# Count for answering, never for processing; three of these in a day suggest a block.
NUISANCE = frozenset({CallKind.PRANK, CallKind.GHOST})


class Callback(models.TextChoices):
    """Where a missed call stands; empty if nobody needs to call back."""

    WAITING = "waiting", "Perlu ditelepon balik"
    CALLED = "called", "Sudah ditelepon balik"
    DISMISSED = "dismissed", "Tidak perlu"


class Stage(models.TextChoices):
    """Where an open call stands; derived, never stored."""

    RINGING = "ringing", "Berdering"
    ON_HANDSET = "on_handset", "Dijawab di pesawat telepon"
    TAKEN = "taken", "Diambil"
    UNSORTED = "unsorted", "Selesai, jenisnya belum ditentukan"


class ExchangeEventType(models.TextChoices):
    """What a telephone exchange tells of a call."""

    RINGING = "ringing", "Berdering"
    ANSWERED = "answered", "Dijawab"
    ENDED = "ended", "Selesai"
    ABANDONED = "abandoned", "Ditutup penelepon"
