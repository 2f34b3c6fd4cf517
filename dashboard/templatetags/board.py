"""The cards of the dispatch board."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.utils.safestring import SafeString

from dashboard.board_cards import render_card

if TYPE_CHECKING:
    from dashboard.board import BoardRow

register = template.Library()


@register.simple_tag
def card(row: BoardRow, folded: bool = False) -> SafeString:
    """Draw one emergency; `folded` within the row of its incident."""
    return render_card(row, folded)
