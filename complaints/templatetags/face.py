"""Small marks used on every page: icons and badges. What they mean is decided by the objects, never here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

if TYPE_CHECKING:
    from complaints.models import Complaint

register = template.Library()


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
