"""The panel "Teks untuk umum": what staff see masked, and how they mend it, without a script."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role
from complaints.models import Complaint

pytestmark = pytest.mark.django_db

TEXT = "Lampu depan rumah Pak Slamet dan warung Ploki mati, hubungi 0812-3456-7890."


@pytest.fixture
def lamp(file_report):
    return file_report(text=TEXT)


def read_panel(client, complaint: Complaint, answer=None) -> str:
    answer = answer or client.get(reverse("dashboard:ticket", args=[complaint.number]))
    return re.search(
        r'<details class="card voice public-texts.*?(?=<section aria-labelledby="riwayat")',
        answer.content.decode(),
        re.S,
    )[0]


def post(client, name: str, complaint: Complaint, **fields):
    return client.post(reverse(f"dashboard:{name}", args=[complaint.number]), fields)


def test_the_panel_marks_what_is_masked(dishub, lamp):
    panel = read_panel(dishub, lamp)
    assert "Pak <mark>[nama]</mark> dan warung Ploki mati, hubungi <mark>[nomor telepon]</mark>." in panel
    assert "2 bagian disamarkan" in panel


def test_an_officer_masks_more_and_cannot_lift(dishub, lamp):
    answer = post(dishub, "mask_more", lamp, phrases="Ploki\n")
    assert answer.status_code == 302
    panel = read_panel(dishub, lamp)
    assert "warung <mark>[disamarkan]</mark> mati" in panel
    assert "tampilkan/" not in panel
    assert post(dishub, "show_again", lamp, phrase="Slamet", reason="Bukan orang").status_code == 403


def test_a_refused_phrase_keeps_what_was_typed_and_says_why(dishub, lamp):
    answer = post(dishub, "mask_more", lamp, phrases="Ploki\nBukan di sini")
    assert answer.status_code == 400
    panel = read_panel(dishub, lamp, answer)
    assert "Bukan di sini” tidak ada di teks laporan ini" in panel
    assert "Ploki\nBukan di sini</textarea>" in panel
    assert " open>" in panel


def test_a_lead_lifts_with_a_reason(sign_in, lamp):
    lead = sign_in(Role.LEAD, "DISHUB")
    refused = post(lead, "show_again", lamp, phrase="Slamet")
    assert refused.status_code == 400
    assert "Lengkapi bagian ini" in refused.content.decode()
    assert post(lead, "show_again", lamp, phrase="Slamet", reason="Nama gang").status_code == 302
    assert "Pak Slamet dan warung" in read_panel(lead, lamp)


@pytest.mark.parametrize(("role", "agency"), [(Role.EXECUTIVE, ""), (Role.CALL_TAKER, "")])
def test_who_does_not_handle_reads_the_panel_and_has_no_form(sign_in, lamp, role, agency):
    client = sign_in(role, agency)
    assert "<form" not in read_panel(client, lamp)
    assert post(client, "mask_more", lamp, phrases="Ploki").status_code == 403


def test_another_agency_finds_no_ticket_to_mask(sign_in, lamp):
    assert post(sign_in(Role.OFFICER, "DPUPR"), "mask_more", lamp, phrases="Ploki").status_code == 404


def test_hostile_phrases_are_text(dishub, file_report):
    lamp = file_report(text="Ada <script>alert(1)</script> dan .* di sini")
    assert post(dishub, "mask_more", lamp, phrases=".*").status_code in (302, 400)
    panel = read_panel(dishub, lamp)
    assert "<script>" not in panel
    assert "dan" in panel


def test_the_panel_costs_no_statement(dishub, lamp):
    path = reverse("dashboard:ticket", args=[lamp.number])
    dishub.get(path)
    with CaptureQueriesContext(connection) as statements:
        dishub.get(path)
    assert not [one for one in statements if "mask" in one["sql"] and "complaints_complaint" not in one["sql"]]
    assert sum("complaints_event" in one["sql"] for one in statements) == 1
