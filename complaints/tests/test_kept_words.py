"""What staff type lies sealed, or masked: in no open column beside the sealed one, and in no record that stays."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

import pytest
from django.apps import apps

from accounts.models import AuditEntry, Role, User
from complaints.about import say_about
from complaints.lifecycle import apply_transition
from complaints.looks import open_reporter, open_secret
from complaints.mask_edits import lift_mask
from complaints.models import Complaint
from complaints.tests.helpers import file_report, officer_of
from dispatch.channels import _registry
from dispatch.channels.base import Envelope, Receipt
from dispatch.models import Agency, Delivery
from dispatch.outbox import LONGEST_ERROR, clean_error
from dispatch.sending import deliver_one

pytestmark = pytest.mark.django_db
PHONE = "081234567890"
REASON = f"Ditelepon Pak Slamet, {PHONE}, minta dicek"


def read_reasons() -> str:
    return " ".join(AuditEntry.objects.values_list("reason", flat=True))


def test_reasons_are_masked_before_they_are_recorded_for_years():
    hurt, lamp = file_report("D-KDRT"), file_report(reporter_name="Siti", text=f"Lampu mati, hubungi {PHONE}")
    boss = User.objects.create_user("boss", role=Role.COORDINATOR, agency=Agency.objects.get(code="DISKOMINFO"))
    open_secret(user=boss, complaint=hurt, session={}, reason=REASON)
    open_reporter(user=boss, complaint=lamp, session={}, reason=REASON)
    lift_mask(complaint_id=lamp.pk, user=boss, phrase=PHONE, reason=REASON)
    say_about(complaint_id=lamp.pk, user=boss, agency_id=Agency.objects.get(code="DISHUB").pk, reason=REASON)
    assert AuditEntry.objects.exclude(reason="").count() == 4
    assert "minta dicek" in read_reasons()
    assert PHONE not in read_reasons()
    assert "Slamet" not in read_reasons()


def test_reasons_that_were_copied_are_taken_out_of_the_open_column():
    lamp = file_report()
    lead, to = officer_of(lamp, Role.LEAD), Agency.objects.get(code="DISPERKIM").pk
    apply_transition(complaint_id=lamp.pk, action="transfer", actor=lead, text=REASON, to_agency_id=to)
    before = Complaint.objects.get(pk=lamp.pk).routing_explanation
    old = before.replace("oleh Dishub.", f"oleh Dishub: {REASON}", 1)
    Complaint.objects.filter(pk=lamp.pk).update(routing_explanation=old)
    import_module("complaints.migrations.0022_transfer_reasons").take_out(apps, None)
    assert Complaint.objects.get(pk=lamp.pk).routing_explanation == before


def break_down(envelope: Envelope) -> Receipt:
    """A way to Wadul Bupati that has a fault."""
    raise ValueError(f"cannot read {PHONE}")


@pytest.fixture
def _broken_channel(settings) -> Iterator[None]:
    settings.WADUL_CHANNEL = f"{__name__}.break_down"
    _registry.cache_clear()
    yield
    _registry.cache_clear()


@pytest.mark.usefixtures("_broken_channel")
def test_a_fault_of_ours_leaves_no_words_of_the_message_on_its_row():
    delivery = Delivery.objects.get(subject=f"complaint:{file_report().number}")
    deliver_one(delivery.pk)
    delivery.refresh_from_db()
    assert delivery.last_error == "Kesalahan sistem: ValueError."


def test_what_the_other_side_answered_is_kept_short_and_names_nobody():
    kept = clean_error(f"422 ditolak:\n {PHONE}, +62 812-3456-7890, siti@contoh.id " + "x" * 3000)
    assert kept.startswith("422 ditolak: …, …, … xxx")
    assert len(kept) == LONGEST_ERROR
