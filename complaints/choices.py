"""The states and kinds of a complaint: value, label, colour and icon in one place."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models


class Status(models.TextChoices):
    """Every state a complaint can be in (design, section 4)."""

    RECEIVED = "received", "Diterima"
    ASSIGNED = "assigned", "Diteruskan ke OPD"
    ACKNOWLEDGED = "acknowledged", "Sudah dibaca OPD"
    EN_ROUTE = "en_route", "Petugas berangkat"
    ON_SCENE = "on_scene", "Petugas di lokasi"
    IN_PROGRESS = "in_progress", "Sedang ditangani"
    NEEDS_INFO = "needs_info", "Menunggu keterangan Anda"
    RESOLVED = "resolved", "Selesai ditangani"
    CLOSED = "closed", "Ditutup"
    REJECTED = "rejected", "Tidak dapat ditindaklanjuti"
    MERGED = "merged", "Digabung"
    CANCELLED = "cancelled", "Dibatalkan pelapor"
    FORWARDED = "forwarded", "Diteruskan ke luar kabupaten"


@dataclass(frozen=True)
class Look:
    """How a state is shown: a colour token and an icon of the sprite."""

    colour: str
    icon: str


STATUS_LOOK: dict[str, Look] = {
    Status.RECEIVED: Look("grey", "circle"),
    Status.ASSIGNED: Look("blue", "arrow-right"),
    Status.ACKNOWLEDGED: Look("blue", "check"),
    Status.EN_ROUTE: Look("red", "go"),
    Status.ON_SCENE: Look("red", "go"),
    Status.IN_PROGRESS: Look("sea", "half"),
    Status.NEEDS_INFO: Look("amber", "question"),
    Status.RESOLVED: Look("green", "check-heavy"),
    Status.CLOSED: Look("grey", "square"),
    Status.REJECTED: Look("ink", "slash"),
    Status.MERGED: Look("grey", "merge"),
    Status.CANCELLED: Look("grey", "slash"),
    Status.FORWARDED: Look("blue", "swap"),
}

# Ended by somebody's decision: nothing is due any more.
FINAL = frozenset({Status.CLOSED, Status.REJECTED, Status.MERGED, Status.CANCELLED, Status.FORWARDED})
# An agency still has something to do.
ACTIVE = frozenset(
    {
        Status.RECEIVED,
        Status.ASSIGNED,
        Status.ACKNOWLEDGED,
        Status.EN_ROUTE,
        Status.ON_SCENE,
        Status.IN_PROGRESS,
    }
)
# Nobody of the agency has said yet that it is theirs.
UNREAD = (Status.RECEIVED, Status.ASSIGNED)
# Not ended and not resolved: somebody must still read it.
UNFINISHED = ACTIVE | {Status.NEEDS_INFO}


class Source(models.TextChoices):
    """The way a report came in."""

    WEB = "web", "Web"
    CALL = "call", "Telepon 112"
    WALK_IN = "walk_in", "Tatap muka"
    API = "api", "Aplikasi lain"


class EventKind(models.TextChoices):
    """What one line of a complaint's history tells."""

    FILED = "filed", "Laporan diterima"
    STATUS = "status", "Perubahan keadaan"
    ANSWER = "answer", "Jawaban"
    NOTE = "note", "Catatan internal"
    REPORTER_MESSAGE = "reporter_message", "Keterangan pelapor"
    FEEDBACK = "feedback", "Penilaian"
    WADUL = "wadul", "Kabar dari Wadul Bupati"
    CONSENT = "consent", "Persetujuan pelapor"
    MASK = "mask", "Samaran teks"
    DATA_RIGHT = "data_right", "Hak pelapor atas datanya"
    ESCALATION = "escalation", "Eskalasi: belum ada yang menerima"
    FIELD = "field", "Kabar dari lapangan"


class Audience(models.TextChoices):
    """Who may read a line of history."""

    PUBLIC = "public", "Publik"
    REPORTER = "reporter", "Pelapor dan petugas"
    STAFF = "staff", "Petugas"


class PhotoPurpose(models.TextChoices):
    """What a photo shows."""

    REPORT = "report", "Foto laporan"
    BEFORE = "before", "Sebelum ditangani"
    AFTER = "after", "Sesudah ditangani"


class IncidentKind(models.TextChoices):
    """What a major incident is."""

    FLOOD = "flood", "Banjir"
    TIDE = "tide", "Banjir rob"
    LANDSLIDE = "landslide", "Tanah longsor"
    STORM = "storm", "Angin kencang"
    FIRE = "fire", "Kebakaran besar"
    CRASH = "crash", "Kecelakaan besar"
    AT_SEA = "at_sea", "Kecelakaan laut"
    OUTAGE = "outage", "Listrik atau air padam"
    ILLNESS = "illness", "Wabah atau keracunan"
    OTHER = "other", "Lainnya"


INCIDENT_ICONS: dict[str, str] = {
    IncidentKind.FLOOD: "wave",
    IncidentKind.TIDE: "wave",
    IncidentKind.LANDSLIDE: "tree",
    IncidentKind.STORM: "leaf",
    IncidentKind.FIRE: "fire",
    IncidentKind.CRASH: "crash",
    IncidentKind.AT_SEA: "boat",
    IncidentKind.OUTAGE: "bolt",
    IncidentKind.ILLNESS: "heart",
    IncidentKind.OTHER: "dots",
}


class IncidentAction(models.TextChoices):
    """What one line of a major incident's history tells."""

    OPENED = "opened", "Dibuka"
    CHANGED = "changed", "Keterangan diubah"
    GATHERED = "gathered", "Laporan dikumpulkan"
    RELEASED = "released", "Laporan dilepas"
    ANSWERED = "answered", "Pelapor dijawab bersama"
    RETRIED = "retried", "Jawaban dicoba lagi"
    CLOSED = "closed", "Ditutup"
    REOPENED = "reopened", "Dibuka lagi"
