"""Refuses passwords that are a common one dressed up: "Sunshine2024!", "jepara12345", "p4ssw0rd-112".

Django's list holds some 19,600 passwords out of breaches, but few of ten letters or more, which is what ours need. The
longer ones people use are a short one with figures and signs around it, so what is left without those is looked up too.
"""

from __future__ import annotations

import re
from typing import Any

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

# Words anybody would try here, beside the names of the person.
LOCAL_WORDS = frozenset(
    {
        "jepara", "jeparatanggap", "tanggap", "kabupatenjepara", "diskominfo", "kominfo", "wadul", "wadulbupati",
        "bupati", "kartini", "kalinyamat", "karimunjawa", "karimun", "bandengan", "ukir", "ukiran", "mebel", "macan",
        "kurawal", "petugas", "operator", "dispatcher", "koordinator", "pimpinan", "administrator", "laporan",
        "aduan", "darurat", "ambulans", "pemadam", "damkar", "bpbd", "satpolpp", "dishub", "dpupr", "dinkes",
        "puskesmas", "rsud", "satset", "katasandi", "sandi", "rahasia", "indonesia", "merdeka", "bismillah",
        "alhamdulillah", "assalamualaikum", "sayang", "sayangku", "cinta", "cintaku", "semangat",
    }
)  # fmt: skip
# Letters as people write them to please a rule.
_SPELLINGS = str.maketrans("013457@$!", "oieastasi")
_EDGES = re.compile(r"^[^a-z]+|[^a-z]+$")
# Around more than this the figures and signs are a secret of their own.
MOST_AROUND = 8
LEAST_WORD = 4


class DressedUpPasswordValidator(CommonPasswordValidator):
    """Looks the word inside a password up in Django's list and in ours."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError if only figures and signs make this longer than a common password."""
        if any(word in self.passwords or word in LOCAL_WORDS for word in find_words_inside(password)):
            raise ValidationError(self.get_error_message(), code="password_dressed_up")

    def get_error_message(self) -> str:
        """Say what to do instead."""
        return "Kata sandi ini kata umum dengan angka atau tanda. Pakai beberapa kata yang tidak berhubungan."

    def get_help_text(self) -> str:
        """Say it before they try."""
        return "Kata sandi tidak boleh satu kata umum yang ditambah angka atau tanda."


def find_words_inside(password: str) -> set[str]:
    """Return what is left of a password without figures and signs around it, also where it is said twice."""
    low = password.casefold()
    words = {_EDGES.sub("", low), _EDGES.sub("", low.translate(_SPELLINGS)), _strip_figures(low)}
    words |= {word[: len(word) // 2] for word in words if word[: len(word) // 2] == word[len(word) // 2 :]}
    return {word for word in words if len(word) >= LEAST_WORD and _is_most(word, password)}


def _strip_figures(low: str) -> str:
    """Return "p4ssw0rd" of "p4ssw0rd-112" in letters: the end goes before the spelling is undone."""
    return _EDGES.sub("", re.sub(r"[^a-z]+$", "", low).translate(_SPELLINGS))


def _is_most(word: str, password: str) -> bool:
    around = len(password) - len(word) * (2 if word * 2 in password.casefold() else 1)
    return around <= MOST_AROUND
