"""Small marks used on every page: icons and badges. What they mean is decided by the objects, never here."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django import template
from django.templatetags.static import static
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

if TYPE_CHECKING:
    from complaints.models import Complaint

register = template.Library()

# Plain characters of an address alone: nothing that turns round or hides what is read.
_ADDRESS = re.compile(r"https?://[\w\-.~:/?#\[\]@!$&()*+,;=%]+", re.ASCII | re.IGNORECASE)
_SENTENCE_ENDS = ".,;:!?)]"


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Draw one icon of the sprite; `label` is read aloud, an icon beside its word needs none."""
    sprite = static("icons/sprite.svg")
    if label:
        return format_html(
            '<svg class="icon" viewBox="0 0 24 24" role="img" aria-label="{}"><use href="{}#{}"/></svg>',
            label,
            sprite,
            name,
        )
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><use href="{}#{}"/></svg>', sprite, name
    )


@register.simple_tag
def badge(colour: str, icon_name: str, label: str) -> SafeString:
    """Draw an icon and a word on the soft ground of `colour`."""
    return format_html('<span class="badge tone-{}">{}<span>{}</span></span>', colour, icon(icon_name), label)


@register.simple_tag
def status_badge(complaint: Complaint) -> SafeString:
    """Draw the present state of a complaint, as its status says it looks."""
    look = complaint.status_look
    return badge(look.colour, look.icon, complaint.get_status_display())


@register.filter
def link_addresses(text: str) -> SafeString:
    """Return the text with its web addresses as links, and everything else as it was typed."""
    parts, end = [], 0
    for found in _ADDRESS.finditer(text):
        address = found[0].rstrip(_SENTENCE_ENDS)
        parts.append(escape(text[end : found.start()]))
        parts.append(format_html('<a href="{0}" rel="noopener noreferrer nofollow">{0}</a>', address))
        end = found.start() + len(address)
    parts.append(escape(text[end:]))
    return mark_safe("".join(parts))  # noqa: S308  # nosec B308 B703 # every part is escaped
