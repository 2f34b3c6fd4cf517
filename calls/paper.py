"""Numbers of paper forms, and typing the forms in once the system is back: each once, with both of its times."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format

from accounts.roles import Right
from calls.choices import CallKind, Direction
from calls.models import Call, PaperForm, PaperPack
from calls.numbers import hash_number
from calls.refusals import CallRefused, NotYours, WrongPaperNumber
from calls.tally import mark_hour
from complaints.actors import SYSTEM, actor_for_user
from complaints.choices import EventKind, Source
from complaints.intake import NewReport, file_complaint
from complaints.lifecycle import add_message, apply_transition
from complaints.models import Complaint

if TYPE_CHECKING:
    from accounts.models import User
    from dispatch.models import Category, Village

DIGITS = 5
MOST_FORMS = 200
TRIES = 3


@dataclass(frozen=True)
class PaperEntry:
    """What stands on a form. `acknowledged_at` and `resolved_at` are given only for what is over."""

    number: int
    taken_at: datetime
    taken_by: str
    category: Category
    text: str
    village: Village | None = None
    landmark: str = ""
    name: str = ""
    phone: str = ""
    acknowledged_at: datetime | None = None
    resolved_at: datetime | None = None
    outcome: str = ""

    @property
    def is_over(self) -> bool:
        """Whether the case was finished while the system was down."""
        return self.resolved_at is not None


# --- numbers -------------------------------------------------------------------


def write_number(number: int) -> str:
    """Return a form's number as it is printed: five digits and one that catches a slip (Luhn)."""
    return f"{number:0{DIGITS}d}-{_check_digit(number)}"


def read_number(typed: str) -> int:
    """Return the number of a form as it was typed, with or without the hyphen. Raises WrongPaperNumber."""
    digits = "".join(letter for letter in typed if letter.isascii() and letter.isdigit())
    if not DIGITS < len(digits) <= DIGITS + 4 or _check_digit(int(digits[:-1])) != int(digits[-1]):
        raise WrongPaperNumber("Nomor formulir belum tepat. Contoh bentuknya: 00012-5.")
    return int(digits[:-1])


def reserve_numbers(*, forms: int, user: User | None, now: datetime | None = None) -> PaperPack:
    """Set the next numbers aside for a pack of so many forms; no two packs ever share one."""
    forms = max(1, min(forms, MOST_FORMS))
    for attempt in range(TRIES):
        last = PaperPack.objects.order_by("-first").values_list("last", flat=True).first() or 0
        try:
            with transaction.atomic():
                return PaperPack.objects.create(
                    first=last + 1, last=last + forms, made_at=now or timezone.now(), made_by=user
                )
        except IntegrityError:
            # Another pack took them at this instant.
            if attempt == TRIES - 1:
                raise
    raise AssertionError("unreachable")


def _check_digit(number: int) -> int:
    total = 0
    for place, digit in enumerate(reversed(str(number))):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return -total % 10


# --- typing a form in ------------------------------------------------------------


def type_form(*, user: User, entry: PaperEntry, now: datetime | None = None) -> tuple[PaperForm, bool]:
    """File what stands on a form, once. Returns the form, and whether this call typed it.

    What still runs alerts its agency at once and says since when; what is over alerts nobody and goes through
    its states with the times on the paper. Raises CallRefused, then nothing is written.
    """
    if not user.may(Right.TAKE_CALLS):
        raise NotYours("Peran Anda tidak mengetik formulir kertas.")
    now = now or timezone.now()
    _check(entry, now)
    try:
        with transaction.atomic():
            known = find_typed(entry.number)
            return (known, False) if known else (_write(user, entry, now), True)
    except IntegrityError:
        # The same form from another desk at this instant.
        known = find_typed(entry.number)
        if known is None:
            raise
        return known, False


def find_typed(number: int) -> PaperForm | None:
    """Return the form of this number if it was typed before."""
    return PaperForm.objects.select_related("complaint", "typed_by").filter(number=number).first()


def _check(entry: PaperEntry, now: datetime) -> None:
    if not PaperPack.objects.filter(first__lte=entry.number, last__gte=entry.number).exists():
        raise WrongPaperNumber("Tidak ada formulir tercetak dengan nomor ini.")
    moments = [entry.taken_at, entry.acknowledged_at, entry.resolved_at, now]
    known = [moment for moment in moments if moment is not None]
    if known != sorted(known):
        raise CallRefused("Waktunya belum berurutan: diterima di kertas, diterima OPD, selesai, paling akhir sekarang.")
    if entry.is_over and entry.acknowledged_at is None:
        raise CallRefused("Isi kapan OPD menerima dan kapan selesai.")


def _write(user: User, entry: PaperEntry, now: datetime) -> PaperForm:
    complaint = _file(user, entry, now)
    if entry.is_over:
        _finish(complaint, entry)
    _note(complaint, user, entry, now)
    _log_call(complaint, user, entry, now)
    return PaperForm.objects.create(
        number=entry.number,
        complaint=complaint,
        taken_at=entry.taken_at,
        taken_by=entry.taken_by,
        typed_at=now,
        typed_by=user,
        was_over=entry.is_over,
    )


def _file(user: User, entry: PaperEntry, now: datetime) -> Complaint:
    return file_complaint(
        report=_build_report(entry),
        source=Source.CALL,
        intake_key=f"paper:{entry.number}",
        actor=actor_for_user(user),
        # What is over happened then; of what still runs the clocks begin when somebody can be alerted.
        now=entry.taken_at if entry.is_over else now,
    ).complaint


def _build_report(entry: PaperEntry) -> NewReport:
    # An alert carries the text alone, so the text says since when.
    since = "" if entry.is_over else f"Sejak {_say(entry.taken_at)}, baru diketik dari formulir kertas. "
    return NewReport(
        category=entry.category,
        text=f"{since}{entry.text}",
        village=entry.village,
        landmark=entry.landmark,
        occurred_at=entry.taken_at,
        reporter_name=entry.name,
        phone=entry.phone,
        is_over=entry.is_over,
    )


def _finish(complaint: Complaint, entry: PaperEntry) -> None:
    steps = (("paper_acknowledge", entry.acknowledged_at, ""), ("paper_resolve", entry.resolved_at, entry.outcome))
    for action, moment, text in steps:
        apply_transition(complaint_id=complaint.pk, action=action, actor=SYSTEM, text=text, now=moment)


def _note(complaint: Complaint, user: User, entry: PaperEntry, now: datetime) -> None:
    text = (
        f"Dari formulir kertas {write_number(entry.number)}: diterima {entry.taken_by} {_say(entry.taken_at)}, "
        f"diketik {user} {_say(now)}."
    )
    add_message(complaint_id=complaint.pk, actor=actor_for_user(user), kind=EventKind.NOTE, text=text, now=now)


def _log_call(complaint: Complaint, user: User, entry: PaperEntry, now: datetime) -> None:
    """Keep the call as well; `typed_at` keeps it out of the times of answering."""
    Call.objects.create(
        number=entry.phone,
        number_hash=hash_number(entry.phone),
        direction=Direction.IN,
        rang_at=entry.taken_at,
        answered_at=entry.taken_at,
        taker=user,
        taken_at=entry.taken_at,
        kind=CallKind.GENUINE,
        closed_at=now,
        typed_at=now,
        complaint=complaint,
    )
    mark_hour(entry.taken_at)


def _say(moment: datetime) -> str:
    return f"{date_format(timezone.localtime(moment), 'j M Y, H.i')} WIB"
