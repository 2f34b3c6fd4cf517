"""How much a page is ever sent: read to its end where somebody types, refused unread where it is beyond all reason."""

from __future__ import annotations

import re

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, QueryDict
from django.http.multipartparser import MultiPartParserError

from jepara_tanggap.upload_bounds import leave_out_files, sends_words_with_files

_FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")
# The pages of filing where somebody types: they refuse too many words with the words still in the form.
_KEEPS_WORDS = re.compile(r"/lapor/([0-9a-f-]{36}/(cerita|jenis|rincian|lokasi|kontak)/)?$")


def find_refusal(request: HttpRequest) -> int:
    """Parse the body of a form; return the status to refuse it with (400 or 413), or 0 if it can be taken."""
    length, keeps_words = _read_length(request), sends_words_with_files(request)
    if length > (settings.MAX_READ_BYTES if keeps_words else settings.MAX_BODY_BYTES):
        return 413
    if keeps_words:
        leave_out_files(request, length=length)
    if request.method != "POST" or request.content_type not in _FORMS:
        return 0
    return _parse(request) or (413 if _is_too_much(request) else 0)


def holds_too_much(sent: QueryDict) -> bool:
    """Tell whether these fields are more, or longer together, than any page of ours sends."""
    fields = [(name, value) for name, values in sent.lists() for value in values]
    typed = sum(len(name.encode("utf-8", "replace")) + len(value.encode("utf-8", "replace")) for name, value in fields)
    return len(fields) > settings.MAX_FIELDS or typed > settings.MAX_TEXT_BYTES


def _parse(request: HttpRequest) -> int:
    # Django parses lazily, and would raise in the middle of a view or of the CSRF check.
    try:
        request.POST  # noqa: B018 - reading it is what parses the body
    except (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent):
        return 413
    except (MultiPartParserError, UnicodeDecodeError, LookupError, ValueError):
        return 400
    return 0


def _is_too_much(request: HttpRequest) -> bool:
    if not _KEEPS_WORDS.match(request.path) and holds_too_much(request.POST):
        return True
    return sum(len(files) for _, files in request.FILES.lists()) > settings.MOST_FILES


def _read_length(request: HttpRequest) -> int:
    announced = request.META.get("CONTENT_LENGTH") or "0"
    return int(announced) if announced.isascii() and announced.isdigit() else 0
