"""A card of the board as HTML. It is made anew only when something it says has changed: drawing 200 takes long."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, cast

from django.template.loader import get_template
from django.utils.safestring import SafeString

if TYPE_CHECKING:
    from dashboard.board import BoardRow

# Several times what a board shows; a card is a few kilobytes.
MOST_KEPT = 1024


@lru_cache(maxsize=MOST_KEPT)
def render_card(row: BoardRow, is_folded: bool) -> SafeString:
    """Return the card of an emergency; `is_folded` within the row of its incident. The same for every board."""
    return cast(SafeString, get_template("dashboard/board/card.html").render({"row": row, "folded": is_folded}))
