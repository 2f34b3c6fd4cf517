"""Cells of exported tables."""

from __future__ import annotations

import csv
import io
from itertools import islice

import pytest

from jepara_tanggap.spreadsheets import answer_csv, stream_csv, write_safe_cell

FORMULAS = [
    "=1+1",
    "+62812",
    "-5",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "  =cmd|' /C calc'!A0",
    "\u00a0=1",
    "\uff1d1",
    "\x00=1",
    "\ufeff=1",
]


@pytest.mark.parametrize("text", FORMULAS)
def test_text_that_would_be_computed_is_quoted(text: str) -> None:
    assert write_safe_cell(text).startswith("'")


@pytest.mark.parametrize("text", ["Jalan rusak", "a=b", "0812", "", "10-20", "Jl. R.A. Kartini\nNo. +1"])
def test_other_text_stays(text: str) -> None:
    assert write_safe_cell(text) == text


def test_numbers_stay_numbers() -> None:
    assert [write_safe_cell(value) for value in (-5, 1.5, None)] == [-5, 1.5, ""]


def test_a_cell_cannot_break_out_of_its_row() -> None:
    hostile = 'x","=1+1"\r\n"=2+2'
    text = "".join(stream_csv(header=["Perihal", "=Alasan"], rows=[[hostile, 7]]))
    assert list(csv.reader(io.StringIO(text.removeprefix("\ufeff")))) == [["Perihal", "'=Alasan"], [hostile, "7"]]


def test_rows_are_written_as_they_are_read() -> None:
    def endless():
        number = 0
        while True:
            yield [number := number + 1]

    response = answer_csv(name="catatan", header=["n"], rows=endless())
    lines = list(islice(response.streaming_content, 3))
    assert lines == [b'\xef\xbb\xbf"n"\r\n', b'"1"\r\n', b'"2"\r\n']
    assert response["Content-Disposition"] == 'attachment; filename="catatan.csv"'
