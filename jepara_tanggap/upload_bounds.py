"""What is sent as files where words are sent with them: files that are too much are left out, the words are kept.

A phone without JavaScript sends whatever was chosen, and would otherwise get a page that holds nothing of what was
typed. Such a body is read to its end, and no byte of a file left out is kept.
"""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

TOO_LARGE = (
    "Foto-foto ini bersama lebih dari 50 MB, jadi tidak ikut disimpan. Kirim satu per satu, atau yang lebih kecil."
)
TOO_MANY = "Terlalu banyak berkas sekaligus: {count} tidak ikut disimpan."
# The first page of filing, the reporter's own page of a ticket, a step of staff, and a crew's page.
_WITH_WORDS = re.compile(r"/lapor/([0-9a-f-]{36}/cerita/)?$|/t/[^/]+/[^/]+/$|/petugas/tiket/[^/]+/langkah/$|/l/[^/]+/$")


def sends_words_with_files(request: HttpRequest) -> bool:
    """Tell whether this page keeps what was typed beside its files."""
    return request.content_type == "multipart/form-data" and bool(_WITH_WORDS.match(request.path))


def leave_out_files(request: HttpRequest, *, length: int) -> None:
    """Let no more files be kept than any page takes; `length` is that of the body, in bytes.

    Has to come before anything reads the body.
    """
    request.upload_handlers.insert(0, _LeavesOut(request, too_large=length > settings.MAX_BODY_BYTES))


def describe_left_out(request: HttpRequest) -> str:
    """Return why files of this request were left out; empty if none were."""
    return next((one.describe() for one in request.upload_handlers if isinstance(one, _LeavesOut)), "")


class _LeavesOut(FileUploadHandler):
    """Skips all files of a body that is too large, and those after the most that one page takes."""

    def __init__(self, request: HttpRequest, *, too_large: bool) -> None:
        super().__init__(request)
        self._beside = request.upload_handlers
        self.too_large = too_large
        self.seen = 0

    def new_file(self, *args: Any, **options: Any) -> None:
        """Count a file, and skip it if it is too much."""
        super().new_file(*args, **options)
        self.seen += 1
        if self.too_large or self.seen > settings.MOST_FILES:
            self._keep_last_file_open()
            raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Hand it on."""
        return raw_data

    def file_complete(self, file_size: int) -> UploadedFile | None:
        """Leave the keeping to the next one."""
        return None

    def _keep_last_file_open(self) -> None:
        # On SkipFile Django closes whatever the handlers hold, which is the file before this one.
        for handler in self._beside:
            handler.__dict__.pop("file", None)

    def describe(self) -> str:
        """Return in words why files were left out, or nothing."""
        if self.too_large:
            return TOO_LARGE if self.seen else ""
        over = self.seen - settings.MOST_FILES
        return TOO_MANY.format(count=over) if over > 0 else ""
