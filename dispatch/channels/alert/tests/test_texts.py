"""The first line of an alert is one text message: 160 letters of the GSM alphabet, and the link whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.channels.alert.gsm import count_letters, is_gsm, write_plainly
from dispatch.channels.alert.texts import SMS_LENGTH, write_first_line
from dispatch.models import Category
from dispatch.tests.alerts import payload


def test_a_long_place_is_cut_and_the_line_stays_one_message():
    line = write_first_line(payload() | {"place": "Dukuh " * 40}, repeated=True)
    assert line.startswith("(ulangan) Kebakaran: Dukuh")
    assert line.endswith(f".. 123456789012 {payload()['link']}")
    assert is_gsm(line)
    assert count_letters(line) == SMS_LENGTH


def test_what_telephones_type_by_themselves_is_written_plainly():
    typed = "Gang “Mawar” – Ma’had\u00a0Al‑Ikhlas… Désa Sêkuro"
    assert write_plainly(typed) == 'Gang "Mawar" - Ma\'had Al-Ikhlas.. Désa Sekuro'
    assert is_gsm(write_first_line(payload() | {"place": typed}))


def test_what_has_no_plain_form_is_kept():
    assert write_plainly("Bakso 香 Pak Min") == "Bakso 香 Pak Min"


@given(st.text(max_size=300))
def test_no_place_pushes_the_link_out(place):
    line = write_first_line(payload() | {"place": place})
    assert line.endswith(payload()["link"])
    assert count_letters(line) <= SMS_LENGTH
    assert "\n" not in line


@pytest.mark.django_db
def test_every_kind_of_emergency_is_told_in_one_message():
    for kind in Category.objects.filter(track="emergency"):
        line = write_first_line(payload() | {"title": kind.name})
        assert is_gsm(line), line
        assert ".." not in line
