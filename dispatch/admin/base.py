"""What the admin of large tables shares: reading only, and costs that do not grow with what is stored."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString

# The list counts and pages this far; what lies further back is found by search and filters.
COUNT_CAP = 1000
# Stands where something is kept from whoever looks.
HIDDEN = "disembunyikan"


class CappedPaginator(Paginator):
    """Counts at most COUNT_CAP rows, however many there are; templates/admin/pagination.html says so."""

    @cached_property
    def count(self) -> int:
        """Return the number of rows, or COUNT_CAP if there are more."""
        return self.object_list.order_by().values("pk")[:COUNT_CAP].count()  # type: ignore[union-attr,attr-defined]

    @property
    def is_capped(self) -> bool:
        """Whether there may be more rows than were counted."""
        return self.count >= COUNT_CAP


class RightFirstAdmin(admin.ModelAdmin):
    """Asks for the right to a kind of row before it looks for the row; every page of ours stands on it.

    Django does it the other way round, so that its answers tell whether a row exists to those who may see none.
    """

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Show a row's history to those who may see the row. Raises PermissionDenied."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        return super().history_view(request, object_id, extra_context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show a row to those who may see its kind. Raises PermissionDenied."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        return super().change_view(request, object_id, form_url, extra_context)

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Delete a row for those who may see its kind; Django asks whether they may. Raises PermissionDenied."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        return super().delete_view(request, object_id, extra_context)

    def response_action(self, request: HttpRequest, queryset: QuerySet[Any], *more: Any) -> HttpResponse | None:
        """Do an action to the rows that were chosen. Raises BadRequest for what is no id; Django does not look."""
        try:
            for chosen in request.POST.getlist(ACTION_CHECKBOX_NAME):
                self.opts.pk.to_python(chosen)  # type: ignore[union-attr]
        except ValidationError:
            raise BadRequest("an id that is none") from None
        return super().response_action(request, queryset, *more)


class ReadOnlyAdmin(RightFirstAdmin):
    """Rows that only the program itself writes: looked at, never edited."""

    paginator = CappedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    # Any other order would sort the whole table.
    sortable_by: tuple[str, ...] = ()  # type: ignore[misc]
    list_per_page = 50

    class Media:
        css = {"all": ["css/admin_desk.css"]}

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False


def show_json(value: Any) -> SafeString:
    """Return JSON laid out to be read."""
    return format_html('<pre class="json">{}</pre>', json.dumps(value, indent=2, ensure_ascii=False, sort_keys=True))
