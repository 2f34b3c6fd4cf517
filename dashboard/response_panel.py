"""The panel "Siapa yang bergerak" of an emergency: who is asked, why, what is short, and how far each is."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from accounts.roles import Right
from complaints.choices import UNFINISHED, Look
from complaints.models import Complaint
from complaints.outgoing import name_subject
from complaints.taking import VoiceChannel
from dispatch.models import Agency
from response.answering import OWN_WORDS, WORDS
from response.choices import RUNG_LOOK, EngagementRole, Rung, Via
from response.ladder import Passage, find_rung, read_passages
from response.models import Engagement
from response.needs import Need, list_needs
from response.plans import FROM_CATEGORY, USUAL_ASK, PlanFor, PlanLine, read_plan
from response.shortfalls import find_shortfalls

if TYPE_CHECKING:
    from accounts.models import User

ADDED = "Diminta oleh petugas 112"
_STAMPS: tuple[tuple[str, str], ...] = (
    ("seen_at", Rung.SEEN),
    ("accepted_at", Rung.ACCEPTED),
    ("declined_at", Rung.DECLINED),
    ("en_route_at", Rung.EN_ROUTE),
    ("on_scene_at", Rung.ON_SCENE),
    ("done_at", Rung.DONE),
)


@dataclass(frozen=True)
class PanelRow:
    """One agency of the panel. `ladder` holds (rung, time) pairs in the order of time."""

    agency: Agency
    role: str
    why: str
    asked_for: str
    is_asked: bool
    is_own: bool
    rung: str
    look: Look | None
    has_declined: bool
    word: str
    ladder: list[tuple[str, datetime]] = field(default_factory=list)
    shortfalls: list[str] = field(default_factory=list)
    needs: list[tuple[Need, datetime]] = field(default_factory=list)
    help_text: str = ""


def build_response_panel(*, user: User, complaint: Complaint, now: datetime) -> dict[str, Any]:
    """Return what the panel shows of an emergency; nothing of any other, or to whoever only reads figures."""
    may_see = any(user.may(right) for right in (Right.DISPATCH, Right.HANDLE, Right.TAKE_CALLS))
    if not complaint.is_emergency or not may_see:
        return {}
    plan = read_plan(complaint=complaint)
    engagements = _read_engagements(complaint)
    lines = _merge_lines(plan, complaint, engagements)
    agencies = [line.agency for line in lines]
    passages = read_passages(subjects=[name_subject(complaint.number)])
    short = find_shortfalls(agencies=agencies, now=now)
    rows = [_build_row(line, complaint, engagements.get(line.agency.pk), passages, short, user) for line in lines]
    is_open = complaint.status in UNFINISHED
    return {
        "response": {
            "asked": [row for row in rows if row.is_asked],
            "proposed": [row for row in rows if not row.is_asked],
            "is_draft": plan.is_draft,
            "may_dispatch": is_open and user.may(Right.DISPATCH),
            # A crew may still be out there when the report is over.
            "may_settle": user.may(Right.DISPATCH),
            "may_answer": is_open and user.may(Right.HANDLE) and user.works_for_agency,
            "others": _list_others(complaint, agencies) if is_open and user.may(Right.DISPATCH) else [],
            "voice_words": [(rung, Rung(rung).label) for rung in WORDS],
            "own_words": OWN_WORDS,
            "channels": [(one.value, one.label.capitalize()) for one in VoiceChannel],
            "usual_ask": USUAL_ASK,
        }
    }


def is_declined(*, engagement: Engagement, complaint_acknowledged_at: datetime | None, is_lead: bool) -> bool:
    """Tell whether no is an agency's last answer; the responsible one may have said yes in the lifecycle since."""
    if not engagement.has_declined:
        return False
    said_yes = complaint_acknowledged_at if is_lead else None
    return said_yes is None or engagement.declined_at is None or said_yes < engagement.declined_at


def _read_engagements(complaint: Complaint) -> dict[int, Engagement]:
    known = Engagement.objects.filter(complaint=complaint).select_related("agency")
    supporting = set(complaint.supporting.values_list("pk", flat=True)) | {complaint.agency_id}
    # An agency that handed the ticket over is no longer part of it.
    return {one.agency_id: one for one in known if one.agency_id in supporting}


def _merge_lines(plan: PlanFor, complaint: Complaint, engagements: dict[int, Engagement]) -> list[PlanLine]:
    """Return the plan's lines, and one for each agency that is part of it without being in the plan."""
    lines = list(plan.lines)
    named = {line.agency.pk for line in lines}
    for agency_id, one in engagements.items():
        if agency_id not in named:
            why = ADDED if one.asked_for else FROM_CATEGORY
            lines.append(PlanLine(one.agency, EngagementRole.SUPPORT, one.asked_for or USUAL_ASK, why))
    return lines


def _build_row(
    line: PlanLine,
    complaint: Complaint,
    engagement: Engagement | None,
    passages: dict[tuple[str, int], Passage],
    short: dict[int, list[str]],
    user: User,
) -> PanelRow:
    is_lead = line.agency.pk == complaint.agency_id
    passage = passages.get((name_subject(complaint.number), line.agency.pk))
    has_declined = engagement is not None and is_declined(
        engagement=engagement, complaint_acknowledged_at=complaint.acknowledged_at, is_lead=is_lead
    )
    rung = find_rung(
        engagement=None
        if engagement is None or (is_lead and engagement.has_declined and not has_declined)
        else engagement,
        passage=passage,
        status=complaint.status if is_lead else "",
    )
    return PanelRow(
        agency=line.agency,
        role=EngagementRole(line.role).label,
        why=line.why,
        asked_for=(engagement.asked_for if engagement else "") or line.asked_for,
        is_asked=is_lead or (engagement is not None and _is_part(engagement)),
        is_own=line.agency.pk == user.agency_id,
        rung=Rung(rung).label if rung else "",
        look=RUNG_LOOK.get(rung),
        has_declined=has_declined,
        word=_tell_word(engagement, has_declined),
        ladder=_build_ladder(complaint if is_lead else None, engagement, passage),
        shortfalls=short.get(line.agency.pk, []),
        needs=list_needs(engagement) if engagement else [],
        help_text=engagement.needs_help_text if engagement else "",
    )


def _is_part(engagement: Engagement) -> bool:
    # An agency that only looked was not asked; one whose crew needs somebody is out there, asked or not.
    has_acted = engagement.rung not in ("", Rung.SEEN)
    return bool(engagement.asked_for) or has_acted or bool(list_needs(engagement))


def _tell_word(engagement: Engagement | None, has_declined: bool) -> str:
    """Return what the agency said last, how and to whom."""
    if engagement is None or not engagement.via:
        return ""
    words = engagement.declined_reason if has_declined else engagement.words
    said = words or ("tidak dapat berangkat" if has_declined else "")
    by = f"dicatat {engagement.by}" if engagement.via == Via.VOICE else engagement.by
    return " · ".join(part for part in (said, by, f"lewat {Via(engagement.via).label}") if part)


def _build_ladder(
    lead: Complaint | None, engagement: Engagement | None, passage: Passage | None
) -> list[tuple[str, datetime]]:
    known: dict[str, datetime] = {}
    if passage and passage.handed_at:
        known[Rung.HANDED] = passage.handed_at
    if passage and passage.delivered_at:
        known[Rung.DELIVERED] = passage.delivered_at
    for name, rung in _STAMPS:
        moment = getattr(engagement, name) if engagement else None
        if moment:
            known[rung] = moment
    if lead is not None:
        own = {
            Rung.ACCEPTED: lead.acknowledged_at,
            Rung.EN_ROUTE: lead.en_route_at,
            Rung.ON_SCENE: lead.on_scene_at,
            Rung.DONE: lead.resolved_at,
        }
        for step, at in own.items():
            if at and step not in known:
                known[step] = at
    return sorted(((Rung(rung).label, at) for rung, at in known.items()), key=lambda one: one[1])


def _list_others(complaint: Complaint, named: list[Agency]) -> list[tuple[int, str]]:
    rows = Agency.objects.filter(is_active=True).exclude(pk__in=[one.pk for one in named])
    return [(pk, name) for pk, name in rows.values_list("pk", "short_name") if pk != complaint.about_agency_id]
