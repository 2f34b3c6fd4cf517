"""The table of who may do what, as the admin and docs/access.md show it: generated, so that neither can differ."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from accounts.roles import MATRIX, Right, Role

DOCUMENT = settings.BASE_DIR / "docs" / "access.md"

# ruff: noqa: E501 - paragraphs of a document are lines
_INTRODUCTION = """\
# Siapa boleh apa

Halaman ini dibuat dari `accounts/roles.py` dengan `manage.py write_access_docs`; tabel yang sama ada di halaman administrasi, Petugas, Hak akses. Jangan diubah dengan tangan.

Hak melekat pada peran, bukan pada orang. Petugas dan penanggung jawab OPD hanya membaca laporan OPD sendiri. Warga tidak punya akun.
"""
_CLOSING = """\
Faktor kedua selalu wajib untuk masuk ke halaman administrasi. Untuk ruang petugas, peran yang wajib memakainya diatur dengan `JT_SECOND_FACTOR_ROLES`; bawaannya dispatcher, koordinator, dan administrator.

Layar dinding dibuka oleh ruang 112 (penerima panggilan, dispatcher) dan oleh mereka yang membaca angka seluruh kabupaten (koordinator, pimpinan, administrator); penanggung jawab OPD tidak, karena angkanya hanya angka OPD sendiri. Layar itu tidak memuat nama, nomor tiket, jenis laporan, atau titik tepat. Tombol "Biarkan layar ini menyala terus" menyerahkan sesi di peramban itu kepada layar dinding: sesi itu tidak habis selama layarnya menyala, tidak membuka halaman lain apa pun, dan berakhir dari "Tempat Anda masuk", dengan kata sandi baru, atau saat akunnya dinonaktifkan.

Orang yang dinonaktifkan tidak punya hak apa pun sejak permintaan berikutnya.
"""


@dataclass(frozen=True)
class Row:
    """One right, and for each role in the order of `Role` whether it has it."""

    right: str
    granted: list[bool]


def list_roles() -> list[str]:
    """Return the heads of the table's columns."""
    return [str(label) for label in Role.labels]


def build_rows() -> list[Row]:
    """Return the table, one row for each right."""
    return [Row(str(right.label), [right in MATRIX[role] for role in Role]) for right in Right]


def render_document() -> str:
    """Return docs/access.md."""
    head = f"| Hak | {' | '.join(list_roles())} |"
    line = f"| --- |{' :---: |' * len(Role)}"
    rows = [f"| {row.right} | {' | '.join(map(_say, row.granted))} |" for row in build_rows()]
    return "\n".join([_INTRODUCTION, head, line, *rows, "", _CLOSING])


def _say(granted: bool) -> str:
    return "ya" if granted else ""
