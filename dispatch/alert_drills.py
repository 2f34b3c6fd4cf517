"""Tests the alert chain with a message to every contact, as an emergency's would go, that each of them answers.

It is no alarm: it says LATIHAN first, waits in the default queue behind nothing that matters, and its link leads to
one button. Whether the message went out stands in the outbox; an answer is one compare-and-set.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import models, transaction
from django.db.models import Case, Q, When
from django.utils import timezone

from dispatch.models import AgencyContact, AlertDrill, Delivery, DeliveryState, DrillAnswer
from dispatch.outbox import Message, enqueue

# Pressed twice, or by two people at once, it is one test.
HAND_SLOT_SECONDS = 600
LINK_LASTS = timedelta(days=14)
ANSWER_PATH = "/uji/{token}/"
TITLE = "LATIHAN: uji peringatan 112, buka tautan ini"
WORDS = (
    "Ini latihan, bukan kejadian nyata. Buka tautannya dan tekan tombol di halaman itu, "
    "agar kami tahu bahwa peringatan sampai kepada Anda."
)
# One purpose, one salt: no other link of ours opens this page, and this one no other.
_SIGNER = Signer(salt="dispatch.alert-drill")


class DrillLinkRefused(Exception):
    """This link answers nothing: it is none of ours, or its time is over."""


class DrillState(models.TextChoices):
    """How one contact's test stands."""

    ANSWERED = "answered", "Menjawab"
    FAILED = "failed", "Gagal dikirim"
    SENDING = "sending", "Sedang dikirim"
    WAITING = "waiting", "Belum menjawab"
    SILENT = "silent", "Tidak menjawab"


# What makes an agency's alert doubtful until the next test.
DOUBTFUL = frozenset({DrillState.FAILED, DrillState.SILENT})


@dataclass(frozen=True)
class DrillResult:
    """One contact's test: how it stands, when it began, and how long the answer took."""

    state: DrillState
    sent_at: datetime
    waited: timedelta | None = None

    @property
    def is_doubtful(self) -> bool:
        """Whether an alert to this contact may not arrive."""
        return self.state in DOUBTFUL


# --- beginning ------------------------------------------------------------------


def start_weekly_drill(*, now: datetime | None = None) -> AlertDrill | None:
    """Begin this week's test once its day and hour (local time, JT_ALERT_DRILL_*) have come; None at any other time.

    However many clocks ask, one begins it. One that was down at the hour begins it later the same day.
    """
    local = timezone.localtime(now or timezone.now())
    if local.weekday() != settings.ALERT_DRILL_WEEKDAY or local.hour < settings.ALERT_DRILL_HOUR:
        return None
    year, week, _ = local.isocalendar()
    return start_drill(slot=f"{year}-W{week:02d}", now=now)


def start_drill_by_hand(*, by: str, now: datetime | None = None) -> AlertDrill | None:
    """Begin a test now; None if somebody has just begun one."""
    now = now or timezone.now()
    return start_drill(slot=f"hand-{int(now.timestamp()) // HAND_SLOT_SECONDS}", by=by, now=now)


def start_drill(*, slot: str, by: str = "", now: datetime | None = None) -> AlertDrill | None:
    """Write one test with a message to every active contact; None if this slot had its own. Five statements."""
    now = now or timezone.now()
    with transaction.atomic():
        drill, created = AlertDrill.objects.get_or_create(slot=slot, defaults={"started_at": now, "started_by": by})
        if not created:
            return None
        contacts = AgencyContact.objects.filter(is_active=True, agency__is_active=True).order_by("pk")
        answers = DrillAnswer.objects.bulk_create(
            [DrillAnswer(drill=drill, contact_id=pk) for pk in contacts.values_list("pk", flat=True)]
        )
        deliveries = enqueue(messages=[_write_message(answer) for answer in answers], now=now)
        for answer, delivery in zip(answers, deliveries, strict=True):
            answer.delivery = delivery
        DrillAnswer.objects.bulk_update(answers, ["delivery"])
    return drill


def _write_message(answer: DrillAnswer) -> Message:
    path = ANSWER_PATH.format(token=make_token(answer))
    return Message(
        channel="alert",
        target=f"contact:{answer.contact_id}",
        operation="drill",
        subject=f"drill:{answer.drill_id}",
        payload={
            "ticket": "",
            "title": TITLE,
            "place": "",
            "text": WORDS,
            "path": path,
            "link": settings.BASE_URL + path,
            "urgent": False,
        },
        key=f"drill:{answer.drill_id}:{answer.contact_id}",
    )


# --- answering ------------------------------------------------------------------


def make_token(answer: DrillAnswer) -> str:
    """Return the signed token of a contact's link: it names the row and nobody."""
    return _SIGNER.sign(str(answer.pk))


def find_answer(*, token: str, now: datetime | None = None) -> DrillAnswer:
    """Return what a link is for. Raises DrillLinkRefused."""
    try:
        number = int(_SIGNER.unsign(token))
    except (BadSignature, ValueError):
        raise DrillLinkRefused from None
    answer = DrillAnswer.objects.select_related("drill", "contact__agency").filter(pk=number).first()
    if answer is None or answer.drill.started_at < (now or timezone.now()) - LINK_LASTS:
        raise DrillLinkRefused
    return answer


def record_answer(*, token: str, now: datetime | None = None) -> bool:
    """Note that the message came; False if that was known: the first time counts. Raises DrillLinkRefused."""
    now = now or timezone.now()
    answer = find_answer(token=token, now=now)
    return bool(DrillAnswer.objects.filter(pk=answer.pk, answered_at=None).update(answered_at=now))


# --- results --------------------------------------------------------------------


def list_results(*, drill: AlertDrill, now: datetime | None = None) -> list[tuple[AgencyContact, DrillResult]]:
    """Return every contact's result, those that need somebody first. One statement."""
    now = now or timezone.now()
    rows = drill.answers.select_related("contact__agency", "delivery", "drill").defer(
        "delivery__payload", "contact__address"
    )
    results = [(row.contact, _judge(row.drill.started_at, row.answered_at, row.delivery, now)) for row in rows]
    order = [DrillState.FAILED, DrillState.SILENT, DrillState.WAITING, DrillState.SENDING, DrillState.ANSWERED]
    return sorted(results, key=lambda one: (order.index(one[1].state), str(one[0])))


def tell_last_doubt(*, now: datetime | None = None) -> models.Subquery:
    """Return, for a query of contacts, whether their last test makes their alert doubtful; NULL for one never tested.

    A test still under way says nothing yet, so the one before it counts. The same as `_judge`, for the database.
    """
    now = now or timezone.now()
    is_over = Q(drill__started_at__lte=now - timedelta(minutes=settings.ALERT_DRILL_MINUTES))
    is_lost = Q(delivery=None) | Q(delivery__state__in=(DeliveryState.FAILED, DeliveryState.SKIPPED))
    recent = DrillAnswer.objects.filter(contact=models.OuterRef("pk"), drill__started_at__gte=now - 2 * LINK_LASTS)
    decided = recent.filter(Q(answered_at__isnull=False) | is_lost | is_over).order_by("-pk")
    is_doubtful = Case(When(answered_at=None, then=True), default=False)
    return models.Subquery(decided.annotate(is_doubtful=is_doubtful).values("is_doubtful")[:1])


def find_last_drill(*, drill_id: int | None = None) -> AlertDrill | None:
    """Return this test, or without a number the last one."""
    drills = AlertDrill.objects.order_by("-pk")
    return drills.filter(pk=drill_id).first() if drill_id is not None else drills.first()


def _judge(sent: datetime, answered: datetime | None, delivery: Delivery | None, now: datetime) -> DrillResult:
    if answered is not None:
        return DrillResult(DrillState.ANSWERED, sent, max(answered - sent, timedelta(0)))
    if delivery is None or delivery.state in (DeliveryState.FAILED, DeliveryState.SKIPPED):
        return DrillResult(DrillState.FAILED, sent)
    if now - sent >= timedelta(minutes=settings.ALERT_DRILL_MINUTES):
        # Not out after all that time is as bad as refused.
        is_out = delivery.state == DeliveryState.DELIVERED
        return DrillResult(DrillState.SILENT if is_out else DrillState.FAILED, sent)
    return DrillResult(DrillState.WAITING if delivery.state == DeliveryState.DELIVERED else DrillState.SENDING, sent)
