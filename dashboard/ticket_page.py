"""Everything the ticket page shows, read in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import Http404, QueryDict

from accounts.roles import Right
from complaints.about import may_say_about, select_choices
from complaints.actors import actor_for_user
from complaints.choices import EventKind, PhotoPurpose
from complaints.deadlines import describe_deadline
from complaints.flagging import may_restore
from complaints.lifecycle import available_transitions
from complaints.looks import ReporterLook
from complaints.major.reading import find_incident_of
from complaints.models import Complaint, Event, Photo
from complaints.permissions import may_write
from complaints.raising import select_emergency_categories
from complaints.ticket_numbers import is_valid
from complaints.transfers import select_new_agencies
from complaints.transitions import Transition
from dashboard.flagged import explain_signs
from dashboard.forms import AboutForm, MessageForm, StepForm
from dashboard.links_panel import build_links_panel
from dashboard.masked_page import LEFT_OUT, mask_history, mask_ticket, reads_masked
from dashboard.public_panel import build_public_panel
from dashboard.response_panel import build_response_panel
from dashboard.selectors import count_unseen, select_unseen
from dashboard.words import build_history, describe_age, describe_delivery, describe_status, link_photo, write_moment
from dispatch.models import Delivery

if TYPE_CHECKING:
    from accounts.models import User

# The last ones tell where things stand; all of them are in the admin.
MOST_DELIVERIES = 12
PRIMARY = "primary"


def find_ticket(*, user: User, number: str) -> Complaint:
    """Return a complaint this person may read; raises Http404 for any other."""
    complaint = seek_ticket(user=user, number=number)
    if complaint is None:
        raise Http404
    return complaint


def seek_ticket(*, user: User, number: str) -> Complaint | None:
    """Return a complaint this person may read; None for any other. Raises Http404 for what is no number."""
    if not is_valid(number):
        raise Http404
    rows = Complaint.objects.visible_to(user).with_relations().select_related("merged_into", "about_agency")
    return rows.defer("village__boundary").filter(number=number).first()


def mark_seen(*, user: User, complaint: Complaint, now: datetime) -> None:
    """Take the alerts of this ticket off the agency's bell: somebody there has opened it."""
    unseen = select_unseen(user).filter(subject=f"complaint:{complaint.number}")
    ids = list(unseen.values_list("pk", flat=True))
    if ids:
        unseen.filter(pk__in=ids).update(seen_at=now)


def build_ticket(*, user: User, complaint: Complaint, look: ReporterLook, now: datetime) -> dict[str, Any]:
    """Return what the page and its print show of one complaint, and of its reporter as far as `look` goes."""
    events = list(complaint.events.select_related("agency", "user").order_by("-id"))
    if reads_masked(user):
        return _build_masked(user, complaint, look, events, now)
    photos = list(complaint.photos.all())
    return {
        **_tell_matter(complaint, photos, now),
        "look": look,
        "history": build_history(events, photos),
        "deliveries": _list_deliveries(complaint, now),
        "unseen": count_unseen(user),
        "flag": _build_flag(user, complaint, events),
        "incident": find_incident_of(complaint),
        **build_public_panel(user=user, complaint=complaint, events=events),
        **build_response_panel(user=user, complaint=complaint, now=now),
        **build_links_panel(user=user, complaint=complaint, now=now),
    }


def _build_masked(
    user: User, complaint: Complaint, look: ReporterLook, events: Sequence[Event], now: datetime
) -> dict[str, Any]:
    """Return the page of somebody who reads what is open, and handles nothing."""
    mask_ticket(complaint)
    shown = mask_history(complaint, events)
    return {
        **_tell_matter(complaint, [], now),
        **build_public_panel(user=user, complaint=complaint, events=shown),
        **dict.fromkeys(LEFT_OUT),
        "look": look,
        "history": build_history(shown, []),
        "deliveries": [],
        "unseen": count_unseen(user),
        "is_masked": True,
    }


def _tell_matter(complaint: Complaint, photos: Sequence[Photo], now: datetime) -> dict[str, Any]:
    return {
        "now": now,
        "complaint": complaint,
        "state": describe_status(complaint.status),
        "age": describe_age(complaint.filed_at, now),
        "deadline": describe_deadline(complaint, now),
        "facts": _list_facts(complaint),
        "answers": [(answer.get("question", ""), answer.get("answer", "")) for answer in complaint.answers],
        "photos": [link_photo(photo) for photo in photos if _is_of_report(photo)],
        "map": _describe_map(complaint),
    }


def build_steps(*, user: User, complaint: Complaint, typed: StepForm | None = None) -> dict[str, Any]:
    """Return the steps this person may take: the usual next one, and the rest.

    `typed` is a form that was refused; it takes the place of the empty one of its step.
    """
    transitions = available_transitions(complaint, actor_for_user(user))
    agencies = list_new_agencies(complaint=complaint, transitions=transitions)
    kinds = list_emergency_kinds(complaint=complaint, transitions=transitions)
    forms = [
        typed
        if typed is not None and typed.transition == transition
        else StepForm(
            transition=transition,
            agencies=agencies,
            kinds=kinds,
            initial={"version": complaint.version, "action": transition.action},
        )
        for transition in transitions
    ]
    usual = next((form for form in forms if form.transition.tone == PRIMARY), None)
    return {
        "step": usual,
        "other_steps": [form for form in forms if form is not usual],
        "lost_text": _rescue_text(typed, forms),
    }


def build_messages(
    *, user: User, complaint: Complaint, answer: MessageForm | None = None, note: MessageForm | None = None
) -> dict[str, Any]:
    """Return the two forms of words, as far as this person may use them."""
    actor = actor_for_user(user)
    may_answer = may_write(complaint=complaint, actor=actor, kind=EventKind.ANSWER)
    may_note = may_write(complaint=complaint, actor=actor, kind=EventKind.NOTE)
    seen = {"version": complaint.version}
    return {
        "answer_form": (answer or MessageForm(auto_id="jawaban_%s", initial=seen)) if may_answer else None,
        "note_form": (note or MessageForm(auto_id="catatan_%s", initial=seen)) if may_note else None,
        # Whoever may not write it any more keeps the words all the same.
        "lost_words": answer["text"].value() if answer and not may_answer else "",
    }


def build_about(*, user: User, complaint: Complaint, data: QueryDict | None = None) -> dict[str, Any]:
    """Return the form that says which agency the report is about, for those who may say it."""
    if not may_say_about(user=user, complaint=complaint):
        return {"about_form": None}
    agencies = list(select_choices(user=user).values_list("pk", "short_name"))
    return {"about_form": AboutForm(data, agencies=agencies, initial={"agency": complaint.about_agency_id})}


def list_new_agencies(*, complaint: Complaint, transitions: Iterable[Transition]) -> list[tuple[int, str]]:
    """Return the agencies to choose from, if one of these steps hands the ticket over."""
    if not any("to_agency" in transition.takes for transition in transitions):
        return []
    return list(select_new_agencies(complaint=complaint).values_list("pk", "short_name"))


def list_emergency_kinds(*, complaint: Complaint, transitions: Iterable[Transition]) -> list[tuple[str, str]]:
    """Return the kinds of emergency to choose from, if one of these steps raises the report."""
    if not any("emergency_category" in transition.takes for transition in transitions):
        return []
    return list(select_emergency_categories(complaint=complaint).values_list("code", "name"))


def list_missed(*, complaint: Complaint, seen_version: int) -> Sequence[Event]:
    """Return the lines of history written since this version was seen, oldest first."""
    missed = max(1, min(20, complaint.version - seen_version))
    return list(complaint.events.select_related("agency", "user").order_by("-id")[:missed])[::-1]


def _build_flag(user: User, complaint: Complaint, events: Sequence[Event]) -> dict[str, Any] | None:
    """Return why a report reads like an emergency, while that is open or may be opened again."""
    if not (complaint.is_flagged or may_restore(complaint)):
        return None
    said = next((event.text for event in events if event.pk == complaint.flag_event_id), complaint.text)
    return {
        "why": explain_signs(said, complaint.flag_signs or []),
        "is_message": complaint.flag_event_id is not None,
        "may_decide": user.may(Right.DISPATCH),
    }


def _is_of_report(photo: Photo) -> bool:
    return photo.event_id is None and photo.purpose == PhotoPurpose.REPORT


def _rescue_text(typed: StepForm | None, forms: Sequence[StepForm]) -> str:
    # The step may no longer be there to show its form; what was typed is shown all the same.
    if typed is None or typed in forms:
        return ""
    return str(typed.data.get("text", ""))[:4000]


def _list_facts(complaint: Complaint) -> list[tuple[str, str]]:
    supporting = ", ".join(agency.short_name for agency in complaint.supporting.all())
    merged = complaint.merged_into
    return [
        ("Masuk", f"{write_moment(complaint.filed_at)} lewat {complaint.get_source_display()}"),
        ("Waktu kejadian", write_moment(complaint.occurred_at)),
        ("OPD penanggung jawab", complaint.agency.name),
        ("OPD pendukung", supporting),
        ("Laporan tentang", complaint.about_agency.name if complaint.about_agency else ""),
        ("Dialihkan", f"{complaint.transfers} kali" if complaint.transfers else ""),
        ("Keterbukaan", complaint.get_visibility_display()),
        ("Media sosial", "Pelapor mengizinkan" if complaint.allows_social else "Tidak diizinkan pelapor"),
        ("Batas verifikasi", write_moment(complaint.verify_due_at)),
        ("Batas tanggapan pertama", write_moment(complaint.respond_due_at)),
        ("Batas selesai", write_moment(complaint.due_at)),
        ("Dibaca OPD", write_moment(complaint.acknowledged_at)),
        ("Berangkat", write_moment(complaint.en_route_at)),
        ("Tiba di lokasi", write_moment(complaint.on_scene_at)),
        ("Tanggapan pertama", write_moment(complaint.first_answer_at)),
        ("Selesai ditangani", write_moment(complaint.resolved_at)),
        ("Diteruskan ke", complaint.forwarded_to),
        ("Digabung ke", merged.grouped_number if merged else ""),
    ]


def _list_deliveries(complaint: Complaint, now: datetime) -> list:
    rows = Delivery.objects.filter(subject=f"complaint:{complaint.number}").defer("payload", "receipt")
    return [describe_delivery(row, now) for row in rows.order_by("-id")[:MOST_DELIVERIES]]


def _describe_map(complaint: Complaint) -> dict[str, Any] | None:
    """Return the point to show in WGS 84 degrees: the pin, or else the village's own point."""
    tiles = {"tiles": settings.MAP_TILES_URL, "attribution": settings.MAP_TILES_ATTRIBUTION}
    if complaint.lat is not None and complaint.lng is not None:
        return {"lat": str(complaint.lat), "lng": str(complaint.lng), "exact": True, **tiles}
    if complaint.village:
        return {"lat": str(complaint.village.lat), "lng": str(complaint.village.lng), "exact": False, **tiles}
    return None
