"""Photos, each through a permission check."""

from __future__ import annotations

import io
import uuid
from typing import BinaryIO, cast

import structlog
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from accounts.second_factor import has_shown_enough
from complaints.choices import Audience
from complaints.drafts import owns_photo
from complaints.looks import is_opened
from complaints.models import Photo
from complaints.photos import MIME, shrink_photo
from complaints.querysets import find_photo_scope
from complaints.views.mine import open_complaint
from complaints.views.responses import read_draft_cookie

log = structlog.get_logger(__name__)

# ?kecil asks for a small one, for lists.
SMALL = "kecil"
STORAGE_DOWN = "Foto belum dapat ditampilkan. Muat ulang halaman ini beberapa menit lagi."
RETRY = {"Retry-After": "60", "Cache-Control": "no-store"}


@require_safe
def show_photo(request: HttpRequest, photo_id: uuid.UUID) -> HttpResponse | FileResponse:
    """Show a photo to staff who may read its complaint, or to the browser that is writing the report.

    It stands beside the staff's pages, so it asks for their second factor itself: who has shown none is a visitor.
    """
    reader = request.user if has_shown_enough(request) else AnonymousUser()
    # One statement whoever asks: what is kept from somebody answers as what is not there.
    photos = Photo.objects.select_related("draft", "complaint")
    photo = photos.filter(Q(complaint=None) | find_photo_scope(reader), pk=photo_id).first()
    if photo is None or not (_is_writing(request, photo) or _is_open(request, photo)):
        raise Http404
    return _send(request, photo)


@require_safe
def show_my_photo(request: HttpRequest, number: str, token: str, photo_id: uuid.UUID) -> HttpResponse | FileResponse:
    """Show a reporter a photo of their own complaint; those of internal notes stay inside."""
    complaint = open_complaint(number, token)
    photo = Photo.objects.select_related("event", "complaint").filter(pk=photo_id, complaint=complaint).first()
    if photo is None or (photo.event and photo.event.audience == Audience.STAFF):
        raise Http404
    return _send(request, photo)


def _is_writing(request: HttpRequest, photo: Photo) -> bool:
    return photo.complaint_id is None and owns_photo(photo=photo, cookie=read_draft_cookie(request))


def _is_open(request: HttpRequest, photo: Photo) -> bool:
    return photo.complaint is not None and is_opened(complaint=photo.complaint, session=request.session)


def _send(request: HttpRequest, photo: Photo) -> HttpResponse | FileResponse:
    try:
        file = photo.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    except OSError as error:
        log.error("photo_storage_down", error=str(error))
        return HttpResponse(STORAGE_DOWN, status=503, content_type="text/plain; charset=utf-8", headers=RETRY)
    if SMALL in request.GET:
        with file:
            response = FileResponse(io.BytesIO(shrink_photo(file=cast(BinaryIO, file))), content_type=MIME)
    else:
        response = FileResponse(file, content_type=photo.mime)
    response["Content-Disposition"] = 'inline; filename="foto.jpg"'
    response["X-Content-Type-Options"] = "nosniff"
    # A secret report closes again, so the browser keeps nothing of it.
    is_secret = photo.complaint is not None and photo.complaint.is_for_named_readers
    response["Cache-Control"] = "private, no-store" if is_secret else "private, max-age=3600"
    response["X-Robots-Tag"] = "noindex"
    return response
