"""What must hold before the product starts."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from complaints.urgency import load_rules
from complaints.urgency.rules import RulesUnusable


def register_checks() -> None:
    """Let `manage.py check` ask."""
    register(check_urgency_rules)


def check_urgency_rules(**more: Any) -> list[CheckMessage]:
    """Report a file of rules that is not there or cannot be followed."""
    try:
        load_rules(settings.URGENCY_RULES)
    except (OSError, RulesUnusable) as error:
        return [
            Error(f"The rules of urgency cannot be used: {error}", hint="See docs/urgency.md.", id="complaints.E001")
        ]
    return []
