"""What people write in a chat stands for the same buttons."""

from __future__ import annotations

import pytest

from response.choices import TapKind
from response.replies import read_reply


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("terima", TapKind.ACCEPT),
        ("Siap, laksanakan", TapKind.ACCEPT),
        ("OK", TapKind.ACCEPT),
        ("86 ndan", TapKind.ACCEPT),
        ("ok berangkat", TapKind.DEPART),
        ("OTW pak", TapKind.DEPART),
        ("siap meluncur", TapKind.DEPART),
        ("sudah sampai", TapKind.ARRIVE),
        ("Tiba di lokasi 20.15", TapKind.ARRIVE),
        ("di TKP", TapKind.ARRIVE),
        ("selesai", TapKind.DONE),
        ("Sudah di lokasi dan selesai", TapKind.DONE),
        ("api sudah padam", TapKind.DONE),
        ("butuh bantuan", TapKind.HELP),
        ("Sudah di lokasi, tolong kirim tangki", TapKind.HELP),
        ("minta armada tambahan", TapKind.HELP),
        ("tidak bisa berangkat, mobil rusak", TapKind.DECLINE),
        ("maaf kami gak bisa", TapKind.DECLINE),
        ("kami aman", TapKind.WELL),
        ("Aman", TapKind.WELL),
    ],
)
def test_a_written_word_is_read_as_its_button(text, kind):
    assert read_reply(text) == kind


@pytest.mark.parametrize(
    "text", ["", "??", "belum sampai", "belum selesai", "siapa ini", "sudah berangkat?", "alamatnya mana", "12345"]
)
def test_what_says_nothing_or_not_yet_is_no_tap(text):
    assert read_reply(text) is None
