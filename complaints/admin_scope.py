"""What of complaints the admin shows, and rows of other tables that would tell of those it does not show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.contrib.admin.views.main import ChangeList
from django.db.models import BooleanField, Exists, ExpressionWrapper, Q, QuerySet
from django.db.models.expressions import Combinable
from django.http import HttpRequest

from complaints.models import Complaint
from complaints.querysets import ComplaintQuerySet
from dispatch.admin.base import ReadOnlyAdmin
from dispatch.models import Visibility

if TYPE_CHECKING:
    from accounts.models import User


def select_for_admin(request: HttpRequest) -> ComplaintQuerySet:
    """Return what the admin shows this person: what they may read, without what is secret."""
    return Complaint.objects.visible_to(cast("User", request.user)).exclude(visibility=Visibility.SECRET)


class _HidingList(ChangeList):
    """A list whose rows do not say of which report they are where that is not this person's to know."""

    def get_results(self, request: HttpRequest) -> None:
        """Read the rows of this page, and hide what some of them would tell."""
        super().get_results(request)
        page = cast(HidingAdmin, self.model_admin)
        self.result_list = [page.hide_report(row) for row in self.result_list]  # type: ignore[assignment]


class HidingAdmin(ReadOnlyAdmin):
    """Rows that belong to a report: those of a report this person may not read stay, and do not say of which.

    They stay, because a failed alert of a secret report has to be sent again like any other.
    """

    # What such a row tells instead of its own values.
    told_instead: dict[str, Any] = {}

    def find_report(self) -> dict[str, Combinable]:
        """Return how a complaint is found from a row: a condition on complaints, in terms of OuterRef."""
        raise NotImplementedError

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Note on each row whether its report is one that this person may not read."""
        ours = self.find_report()
        is_known = Exists(Complaint.objects.filter(**ours))
        is_shown = Exists(select_for_admin(request).filter(**ours))
        is_hidden = ExpressionWrapper(Q(is_known) & ~Q(is_shown), output_field=BooleanField())
        return super().get_queryset(request).annotate(is_hidden=is_hidden)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """Return the list that hides."""
        return _HidingList

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Return a row, without what would tell of its report; also its title and its history are made from it."""
        row = super().get_object(request, object_id, from_field)
        return None if row is None else self.hide_report(row)

    def hide_report(self, row: Any) -> Any:
        """Return the row as this person may see it; it is never saved."""
        if row.is_hidden:
            for name, value in self.told_instead.items():
                setattr(row, name, value)
        return row
