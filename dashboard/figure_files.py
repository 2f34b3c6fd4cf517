"""The figures of a period as tables, and these as CSV and as a workbook."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import xlsxwriter
from django.http import HttpResponse

from calls.figures import KINDS, CallFigures
from calls.limits import read_limit
from calls.responses import SEALED, STAGES, Arrivals, ResponseRow
from jepara_tanggap.spreadsheets import answer_csv, write_safe_cell

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Table = tuple[str, list[str], list[list[Any]]]


@dataclass(frozen=True)
class Figures:
    """Everything of one period. `calls` is None for an agency's own people."""

    first: date
    last: date
    calls: CallFigures | None
    agencies: list[ResponseRow]
    kinds: list[ResponseRow]
    days: list[tuple[date, str, int]]
    fires: Arrivals

    @property
    def emergencies(self) -> int:
        """How many there were."""
        return sum(row.count for row in self.kinds)

    @property
    def has_secret(self) -> bool:
        """Whether some are told in one row of the county."""
        return any(row.label == SEALED for row in self.kinds)

    @property
    def open(self) -> int:
        """How many of them are not resolved."""
        return sum(row.open for row in self.kinds)


def list_tables(figures: Figures) -> Iterable[Table]:
    """Yield (name, header, rows) of every table."""
    if figures.calls is not None:
        yield from _list_call_tables(figures.calls)
    for name, rows in (("Per OPD", figures.agencies), ("Per jenis", figures.kinds)):
        yield name, _head_of_stages(), [_write_response(row) for row in rows]
    yield "Kebakaran", ["Ukuran", "Nilai"], _write_arrivals(figures.fires)
    kinds = [row.label for row in figures.kinds if row.label != SEALED]
    yield "Darurat per hari", ["Tanggal", *kinds], _list_days(figures, kinds)


def _list_days(figures: Figures, kinds: list[str]) -> list[list[Any]]:
    """Return a row for each day that had an emergency, a column for each kind the period knows."""
    counts: dict[date, dict[str, int]] = {}
    for day, kind, count in figures.days:
        counts.setdefault(day, {})[kind] = count
    return [[day.isoformat(), *(of_day.get(kind, 0) for kind in kinds)] for day, of_day in counts.items()]


def _list_call_tables(calls: CallFigures) -> Iterable[Table]:
    waits = [
        [f"{label} ({word}, detik)", getattr(calls, f"{name}_{word}")]
        for name, label in (("answer", "Sampai dijawab"), ("alert", "Sampai OPD diberi tahu"), ("filing", "Pencatatan"))
        for word in ("median", "p90")
    ]
    yield (
        "Panggilan",
        ["Ukuran", "Nilai"],
        [
            ["Masuk", calls.incoming],
            ["Dijawab", calls.answered],
            ["Putus sebelum dijawab", calls.abandoned],
            ["Menjadi laporan", calls.ticketed],
            ["Menyusul laporan", calls.joined],
            ["Dijawab tepat waktu (%)", calls.answered_in_time],
            ["Diberi tahu tepat waktu (%)", calls.alerted_in_time],
            *waits,
            *([f"Jenis: {label}", count] for label, count in calls.kinds),
        ],
    )
    labels = [label for _, label in KINDS]
    by_hour = zip(*(hours for _, hours in calls.kind_hours), strict=True)
    yield "Panggilan per jam", ["Jam", *labels], [[hour, *counts] for hour, counts in enumerate(by_hour)]
    yield "Panggilan per hari", ["Tanggal", *labels], [[day.isoformat(), *counts] for day, counts in calls.days]


def _head_of_stages() -> list[str]:
    words = [f"{label} ({share}, detik)" for _, label in STAGES for share in ("median", "p90")]
    return ["Nama", "Darurat", "Belum selesai", "Dieskalasi", "Putaran eskalasi", *words]


def _write_response(row: ResponseRow) -> list[Any]:
    times = [value for stage in row.stages for value in (stage.median, stage.p90)]
    waits = (None if value is None else round(value) for value in times)
    return [row.label, row.count, row.open, row.escalated, row.rounds, *waits]


def _write_arrivals(fires: Arrivals) -> list[list[Any]]:
    limit = read_limit("fire_arrival_minutes")
    return [
        ["Dicapai petugas", fires.count],
        [f"Dicapai dalam {limit} menit", fires.in_time],
        [f"Dicapai dalam {limit} menit (%)", fires.share],
    ]


def _write_csv(figures: Figures) -> HttpResponse:
    rows = [[name, *row] for name, header, table in list_tables(figures) for row in [header, *table]]
    name = f"angka-{figures.first}-{figures.last}"
    return answer_csv(name=name, header=["Tabel"], rows=rows)  # type: ignore[return-value]


def _write_xlsx(figures: Figures) -> HttpResponse:
    buffer = io.BytesIO()
    # Row by row: no cell is kept in memory until the end.
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(buffer, options)
    bold = book.add_format({"bold": True})
    for name, header, rows in list_tables(figures):
        sheet = book.add_worksheet(name)
        for column, width in enumerate(_measure_widths([header, *rows])):
            sheet.set_column(column, column, width)
        sheet.write_row(0, 0, header, bold)
        for place, row in enumerate(rows, start=1):
            sheet.write_row(place, 0, [write_safe_cell(cell) for cell in row])
    book.close()
    response = HttpResponse(buffer.getvalue(), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="angka-{figures.first}-{figures.last}.xlsx"'
    response["Cache-Control"] = "no-store"
    return response


def _measure_widths(rows: Sequence[Sequence[Any]]) -> list[int]:
    """Return how wide each column must be, in letters, for its longest cell."""
    return [max(len(str(cell)) for cell in column) + 2 for column in zip(*rows, strict=True)]


WRITERS: dict[str, Callable[[Figures], HttpResponse]] = {"csv": _write_csv, "xlsx": _write_xlsx}
