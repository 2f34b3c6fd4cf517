"""The notice on personal data, as it is and as it was."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from complaints.models import PrivacyNotice
from complaints.privacy.notice import split_sections

# Older ones stay reachable by their address.
MOST_LISTED = 20


@require_safe
def show_notice(request: HttpRequest, version: str = "") -> HttpResponse:
    """Show the version in force, or one that was; what is still to come is not shown."""
    notices = list(PrivacyNotice.objects.filter(valid_from__lte=timezone.now())[:MOST_LISTED])
    notice = next((one for one in notices if version in ("", one.version)), None)
    if notice is None and version:
        notice = PrivacyNotice.objects.filter(version=version, valid_from__lte=timezone.now()).first()
    if notice is None:
        raise Http404
    context = {
        "notice": notice,
        "sections": split_sections(notice.text),
        "others": [one for one in notices if one != notice],
        "is_newest": notice == notices[0],
    }
    return render(request, "complaints/privacy.html", context)
