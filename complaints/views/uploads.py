"""Photos that came with a form: kept as far as they can be, and a sentence for those that are not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

from complaints.photo_uploads import Uploaded, save_photos
from complaints.views.pace import find_upload_hurdle
from jepara_tanggap.upload_bounds import describe_left_out


def take_photos(request: HttpRequest, *, is_emergency: bool, count_room: Callable[[], int], **owner: Any) -> Uploaded:
    """Keep as many of the photos sent as there is room for, with their `draft` or their `complaint`.

    `count_room` is asked only where photos came.
    """
    left_out, files = describe_left_out(request), request.FILES.getlist("photos")
    uploaded = Uploaded()
    if files and (hurdle := find_upload_hurdle(request, is_emergency=is_emergency)):
        uploaded.problems = [hurdle]
    elif files:
        uploaded = save_photos(files=files, room=count_room(), **owner)
    uploaded.problems += [left_out] if left_out else []
    return uploaded
