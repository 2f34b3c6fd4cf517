"""From what the desk has typed to a complaint: alert first, details after, and joining what is there already."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from calls.desk import link_complaint
from calls.desk_drafts import lock_draft
from calls.landmarks import learn_landmark
from calls.models import Call, DeskDraft
from calls.numbers import read_number
from calls.refusals import CallRefused
from calls.tally import mark_hour
from complaints.actors import Actor, actor_for_user
from complaints.choices import FINAL, EventKind
from complaints.intake import NewReport, file_complaint
from complaints.lifecycle import add_message
from complaints.models import Complaint
from complaints.place_search import find_village
from complaints.privacy.correction import note_contact
from complaints.staff_lines import CALLER_NEWS
from dispatch.areas import find_place
from dispatch.models import Category, Question
from response.news import tell_crews

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.models import User

NEEDS_KIND = "Pilih dulu jenis kejadiannya."
NEEDS_PLACE = "Isi dulu desa atau titik lokasinya."
# What an update tells, with the word before it; the rest of a draft is not news to an agency. Who called is not
# among it: every reader of the ticket reads its notes, while the reporter is opened, and each look is recorded.
DETAILS = {"text": "Kejadian", "landmark": "Patokan"}


def send_alert(*, draft_id: UUID, user: User) -> Complaint:
    """File the report with kind and place alone, so that help can leave; the same again changes nothing.

    Raises CallRefused if kind or place is missing.
    """
    with transaction.atomic():
        draft = lock_draft(draft_id=draft_id, user=user)
        if draft.complaint_id:
            return Complaint.objects.with_relations().get(pk=draft.complaint_id)
        filed = file_complaint(
            report=_build_report(draft),
            source=draft.source,  # type: ignore[arg-type]
            intake_key=f"desk:{draft.pk.hex}",
            actor=actor_for_user(user),
            is_drill=draft.is_drill,
        )
        _remember(draft, filed.complaint)
        learn_landmark(draft=draft, complaint=filed.complaint)
    return filed.complaint


def send_details(*, draft_id: UUID, user: User) -> str:
    """Tell the agency what was typed since the alert. Returns the text that went out; empty if nothing is new.

    Name and number become the reporter's; the number goes to nobody's telephone.
    """
    with transaction.atomic():
        draft = lock_draft(draft_id=draft_id, user=user)
        news = _list_news(draft)
        if draft.complaint_id is None:
            return ""
        actor = actor_for_user(user)
        _note_reporter(draft, actor)
        if not news:
            return ""
        text = "\n".join(news)
        tell_incident(draft.complaint_id, actor, text, is_news=True)
        DeskDraft.objects.filter(pk=draft.pk).update(told=draft.data)
    return text


def finish_report(*, draft_id: UUID, user: User) -> Complaint:
    """File what is not filed yet, tell what is new, and close the call as a genuine one."""
    with transaction.atomic():
        complaint = send_alert(draft_id=draft_id, user=user)
        send_details(draft_id=draft_id, user=user)
        draft = DeskDraft.objects.get(pk=draft_id)
        if draft.call_id:
            link_complaint(call_id=draft.call_id, user=user, complaint=complaint, has_joined=False)
    return complaint


def join_incident(*, draft_id: UUID, user: User, complaint_id: int) -> Complaint:
    """Add this caller to an incident that is there already, with whatever they said.

    Raises CallRefused if the incident is over, or the draft has been filed.
    """
    with transaction.atomic():
        draft = lock_draft(draft_id=draft_id, user=user)
        if draft.complaint_id:
            raise CallRefused("Laporan ini sudah dikirim; gabungkan dari halaman tiketnya.")
        seen = Complaint.objects.visible_to(user).with_relations().exclude(status__in=FINAL)
        complaint = seen.filter(pk=complaint_id, is_drill=draft.is_drill).first()
        if complaint is None:
            raise CallRefused("Kejadian itu sudah berakhir. Buat laporan baru.")
        callers = count_callers(complaint) + 1
        news = _list_news(draft)
        text = "\n".join([f"Penelepon ke-{callers}.", *news])
        tell_incident(complaint.pk, actor_for_user(user), text, is_news=bool(news))
        DeskDraft.objects.filter(pk=draft.pk).update(complaint=complaint, told=draft.data, updated_at=timezone.now())
        if draft.call_id:
            link_complaint(call_id=draft.call_id, user=user, complaint=complaint, has_joined=True)
    return complaint


def count_callers(complaint: Complaint) -> int:
    """Return how many people have told of this incident: its reporter, and every caller who joined."""
    return 1 + Call.objects.filter(complaint=complaint, has_joined=True).count()


def list_answers(draft: DeskDraft) -> list[dict[str, str]]:
    """Return the answered questions of the draft's category, as they were asked."""
    given: dict[str, str] = {key: value for key, value in draft.data.get("answers", {}).items() if value}
    ids = [int(key) for key in given if key.isascii() and key.isdigit()]
    questions = Question.objects.filter(pk__in=ids, category__code=draft.data.get("category", ""))
    return [{"question": one.text, "answer": given[str(one.pk)]} for one in questions]


def _build_report(draft: DeskDraft) -> NewReport:
    data = draft.data
    category = Category.objects.select_related("agency").filter(code=data.get("category", ""), is_active=True).first()
    if category is None:
        raise CallRefused(NEEDS_KIND)
    lat, lng = data.get("point") or (None, None)
    village = find_village(data.get("village", "")) or _find_village_at(lat, lng)
    if village is None and category.needs_place:
        raise CallRefused(NEEDS_PLACE)
    return NewReport(
        category=category,
        text=data.get("text") or f"{category.name}. Keterangan menyusul.",
        village=village,
        landmark=data.get("landmark", ""),
        lat=lat,
        lng=lng,
        answers=list_answers(draft),
        reporter_name=data.get("name", ""),
        phone=read_number(data.get("phone", "")),
    )


def _find_village_at(lat: float | None, lng: float | None) -> Any:
    if lat is None or lng is None:
        return None
    return find_village(find_place(lat=lat, lng=lng).village_code or "")


def _remember(draft: DeskDraft, complaint: Complaint) -> None:
    DeskDraft.objects.filter(pk=draft.pk).update(complaint=complaint, told=draft.data, updated_at=timezone.now())
    if draft.call is not None:
        Call.objects.filter(pk=draft.call.pk).update(complaint=complaint)
        mark_hour(draft.call.rang_at)


def is_own(draft: DeskDraft) -> bool:
    """Tell whether this draft became a report of its own: the one it joined is another reporter's."""
    return draft.complaint is not None and draft.complaint.intake_key == f"desk:{draft.pk.hex}"


def tell_incident(complaint_id: int, actor: Actor, text: str, *, is_news: bool) -> None:
    """Add what a caller told or took back to the history; crews are alerted to news, not to each one more who calls."""
    action = CALLER_NEWS if is_news else ""
    event = add_message(complaint_id=complaint_id, actor=actor, kind=EventKind.NOTE, text=text, action=action)
    if is_news:
        tell_crews(complaint=event.complaint, event=event, now=event.created_at)


def _note_reporter(draft: DeskDraft, actor: Actor) -> None:
    names = ("name", "phone")
    if draft.complaint is None or not is_own(draft) or not any(_is_new(draft, name) for name in names):
        return
    name, number = draft.data.get("name", ""), read_number(draft.data.get("phone", ""))
    note_contact(complaint_id=draft.complaint.pk, name=name, phone=number, actor=actor)
    DeskDraft.objects.filter(pk=draft.pk).update(told=draft.told | {one: draft.data.get(one, "") for one in names})


def _is_new(draft: DeskDraft, name: str) -> bool:
    return bool(draft.data.get(name)) and draft.data[name] != draft.told.get(name)


def _list_news(draft: DeskDraft) -> list[str]:
    told = draft.told
    news = [f"{word}: {draft.data[name]}" for name, word in DETAILS.items() if _is_new(draft, name)]
    if draft.data.get("answers", {}) != told.get("answers", {}):
        news += [f"{one['question']} {one['answer']}" for one in list_answers(draft)]
    return news
