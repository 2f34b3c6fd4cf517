"""Where it happened, as a call taker types it, is never refused: a village is found, anything else is a landmark."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.models import Role
from calls.desk import start_call
from calls.desk_drafts import open_draft, save_draft
from calls.models import Call, DeskDraft
from complaints.models import Complaint
from dispatch.models import Village

pytestmark = pytest.mark.django_db

BANDENGAN = "Desa Bandengan, Kec. Jepara"


@pytest.fixture
def desk(sign_in):
    return sign_in(Role.CALL_TAKER)


@pytest.fixture
def draft(desk) -> DeskDraft:
    return open_draft(call=start_call(user=desk.user, number="081234567890"), user=desk.user)


@pytest.fixture
def bandengan() -> Village:
    return Village.objects.get(name="Bandengan")


def send(desk, draft: DeskDraft, do: str = "alert", **typed) -> str:
    answer = desk.post(reverse("dashboard:desk_send", args=[draft.pk]), {"do": do} | typed, follow=True)
    draft.refresh_from_db()
    return answer.content.decode()


@pytest.mark.parametrize("typed", ["bandengan", "Desa Bandengan", BANDENGAN])
def test_a_village_typed_without_a_script_is_found(desk, draft, bandengan, typed):
    send(desk, draft, category="D-BAKAR", place=typed, village="")
    assert Complaint.objects.get().village == bandengan


def test_a_street_becomes_the_landmark_and_the_village_is_asked_for(desk, draft, bandengan):
    page = send(desk, draft, category="D-BAKAR", place="Jl. Wolter Monginsidi 12", village="", landmark="")
    assert "Isi dulu desa" in page
    assert "“Jl. Wolter Monginsidi 12” dicatat sebagai patokan." in page
    assert draft.data["landmark"] == "Jl. Wolter Monginsidi 12"
    send(desk, draft, place="bandengan", village="", landmark="Jl. Wolter Monginsidi 12")
    complaint = Complaint.objects.get()
    assert (complaint.village, complaint.landmark) == (bandengan, "Jl. Wolter Monginsidi 12")


def test_words_added_to_a_chosen_village_change_no_village(desk, draft, bandengan):
    save_draft(draft=draft, user=desk.user, version=1, changes={"village": bandengan.code, "place": BANDENGAN})
    typed = {"place": f"{BANDENGAN}, seberang masjid", "village": bandengan.code, "landmark": "Gang 3"}
    send(desk, draft, category="D-BAKAR", **typed)
    complaint = Complaint.objects.get()
    assert (complaint.village, complaint.landmark) == (bandengan, "Gang 3, seberang masjid")


def test_another_village_typed_over_the_chosen_one_is_the_place(desk, draft, bandengan):
    other = Village.objects.get(name="Karangaji")
    save_draft(draft=draft, user=desk.user, version=1, changes={"village": other.code, "place": str(other)})
    send(desk, draft, category="D-BAKAR", place="bandengan", village=other.code)
    assert Complaint.objects.get().village == bandengan


def test_an_emptied_place_is_no_place(desk, draft, bandengan):
    save_draft(draft=draft, user=desk.user, version=1, changes={"village": bandengan.code, "place": BANDENGAN})
    assert "Isi dulu desa" in send(desk, draft, category="D-BAKAR", place="", village=bandengan.code)
    assert draft.data["village"] == ""


def test_words_that_fit_several_villages_wait_for_a_choice(desk, draft):
    page = send(desk, draft, category="D-BAKAR", place="kar", village="", landmark="")
    assert "Isi dulu desa" in page
    assert (draft.data["place"], draft.data["landmark"]) == ("kar", "")


@pytest.mark.parametrize("kind", ["prank", "genuine"])
def test_notes_stay_with_the_call_whatever_it_was(desk, draft, bandengan, kind):
    page = send(desk, draft, "keep", notes="Suara anak kecil, menangis")
    assert "Suara anak kecil, menangis</textarea>" in page
    if kind == "prank":
        desk.post(reverse("dashboard:call_close", args=[draft.call_id]), {"kind": kind})
    else:
        send(desk, draft, "finish", category="N-PJU", village=bandengan.code, text="Lampu mati")
    call = Call.objects.get()
    assert (call.kind, call.notes) == (kind, "Suara anak kecil, menangis")


def test_notes_of_a_call_are_told_to_no_agency(desk, draft, bandengan):
    send(desk, draft, "finish", category="D-BAKAR", village=bandengan.code, text="Api", notes="Penelepon mabuk")
    complaint = Complaint.objects.get()
    assert "mabuk" not in complaint.text + "".join(event.text for event in complaint.events.all())
