"""The words of the buttons as somebody writes them in a chat."""

from __future__ import annotations

import re

from response.choices import TapKind

# Looked at in this order: whoever writes "butuh bantuan, sudah di lokasi" needs help first of all.
_WORDS: tuple[tuple[TapKind, str], ...] = (
    (
        TapKind.HELP,
        r"(perlu|minta|mohon|tambah)\s+(personel|personil|unit|armada)|bantuan|tolong|\bsos\b",
    ),
    (
        TapKind.DECLINE,
        r"(tidak|tdk|nggak|gak|ga|belum)\s+(bisa|dapat|sanggup)(\s+(berangkat|datang|hadir|ke))?|\btolak\b|menolak|berhalangan",
    ),
    (TapKind.WELL, r"\b(kami|regu|semua|kita)\s+(aman|selamat|baik)|^\s*aman\b"),
    (TapKind.DONE, r"\b(selesai|beres|tuntas|rampung|padam|sudah tertangani)\b"),
    (TapKind.ARRIVE, r"\b(di\s*lokasi|dilokasi|sampai|tiba|on\s*scene|di\s*tkp|sudah di tempat)\b"),
    (TapKind.DEPART, r"\b(berangkat|meluncur|otw|on the way|jalan|budhal|menuju)\b"),
    (TapKind.ACCEPT, r"\b(terima|diterima|siap|ok|oke|okey|baik|86|monitor|laksanakan|ya|iya)\b"),
)
# "Belum sampai" says that it has not happened; asking back says nothing.
_NOT_YET = r"\b(belum|blm|tidak|tdk|bukan|jangan|nggak|gak)\s+(\w+\s+)?$"


def read_reply(text: str) -> TapKind | None:
    """Return which button a written reply stands for; None if it says none of them, or that it has not happened yet."""
    words = re.sub(r"[^\w\s?]", " ", text.lower())
    if "?" in words:
        return None
    for kind, pattern in _WORDS:
        found = re.search(pattern, words)
        if found is None:
            continue
        if kind not in (TapKind.HELP, TapKind.DECLINE) and re.search(_NOT_YET, words[: found.start()]):
            return None
        return kind
    return None
