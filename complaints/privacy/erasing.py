"""Carrying out a granted erasure. The only place of this room that calls for it."""

from __future__ import annotations

from datetime import datetime

from complaints.choices import FINAL, PhotoPurpose
from complaints.erasure import erase_reporter
from complaints.models import Complaint, DataRequest, Photo
from complaints.privacy.consents import Consent, change_consents


def must_wait(complaint: Complaint) -> bool:
    """Tell whether handling still needs the reporter: until the complaint is over, erasure waits."""
    return complaint.status not in FINAL


def erase_for_request(*, complaint: Complaint, now: datetime) -> None:
    """Stop publication, erase who reported and their photos, in the caller's transaction.

    Raises ErasureHeld, or OSError while the storage of photos cannot be reached.
    """
    change_consents(complaint_id=complaint.pk, wanted={Consent.PUBLICATION: False}, now=now)
    erase_reporter(complaint=complaint, reason="atas permintaan pelapor.", now=now)
    # Last, because files do not come back with a transaction that fails.
    for photo in complaint.photos.filter(purpose=PhotoPurpose.REPORT, erased_at=None):
        photo.file.delete(save=False)
        Photo.objects.filter(pk=photo.pk).update(file="", erased_at=now)


def forget_request_words(complaint: Complaint) -> None:
    """Erase what the reporter wrote in requests, and what was answered; called with every erasure."""
    DataRequest.objects.filter(complaint=complaint).exclude(text="", answer="").update(text="", answer="")
