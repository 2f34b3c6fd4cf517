"""Numbers of the figures page in words."""

from __future__ import annotations

from django import template

register = template.Library()


@register.filter
def percent(value: float | None) -> str:
    """Return a share (0 to 100) with one decimal; a dash for a share of nothing."""
    return "–" if value is None else f"{value:.1f}%".replace(".", ",")


@register.filter
def amount(value: int) -> str:
    """Return a whole number with a dot before every three digits, as Indonesian writes it."""
    return f"{value:,}".replace(",", ".")


@register.filter
def span(seconds: float | None) -> str:
    """Return seconds in the two largest units that fit."""
    if seconds is None:
        return "–"
    whole = round(seconds)
    for size, name, smaller, part in ((86400, "hari", 3600, "jam"), (3600, "jam", 60, "mnt"), (60, "mnt", 1, "dtk")):
        if whole >= size:
            rest = whole % size // smaller
            return f"{whole // size} {name} {rest} {part}" if rest else f"{whole // size} {name}"
    return f"{whole} dtk"


@register.filter
def whole_percent(value: float | None) -> str:
    """Return a share (0 to 100) without decimals, for reading from afar; a dash for a share of nothing."""
    return "–" if value is None else f"{value:.0f}%"


@register.filter
def coarse_span(seconds: float) -> str:
    """Return seconds so that a screen that shows them need not change with every one."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole // 10 * 10} dtk" if whole >= 10 else f"{whole} dtk"
    if whole < 7200:
        return f"{whole // 60} mnt"
    return f"{whole // 3600} jam {whole % 3600 // 60} mnt"
