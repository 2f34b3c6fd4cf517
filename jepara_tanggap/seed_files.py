"""Files of reference data: UTF-8, comma-separated, the first row is the header."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SeedRow = dict[str, str]


class SeedFileError(Exception):
    """A file is missing or holds something that cannot be loaded; the message says what and where."""


def read_seed_rows(path: Path, *, is_optional: bool = False) -> list[SeedRow]:
    """Return the rows of a file; none if an optional one is missing. Raises SeedFileError for any other."""
    if not path.is_file():
        if is_optional:
            return []
        raise SeedFileError(f"{path} is missing.")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@contextmanager
def naming_seed_path(path: Path) -> Iterator[None]:
    """Turn what a wrong column or value raises inside into a SeedFileError that names `path`."""
    try:
        yield
    except (OSError, KeyError, ValueError) as error:
        raise SeedFileError(f"{path}: {type(error).__name__} {error}") from error
