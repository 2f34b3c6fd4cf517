"""Tables for spreadsheet programs. No cell can become a formula, whoever wrote its text."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.http import StreamingHttpResponse

# What makes Excel, LibreOffice or Google Sheets compute, also behind blanks and in full width.
_FORMULA = re.compile(r"^[\s\u00a0\u200b\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]")
# XML 1.0, and so xlsx, knows none of these.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
# Excel takes a file for UTF-8 only if it begins with this.
_BYTE_ORDER_MARK = "\ufeff"


def write_safe_cell(value: Any) -> Any:
    """Return what may stand in a cell: numbers as they are, text that would be computed behind an apostrophe."""
    if value is None:
        return ""
    if isinstance(value, int | float):
        return value
    text = _CONTROL.sub("", str(value))
    return f"'{text}" if _FORMULA.match(text) else text


def stream_csv(*, header: Iterable[str], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """Yield the lines of a CSV file with every cell quoted; memory does not grow with the rows."""
    writer = csv.writer(_Echo(), quoting=csv.QUOTE_ALL)
    yield _BYTE_ORDER_MARK + writer.writerow([write_safe_cell(cell) for cell in header])
    for row in rows:
        yield writer.writerow([write_safe_cell(cell) for cell in row])


def answer_csv(*, name: str, header: Iterable[str], rows: Iterable[Iterable[Any]]) -> StreamingHttpResponse:
    """Return a CSV file to be kept; `name` is ours and has no ending."""
    response = StreamingHttpResponse(stream_csv(header=header, rows=rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response["Cache-Control"] = "no-store"
    return response


class _Echo:
    """A file that keeps nothing: the writer returns what it would have written."""

    def write(self, text: str) -> str:
        return text
