"""Requests of reporters about their data: received, decided by a person within 3x24 hours, carried out."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import structlog
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.audit import record_access
from accounts.models import AuditAction
from complaints.actors import REPORTER, SYSTEM, Actor, actor_for_user
from complaints.choices import FINAL, Audience, EventKind
from complaints.erasure import ErasureHeld
from complaints.models import Complaint, DataRequest, Event, Refusal, RequestKind, RequestState
from complaints.privacy.clock import LEGAL_TIME
from complaints.privacy.consents import Consent, change_consents
from complaints.privacy.erasing import erase_for_request, must_wait

if TYPE_CHECKING:
    from accounts.models import User

log = structlog.get_logger(__name__)

BATCH = 100


class RequestRefused(Exception):
    """It could not be taken or decided; the message says why, for the one who asked."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field


def open_request(*, complaint: Complaint, kind: str, text: str = "", now: datetime | None = None) -> DataRequest:
    """Take a reporter's request. Raises RequestRefused while the same one is not answered yet."""
    now = now or timezone.now()
    try:
        with transaction.atomic():
            request = DataRequest.objects.create(
                complaint=complaint, kind=kind, text=text.strip(), created_at=now, due_at=now + LEGAL_TIME
            )
            _write_event(request, REPORTER, "ask", f"Permintaan diterima: {request.get_kind_display()}.", now)
    except IntegrityError:
        raise RequestRefused("Permintaan ini sudah kami terima dan belum selesai.", "kind") from None
    return request


def withdraw_request(*, complaint: Complaint, request_id: int, now: datetime | None = None) -> None:
    """Let the reporter take back what was not carried out yet. Raises RequestRefused."""
    now = now or timezone.now()
    with transaction.atomic():
        request = DataRequest.objects.select_for_update().filter(pk=request_id, complaint=complaint).first()
        if request is None or request.state not in (RequestState.OPEN, RequestState.WAITING):
            raise RequestRefused("Permintaan ini sudah selesai.")
        request.state = RequestState.WITHDRAWN
        request.decided_at = now
        request.save()
        _write_event(request, REPORTER, "withdraw", f"Permintaan ditarik: {request.get_kind_display()}.", now)


def grant_request(*, request_id: int, user: User, answer: str = "", now: datetime | None = None) -> DataRequest:
    """Grant a request and do what it asks; an erasure waits until the complaint is over.

    Raises RequestRefused if it is decided already, or a legal hold stands; then nothing is written.
    """
    now = now or timezone.now()
    answer = answer.strip()
    with transaction.atomic():
        request = _lock(request_id, user)
        if request.kind in NEED_WORDS and not answer:
            raise RequestRefused("Tulis jawabannya: pelapor meminta sesuatu yang perlu dijelaskan.", "answer")
        waits = request.kind == RequestKind.ERASE and must_wait(request.complaint)
        _decide(request, RequestState.WAITING if waits else RequestState.GRANTED, user, answer, now)
        if not waits:
            _carry_out_or_refuse(request, now)
        _write_event(request, actor_for_user(user), "grant", _describe_grant(request), now)
        _record(request, user)
    return request


def refuse_request(
    *, request_id: int, user: User, refusal: str, answer: str = "", now: datetime | None = None
) -> DataRequest:
    """Refuse a request with the law's own reason. Raises RequestRefused without one, or if it is decided."""
    now = now or timezone.now()
    if refusal not in Refusal.values:
        raise RequestRefused("Pilih dasar penolakannya.", "refusal")
    with transaction.atomic():
        request = _lock(request_id, user)
        request.refusal = refusal
        _decide(request, RequestState.REFUSED, user, answer.strip(), now)
        words = f"Permintaan ditolak: {request.get_kind_display()}. {request.get_refusal_display()}."
        _write_event(request, actor_for_user(user), "refuse", words, now)
        _record(request, user)
    return request


def carry_out_waiting(*, now: datetime | None = None) -> int:
    """Erase what was granted and whose complaint is over by now, except under a legal hold; return how many.

    Safe to run twice.
    """
    now = now or timezone.now()
    ready = DataRequest.objects.filter(
        state=RequestState.WAITING, complaint__status__in=FINAL, complaint__hold_since=None
    ).order_by("id")
    return sum(_try_to_finish(request_id, now) for request_id in list(ready.values_list("pk", flat=True)[:BATCH]))


# What these ask for is told in words; the others are done.
NEED_WORDS = frozenset({RequestKind.CORRECT, RequestKind.ACCESS, RequestKind.OBJECT})


def _lock(request_id: int, user: User) -> DataRequest:
    rows = DataRequest.objects.answerable_by(user).select_for_update(of=("self",)).select_related("complaint")
    request = rows.filter(pk=request_id).first()
    if request is None:
        raise RequestRefused("Anda tidak bertugas menjawab permintaan ini.")
    if request.state != RequestState.OPEN:
        raise RequestRefused("Permintaan ini sudah dijawab. Muat ulang halaman untuk melihat jawabannya.")
    return request


def _decide(request: DataRequest, state: str, user: User, answer: str, now: datetime) -> None:
    request.state = state
    request.answer = answer
    request.decided_by = user
    request.decided_at = now
    request.save()


def _carry_out_or_refuse(request: DataRequest, now: datetime) -> None:
    try:
        _carry_out(request, now)
    except ErasureHeld:
        raise RequestRefused("Laporan ini dalam penahanan hukum. Tolak permintaan ini dengan dasar itu.") from None
    except OSError:
        raise RequestRefused("Penyimpanan foto sedang tidak terjangkau. Coba lagi sebentar lagi.") from None


def _carry_out(request: DataRequest, now: datetime) -> None:
    complaint_id = request.complaint_id
    if request.kind == RequestKind.ERASE:
        erase_for_request(complaint=request.complaint, now=now)
    elif request.kind == RequestKind.RESTRICT:
        change_consents(complaint_id=complaint_id, wanted={Consent.PUBLICATION: False}, now=now)
        Complaint.objects.filter(pk=complaint_id).update(is_restricted=True)
    elif request.kind == RequestKind.OBJECT:
        change_consents(complaint_id=complaint_id, wanted={Consent.PUBLICATION: False}, now=now)
    request.done_at = now
    DataRequest.objects.filter(pk=request.pk).update(done_at=now)


def _try_to_finish(request_id: int, now: datetime) -> bool:
    try:
        return _finish(request_id, now)
    except (ErasureHeld, OSError) as error:
        # Held since, or the storage of photos is away: the next run tries again.
        log.warning("data_request_waits", request=request_id, error=type(error).__name__)
        return False


def _finish(request_id: int, now: datetime) -> bool:
    with transaction.atomic():
        request = (
            DataRequest.objects.select_for_update(of=("self",))
            .select_related("complaint")
            .filter(pk=request_id, state=RequestState.WAITING)
            .first()
        )
        if request is None:
            return False
        DataRequest.objects.filter(pk=request_id).update(state=RequestState.GRANTED)
        _carry_out(request, now)
        _write_event(request, SYSTEM, "carry_out", "Data pelapor sudah dihapus, seperti yang diminta.", now)
        _record(request, None)
    return True


def _describe_grant(request: DataRequest) -> str:
    if request.state == RequestState.WAITING:
        return "Permintaan hapus data disetujui. Data dihapus begitu laporan ini berakhir."
    return f"Permintaan dikabulkan: {request.get_kind_display()}."


def _write_event(request: DataRequest, actor: Actor, action: str, text: str, now: datetime) -> None:
    Event.objects.create(
        complaint_id=request.complaint_id,
        kind=EventKind.DATA_RIGHT,
        action=f"{action}_{request.kind}",
        text=text,
        audience=Audience.REPORTER,
        actor_name=actor.name,
        user=actor.user,
        agency=actor.agency,
        data={"request": request.pk},
        created_at=now,
    )


def read_words(*, request: DataRequest, user: User, address: str | None = None) -> str:
    """Return what the reporter wrote, and keep who read it; an empty request needs no line."""
    if request.text:
        record_access(
            user=user,
            action=AuditAction.REQUEST_READ,
            subject=f"complaint:{request.complaint.number}",
            detail={"request": request.pk, "kind": request.kind},
            address=address,
        )
    return request.text


def _record(request: DataRequest, user: User | None) -> None:
    record_access(
        user=user,
        action=AuditAction.RIGHTS_SERVED,
        subject=f"complaint:{request.complaint.number}",
        reason=request.get_refusal_display() if request.refusal else "",
        detail={"request": request.pk, "kind": request.kind, "state": request.state},
    )
