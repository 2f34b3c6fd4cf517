"""Photos in S3-compatible object storage: a private bucket, read and written by us alone.

Whatever the storage's library raises becomes an OSError, as from a disk, so that
callers need not know where files are kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from boto3.s3.transfer import TransferConfig
from botocore.client import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import ContentFile, File
from storages.backends.s3 import S3Storage

# A citizen waits for these, so a storage that is down must say so soon. Seconds.
CONNECT_SECONDS = 2
READ_SECONDS = 10
MISSING = frozenset({"404", "NoSuchKey", "NotFound"})


class StorageDown(OSError):
    """The object storage does not answer, or refuses us."""


class PrivateS3Storage(S3Storage):
    """One bucket without public addresses; a file is read whole, in one request."""

    def get_default_settings(self) -> dict[str, Any]:
        """Return the library's defaults with ours, which the settings may override."""
        return super().get_default_settings() | {
            "client_config": Config(
                connect_timeout=CONNECT_SECONDS,
                read_timeout=READ_SECONDS,
                retries={"total_max_attempts": 2},
                signature_version="s3v4",
                s3={"addressing_style": "path"},
                # Servers other than Amazon's stumble over checksums they were not asked for.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
            "transfer_config": TransferConfig(use_threads=False),
            # Names are random; asking whether one is taken would only cost a request.
            "file_overwrite": True,
            "default_acl": None,
        }

    def url(self, name: str | None, *_: Any, **__: Any) -> str:
        """Refuse: photos are shown through a permission check and have no address of their own."""
        raise NotImplementedError("Photos have no public address.")

    def delete(self, name: str) -> None:
        """Delete a file; one that is not there is no error. Raises StorageDown."""
        with _as_os_errors():
            super().delete(name)

    def exists(self, name: str) -> bool:
        """Tell whether a file is there. Raises StorageDown."""
        with _as_os_errors():
            return bool(super().exists(name))

    def _open(self, name: str, mode: str = "rb") -> File:
        with _as_os_errors():
            kept = self.bucket.Object(self._normalize_name(name)).get()
            return ContentFile(kept["Body"].read(), name=name)

    def _save(self, name: str, content: File) -> str:
        with _as_os_errors():
            return str(super()._save(name, content))


@contextmanager
def _as_os_errors() -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        code = error.response.get("Error", {}).get("Code", "")
        if code in MISSING:
            raise FileNotFoundError(code) from error
        raise StorageDown(f"object storage answered {code}") from error
    except BotoCoreError as error:
        raise StorageDown(f"object storage: {type(error).__name__}") from error
    except Exception as error:
        # The transfer library wraps whatever went wrong in an error of its own.
        if type(error).__module__.startswith(("boto3", "s3transfer", "urllib3")):
            raise StorageDown(f"object storage: {type(error).__name__}") from error
        raise
