"""Keeps the product from starting with what the system checks find wrong; commands of manage.py do so by themselves."""

from __future__ import annotations

import sys

from django.core.checks import run_checks


def stop_if_unusable() -> None:
    """End the process with a sentence for each fault that Django's and our own system checks find."""
    faults = [one for one in run_checks() if one.is_serious() and not one.is_silenced()]
    if faults:
        sys.exit("\n".join(" ".join(part for part in (one.msg, one.hint) if part) for one in faults))
