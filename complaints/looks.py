"""Opening what is closed even to those who may read it: a secret report, and who reported.

Each look is recorded before it is granted, and serves one sitting: the session
remembers it for a settable time, then it is asked for again.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import timezone

from accounts.audit import record_access
from accounts.models import AuditAction
from accounts.roles import Right
from complaints.models import Complaint, Reporter
from complaints.public_texts import mask_for_record
from complaints.refusals import MissingField, NotAllowed
from dispatch.models import ReporterShown

if TYPE_CHECKING:
    from accounts.models import User
    from dispatch.models import AgencyContact

# A session: a mapping that the framework keeps between requests.
Session = MutableMapping[str, Any]
SHORTEST_REASON = 5
REASON_LIMIT = 300
_SECRETS, _REPORTERS = "opened_secrets", "opened_reporters"


class ReporterState(StrEnum):
    """What the ticket page says of the reporter."""

    ANONYMOUS = "anonymous"
    NONE = "none"
    FORBIDDEN = "forbidden"
    RESTRICTED = "restricted"
    CLOSED = "closed"
    OPEN = "open"


@dataclass(frozen=True)
class ReporterLook:
    """The reporter as this person sees them; `reporter` only where it is open."""

    state: ReporterState
    reporter: Reporter | None = None
    needs_reason: bool = False


def is_opened(*, complaint: Complaint, session: Session, now: datetime | None = None) -> bool:
    """Tell whether this ticket shows its content in this session; only secret ones ever do not."""
    return not complaint.is_for_named_readers or _is_remembered(session, _SECRETS, complaint, now or timezone.now())


def open_secret(*, user: User, complaint: Complaint, session: Session, reason: str, address: str | None = None) -> None:
    """Open a secret report for a while. The caller has found it among what this person may read.

    Raises MissingField without a reason.
    """
    reason = _require_reason(reason)
    _record(complaint, user, AuditAction.SECRET_OPENED, reason, address)
    _remember(session, _SECRETS, complaint, settings.SECRET_OPEN_MINUTES)


def look_at_reporter(*, user: User, complaint: Complaint, session: Session, address: str | None = None) -> ReporterLook:
    """Return who reported as far as this person sees it now; where it is needed for work, opened and recorded here."""
    state = _find_state(user, complaint, session)
    if state == ReporterState.CLOSED and _needs_at_once(user, complaint):
        open_reporter(user=user, complaint=complaint, session=session, address=address)
        state = ReporterState.OPEN
    return ReporterLook(
        state=state,
        reporter=complaint.reporter if state == ReporterState.OPEN else None,
        needs_reason=_needs_reason(complaint),
    )


def open_reporter(
    *, user: User, complaint: Complaint, session: Session, reason: str = "", address: str | None = None
) -> None:
    """Show the reporter to this person for a while. Raises NotAllowed, or MissingField where a reason is needed."""
    state = _find_state(user, complaint, session)
    if state not in (ReporterState.CLOSED, ReporterState.OPEN):
        raise NotAllowed("Identitas pelapor laporan ini tidak dapat dibuka.")
    reason = _require_reason(reason) if _needs_reason(complaint) else reason.strip()[:REASON_LIMIT]
    if state == ReporterState.OPEN:
        return
    _record(complaint, user, AuditAction.REPORTER_SEEN, reason, address)
    _remember(session, _REPORTERS, complaint, settings.REPORTER_OPEN_MINUTES)


def _find_state(user: User, complaint: Complaint, session: Session) -> ReporterState:
    if complaint.is_anonymous:
        return ReporterState.ANONYMOUS
    if complaint.reporter_id is None:
        return ReporterState.NONE
    if not user.may(Right.SEE_REPORTER):
        return ReporterState.FORBIDDEN
    if complaint.is_restricted:
        return ReporterState.RESTRICTED
    is_open = _is_remembered(session, _REPORTERS, complaint, timezone.now())
    return ReporterState.OPEN if is_open else ReporterState.CLOSED


def _needs_at_once(user: User, complaint: Complaint) -> bool:
    # Those who drive out and those who answer the telephone; a coordinator who reads along asks for it.
    is_working = user.works_for_agency or user.may(Right.TAKE_CALLS)
    return is_working and shows_reporter_at_once(complaint)


def _needs_reason(complaint: Complaint) -> bool:
    return complaint.category.reporter_visible == ReporterShown.WITH_REASON


def _require_reason(reason: str) -> str:
    reason = reason.strip()[:REASON_LIMIT]
    if len(reason) < SHORTEST_REASON:
        raise MissingField("reason", "Tulis alasannya dengan singkat. Alasan ini dicatat.")
    return reason


def _record(complaint: Complaint, user: User, action: AuditAction, reason: str, address: str | None) -> None:
    told = mask_for_record(complaint=complaint, text=reason)
    record_access(user=user, action=action, subject=_subject(complaint), reason=told, address=address)


def _subject(complaint: Complaint) -> str:
    return f"complaint:{complaint.number}"


def _is_remembered(session: Session, what: str, complaint: Complaint, now: datetime) -> bool:
    return session.get(what, {}).get(complaint.number, 0) > now.timestamp()


def _remember(session: Session, what: str, complaint: Complaint, minutes: float) -> None:
    now = timezone.now()
    kept = {number: until for number, until in session.get(what, {}).items() if until > now.timestamp()}
    session[what] = {**kept, complaint.number: (now + timedelta(minutes=minutes)).timestamp()}


def shows_reporter_at_once(complaint: Complaint) -> bool:
    """Tell whether those who work on reports of this kind see who reported without asking for it."""
    return complaint.category.reporter_visible == ReporterShown.AT_ONCE


def may_call_reporter(complaint: Complaint) -> bool:
    """Tell whether those who drive out may call whoever reported: only where the category shows them at once."""
    return (
        shows_reporter_at_once(complaint)
        and complaint.reporter_id is not None
        and not (complaint.is_anonymous or complaint.is_secret or complaint.is_restricted)
        and not complaint.is_for_named_readers
        and complaint.erased_at is None
    )


def look_from_field(*, complaint: Complaint, contact: AgencyContact, address: str | None = None) -> str:
    """Return the reporter's number for a crew that opened its link; recorded with its agency.

    Raises NotAllowed where crews may not call.
    """
    if not may_call_reporter(complaint) or complaint.reporter is None:
        raise NotAllowed("Nomor pelapor laporan ini tidak dapat dibuka.")
    record_access(
        user=None,
        action=AuditAction.REPORTER_SEEN,
        subject=_subject(complaint),
        reason="Tautan lapangan",
        detail={"contact": contact.pk, "agency": contact.agency.short_name},
        address=address,
    )
    return complaint.reporter.phone
