"""Reads of complaints, scoped to who is asking."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, Q

from complaints.privacy.publication import OPEN_TO_ALL

if TYPE_CHECKING:
    from accounts.models import User


class ComplaintQuerySet(models.QuerySet):
    """Every list, detail, file, search and count of staff starts at `visible_to`."""

    def visible_to(self, user: User) -> ComplaintQuerySet:
        """Return what this member of staff may read.

        Agency roles see complaints their agency is responsible for or supports; county
        roles see all. Secret ones stay with the responsible agency and the coordinator.
        """
        if not user.is_active or not user.is_authenticated:
            return self.none()
        if user.works_for_agency:
            return self._of_agency(user.agency_id)
        from accounts.models import Role

        if user.role in (Role.COORDINATOR, Role.ADMINISTRATOR, Role.DISPATCHER):
            return self
        return self.exclude(visibility="secret")

    def _of_agency(self, agency_id: int | None) -> ComplaintQuerySet:
        if agency_id is None:
            return self.none()
        supports = Exists(
            self.model.supporting.through.objects.filter(  # type: ignore[attr-defined]
                complaint=OuterRef("pk"), agency_id=agency_id
            )
        )
        return self.filter(Q(agency_id=agency_id) | (~Q(visibility="secret") & supports))

    def visible_publicly(self) -> ComplaintQuerySet:
        """Return what anybody may read (`complaints.privacy.publication.is_public`, said to the database)."""
        return self.filter(allows_publication=True, visibility__in=OPEN_TO_ALL)

    def with_relations(self) -> ComplaintQuerySet:
        """Fetch what a row or a page shows in the same statement."""
        related = self.select_related("category", "agency", "village__district", "district", "reporter")
        # A village's outline is several kilobytes that no page of a complaint shows.
        return related.defer("village__boundary")
