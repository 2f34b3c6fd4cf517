"""How long each kind of data is kept, as reporters are told. The periods are the rules of the clean-up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from complaints.choices import FINAL
from complaints.models import Complaint, Photo, RetentionKind, RetentionRule


@dataclass(frozen=True)
class Kept:
    """One rule in words; `until` is None while the complaint is not over, or where each row has a day of its own."""

    what: str
    rule: str
    until: datetime | None = None


def list_kept(*, complaint: Complaint, photos: list[Photo]) -> list[Kept]:
    """Return how long what is held is kept, and until when where that is known. One SQL statement."""
    days = dict(RetentionRule.objects.values_list("kind", "days"))
    is_over = complaint.status in FINAL
    found = []
    if RetentionKind.IDENTITY in days:
        span = timedelta(days=days[RetentionKind.IDENTITY])
        until = complaint.updated_at + span if is_over else None
        found.append(Kept("Kontak, cerita, dan lokasi tepat", f"{describe_days(span.days)} setelah berakhir", until))
    if RetentionKind.PHOTOS in days and photos:
        span = timedelta(days=days[RetentionKind.PHOTOS])
        newest = max(photo.created_at for photo in photos)
        found.append(Kept("Foto", f"{describe_days(span.days)} sejak diunggah", newest + span if is_over else None))
    if RetentionKind.AUDIT in days:
        found.append(Kept("Catatan siapa yang membuka data Anda", describe_days(days[RetentionKind.AUDIT])))
    found.append(Kept("Jenis, wilayah, dan waktu penanganan", "untuk statistik, tanpa orangnya"))
    if complaint.hold_since is not None:
        found.insert(0, Kept("Semua data laporan ini", "ditahan untuk proses hukum; tidak dihapus selama penahanan"))
    return found


def describe_days(days: int) -> str:
    """Return a period in the largest unit that fits: "2 tahun", "90 hari"."""
    return f"{days // 365} tahun" if days >= 365 and days % 365 == 0 else f"{days} hari"
