"""What the admin of large tables shares: reading only, and costs that do not grow with what is stored."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import admin
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString

# The list counts and pages this far; what lies further back is found by search and filters.
COUNT_CAP = 1000


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


class ReadOnlyAdmin(admin.ModelAdmin):
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
