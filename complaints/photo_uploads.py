"""Keeping uploaded photos: with a report being written, or with one that is filed."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

import structlog
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile

from complaints.models import Complaint, Draft, Photo
from complaints.photos import MIME, BadPhoto, CleanPhoto, clean_photo
from complaints.typed_text import strip_unreadable

log = structlog.get_logger(__name__)

MOST_PHOTOS = 5
STORAGE_DOWN = "Tulisan Anda tersimpan, tetapi foto belum bisa disimpan saat ini. Lanjutkan tanpa foto, atau coba lagi."


@dataclass
class Uploaded:
    """What became of the files: photos kept, where they were taken, and what was wrong with the rest."""

    photos: list[Photo] = field(default_factory=list)
    points: dict[str, tuple[float, float]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def save_photos(
    *, files: Sequence[UploadedFile], room: int, draft: Draft | None = None, complaint: Complaint | None = None
) -> Uploaded:
    """Keep up to `room` of these files; neither a bad file nor a storage that is down costs more than the photo."""
    done = Uploaded()
    for file in files:
        clean = _clean(file, room, done)
        if clean is None:
            continue
        try:
            photo = _save(clean, draft, complaint)
        except OSError as error:
            log.error("photo_storage_down", error=str(error))
            done.problems.append(STORAGE_DOWN)
            break
        done.photos.append(photo)
        if clean.point:
            done.points[str(photo.pk)] = clean.point
    return done


def remove_photo(*, draft: Draft, photo_id: str) -> None:
    """Take a photo out of a draft, with its file; a wrong id does nothing."""
    try:
        photo = Photo.objects.filter(pk=uuid.UUID(photo_id), draft=draft, complaint=None).first()
    except ValueError:
        return
    if photo:
        discard_photo(photo=photo)


def discard_photo(*, photo: Photo) -> None:
    """Forget a photo that was never sent; if its file cannot be deleted now, the hourly clean-up does it."""
    try:
        photo.file.delete(save=False)
    except OSError as error:
        log.warning("photo_not_deleted", photo=str(photo.pk), error=str(error))
        Photo.objects.filter(pk=photo.pk).update(draft=None, complaint=None, event=None)
    else:
        photo.delete()


def _clean(file: UploadedFile, room: int, done: Uploaded) -> CleanPhoto | None:
    """Return the picture in this file, or note why it is not kept."""
    name = _describe_name(file)
    if len(done.photos) >= room:
        done.problems.append(f"{name}: paling banyak {MOST_PHOTOS} foto, jadi tidak ikut disimpan.")
        return None
    try:
        return clean_photo(file=file, size=file.size or 0)  # type: ignore[arg-type]
    except BadPhoto as error:
        done.problems.append(f"{name}: {error}.")
        return None


def _save(clean: CleanPhoto, draft: Draft | None, complaint: Complaint | None) -> Photo:
    photo = Photo(
        draft=draft,
        complaint=complaint,
        mime=MIME,
        width=clean.width,
        height=clean.height,
        size=len(clean.content),
        sha256=clean.sha256,
    )
    # The name a stranger chose never reaches the disk.
    photo.file.save(f"{uuid.uuid4().hex}.jpg", ContentFile(clean.content), save=False)
    photo.save(force_insert=True)
    return photo


def _describe_name(file: UploadedFile) -> str:
    name = strip_unreadable(file.name or "")
    return name if len(name) <= 40 else f"{name[:18]}…{name[-18:]}"
