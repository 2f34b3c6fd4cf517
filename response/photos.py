"""Photos from the field: kept before the tap they belong to, and dropped again if it turns out to be a repeat."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile

from complaints.models import Complaint, Photo
from complaints.photo_uploads import Uploaded, discard_photo, save_photos
from dispatch.models import AgencyContact
from response.models import Tap
from response.taps import FieldTap, TapOutcome, record_tap

MOST_AT_ONCE = 3
MOST_OF_A_TICKET = 60


def record_tap_with_photos(
    *, complaint: Complaint, contact: AgencyContact, tap: FieldTap, files: Sequence[UploadedFile]
) -> tuple[TapOutcome, list[str]]:
    """Keep a tap and its photos; returns also what was wrong with photos that could not be kept.

    Neither a bad photo nor a storage that is down costs the tap.
    """
    kept = Uploaded() if _is_known(complaint, contact, tap) else _keep(complaint, files)
    ids = [photo.pk for photo in kept.photos]
    outcome = record_tap(complaint_id=complaint.pk, contact=contact, tap=tap, photo_ids=ids)
    if not outcome.is_new:
        _drop(ids)
    return outcome, kept.problems


def _is_known(complaint: Complaint, contact: AgencyContact, tap: FieldTap) -> bool:
    # Nothing is worth decoding a photo for a second time; record_tap decides all the same.
    known = Tap.objects.filter(engagement__complaint=complaint, engagement__agency=contact.agency_id)
    return known.filter(key=tap.key, kind=tap.kind).exists()


def _keep(complaint: Complaint, files: Sequence[UploadedFile]) -> Uploaded:
    if not files:
        return Uploaded()
    room = min(MOST_AT_ONCE, MOST_OF_A_TICKET - Photo.objects.filter(complaint=complaint).count())
    return save_photos(files=files, room=max(room, 0), complaint=complaint)


def _drop(photo_ids: Sequence[UUID]) -> None:
    for photo in Photo.objects.filter(pk__in=list(photo_ids), event=None):
        discard_photo(photo=photo)
