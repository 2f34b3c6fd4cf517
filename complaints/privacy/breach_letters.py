"""The letters after a breach, as files ready to be read over and sent: one to the authority, one to each reporter."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from django.template.loader import render_to_string
from django.utils import timezone

from complaints.privacy.breach import Affected, Breach
from complaints.ticket_numbers import group_number
from jepara_tanggap.spreadsheets import stream_csv

# What nobody has told yet; the letters show it, and the command counts it.
BLANK = "[ISI: {}]"
AUTHORITY_FILE, LIST_FILE = "lembaga.txt", "daftar.csv"


@dataclass(frozen=True)
class Words:
    """What only people know. What is empty stays a blank to be filled in."""

    how: str = ""
    handled: str = ""
    advice: str = ""
    contact: str = ""

    def fill(self) -> dict[str, str]:
        """Return the words, with a blank for each that is missing; advice may be missing."""
        return {
            "how": self.how or BLANK.format("bagaimana data terungkap"),
            "handled": self.handled or BLANK.format("apa yang sudah dan akan dilakukan"),
            "advice": self.advice,
            "contact": self.contact or BLANK.format("nama, telepon, dan surel yang dapat dihubungi"),
        }


def render_authority_letter(breach: Breach, words: Words) -> str:
    """Return the notice to the authority: which data, of how many, when and how, and what is done."""
    return _render("authority", breach, words)


def render_reporter_letter(breach: Breach, one: Affected, words: Words) -> str:
    """Return the notice to one reporter; it names the ticket and nothing of what was reported."""
    return _render("reporter", breach, words, one=one, number=group_number(one.number))


def render_list(breach: Breach) -> str:
    """Return as CSV who is told by which way, for whoever sends the letters."""
    rows = ((one.number, one.way, one.contact, name_letter(one)) for one in breach.affected)
    return "".join(stream_csv(header=["nomor", "disampaikan lewat", "kontak", "surat"], rows=rows))


def name_letter(one: Affected) -> str:
    """Return the name of a reporter's letter."""
    return f"pelapor-{one.number}.txt"


def write_letters(*, breach: Breach, words: Words, folder: Path) -> int:
    """Write all of it into a new folder that only its owner reads; return how many blanks are left.

    Raises FileExistsError where the folder is there already, OSError where it cannot be made.
    """
    letters = {AUTHORITY_FILE: render_authority_letter(breach, words), LIST_FILE: render_list(breach)}
    letters |= {name_letter(one): render_reporter_letter(breach, one, words) for one in breach.affected}
    folder.mkdir(mode=0o700, parents=True)
    for name, text in letters.items():
        handle = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
    return sum(text.count("[ISI: ") for text in letters.values())


def _render(name: str, breach: Breach, words: Words, **more: object) -> str:
    context = {"breach": breach, "now": timezone.now(), **words.fill(), **more}
    return render_to_string(f"complaints/breach/{name}.txt", context).strip() + "\n"
