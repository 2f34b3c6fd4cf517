"""Stops an upload that is too large before any of it is read."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

# Five photos of 10 MB and the text around them.
MAX_BODY_BYTES = 55 * 1024 * 1024


class WholeBodyLimit(FileUploadHandler):
    """Refuses a multipart body by its announced length; the handlers after it do the work."""

    def handle_raw_input(
        self, input_data: Any, META: dict[str, Any], content_length: int, boundary: str, encoding: str | None = None
    ) -> None:
        """Raise RequestDataTooBig, which is answered with 413."""
        if content_length > MAX_BODY_BYTES:
            raise RequestDataTooBig("upload larger than five photos")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Pass the data on."""
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the handlers after this one."""
