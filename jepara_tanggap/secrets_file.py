"""A secret for the embedded run, made once and kept in the data folder."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def make_secret() -> str:
    """Return a long random text."""
    return secrets.token_urlsafe(48)


def read_or_create_secret(path: Path, make: Callable[[], str] = make_secret) -> str:
    """Return the secret in `path`, creating it with `make` and mode 0600 the first time.

    Two processes that start together get the same secret: only one of them creates the file.

    Raises ImproperlyConfigured if the folder cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            _create_secret(path, make)
        return path.read_text().strip()
    except OSError as error:
        raise ImproperlyConfigured(
            f"The data folder {path.parent} cannot be written ({error.strerror}). "
            "Make it writable, or set JT_DATA_DIR to a folder that is."
        ) from error


def _create_secret(path: Path, make: Callable[[], str]) -> None:
    draft = path.with_suffix(f".{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(make())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
