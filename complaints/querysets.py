"""Reads of complaints, scoped to who is asking. docs/architecture.md, "Who sees what", tells it in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.roles import Right
from accounts.secret_readers import select_named_categories
from complaints.privacy.publication import OPEN_TO_ALL
from dispatch.models import Track, Visibility

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

# What anybody could read: the text is public, only the reporter may be hidden.
PUBLIC_KINDS = (Visibility.PUBLIC, Visibility.PUBLIC_MASKED, Visibility.ANONYMOUS)
BY_TELEPHONE = "call"
_SECRET = Q(visibility=Visibility.SECRET)
# People call again about an emergency, and about what they reported by telephone: the desk must find it.
_DESKS_OWN = (Q(track=Track.EMERGENCY) | Q(source=BY_TELEPHONE)) & ~_SECRET


class ComplaintQuerySet(models.QuerySet):
    """Every list, detail, file, search and count of staff starts at `visible_to`."""

    def visible_to(self, user: User) -> ComplaintQuerySet:
        """Return what this member of staff may read, as their rights say (accounts.roles).

        Secret ones are among them only for those named. What an agency handed over is not:
        `Handover.objects.readable_by` tells how much of that it may still read.
        """
        if not (user.is_authenticated and user.is_active):
            return self.none()
        if user.may(Right.READ_AGENCY):
            rows = self._of_agency(user)
        elif user.may(Right.READ_COUNTY):
            rows = self.filter(_find_county_scope(user))
        else:
            return self.none()
        return rows.filter(_find_safeguard(user, "about_agency"))

    def visible_to_every_desk(self) -> ComplaintQuerySet:
        """Return what any desk of the call room may read, for what is made once and shown to them all."""
        return self.filter(Q(visibility__in=PUBLIC_KINDS) | _DESKS_OWN, about_agency=None)

    def _of_agency(self, user: User) -> ComplaintQuerySet:
        if user.agency_id is None:
            return self.none()
        supports = Exists(
            self.model.supporting.through.objects.filter(  # type: ignore[attr-defined]
                complaint=OuterRef("pk"), agency_id=user.agency_id
            )
        )
        return self.filter(Q(agency_id=user.agency_id) | supports, _find_private_scope(user))

    def visible_publicly(self) -> ComplaintQuerySet:
        """Return what anybody may read (`complaints.privacy.publication.is_public`, said to the database)."""
        return self.real().filter(allows_publication=True, visibility__in=OPEN_TO_ALL)

    def real(self) -> ComplaintQuerySet:
        """Return what really happened: whatever is counted, listed with others or compared with them starts here."""
        return self.filter(is_drill=False)

    def with_relations(self) -> ComplaintQuerySet:
        """Fetch what a row or a page shows in the same statement."""
        related = self.select_related("category", "agency", "village__district", "district", "reporter")
        # A village's outline is several kilobytes that no page of a complaint shows.
        return related.defer("village__boundary")


class DataRequestQuerySet(models.QuerySet):
    """What reporters ask about their own data."""

    def answerable_by(self, user: User) -> DataRequestQuerySet:
        """Return the requests this person may read and answer: secret reports' too, without what these say.

        Never those of a report about the person's own agency.
        """
        if not (user.is_authenticated and user.may(Right.SERVE_REPORTERS_RIGHTS)):
            return self.none()
        return self.filter(_find_safeguard(user, "complaint__about_agency"))


class HandoverQuerySet(models.QuerySet):
    """The tickets that left an agency."""

    def readable_by(self, user: User) -> HandoverQuerySet:
        """Return the last hand-over of each ticket this person's agency had and has no more.

        None of a secret ticket: there the naming holds for those who have it now.
        """
        if not user.may(Right.READ_AGENCY) or user.agency_id is None:
            return self.none()
        later = self.model._default_manager.filter(
            complaint=OuterRef("complaint"), agency=user.agency_id, pk__gt=OuterRef("pk")
        )
        left = self.filter(~Exists(later), agency=user.agency_id).exclude(complaint__agency=user.agency_id)
        left = left.exclude(complaint__visibility=Visibility.SECRET)
        return left.exclude(complaint__about_agency=user.agency_id)


def find_photo_scope(user: User | AnonymousUser) -> Q:
    """Return the condition on photos of what this person may read; of a ticket handed over, those of before."""
    from complaints.models import Complaint, Handover

    if not user.is_authenticated or not user.may(Right.READ_WHOLE):
        return Q(pk__in=[])
    current = Exists(Complaint.objects.visible_to(user).filter(pk=OuterRef("complaint")))
    handovers = Handover.objects.readable_by(user).filter(complaint=OuterRef("complaint"))
    # Without an event it came with the report itself, or waits for the step it proves.
    with_report = Q(event=None) & Exists(handovers.filter(left_at__gte=OuterRef("created_at")))
    with_event = Q(event__isnull=False) & Exists(handovers.filter(event__gte=OuterRef("event")))
    return Q(current) | with_report | with_event


def _find_safeguard(user: User, about: str) -> Q:
    """Return the condition that keeps reports about the person's own agency away; `about` leads to the one reported.

    Whoever works for the agency a report is about never sees it, in whatever role. Of those whose agency nobody wrote
    down it cannot be told, so they see no such report at all (accounts.checks names them).
    """
    return ~Q(**{about: user.agency_id}) if user.agency_id else Q(**{about: None})


def _find_private_scope(user: User) -> Q:
    if not user.may(Right.READ_PRIVATE):
        return Q(visibility__in=PUBLIC_KINDS)
    return ~_SECRET | Q(category__in=select_named_categories(user))


def _find_county_scope(user: User) -> Q:
    scope = _find_private_scope(user)
    if user.may(Right.READ_PRIVATE) or not user.may(Right.TAKE_CALLS):
        return scope
    return scope | _DESKS_OWN
