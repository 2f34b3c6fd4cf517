"""Which complaint another may be merged into."""

from __future__ import annotations

from complaints.actors import Actor
from complaints.choices import Status
from complaints.models import Complaint
from complaints.refusals import MissingField
from complaints.ticket_numbers import clean_number


def find_merge_target(*, complaint: Complaint, number: str, actor: Actor) -> Complaint:
    """Return the complaint of this number that the actor may merge into. Raises MissingField."""
    # What somebody may not read must not answer them either, not even by its being there.
    # A drill and what really happened are never one matter.
    seen = Complaint.objects.visible_to(actor.user) if actor.user else Complaint.objects.all()
    target = seen.filter(number=clean_number(number), is_drill=complaint.is_drill).exclude(status=Status.MERGED).first()
    if target is None or target.pk == complaint.pk or not _are_equally_closed(complaint, target):
        raise MissingField("merged_into", "Nomor laporan tujuan tidak ditemukan, atau laporan itu sendiri digabung.")
    return target


def _are_equally_closed(one: Complaint, other: Complaint) -> bool:
    # The line "merged into" would tell readers of the one that the other is there.
    same_secrecy = one.is_for_named_readers == other.is_for_named_readers
    return same_secrecy and one.about_agency_id == other.about_agency_id
