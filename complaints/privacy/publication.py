"""Whether a complaint may be shown to the public: the one place that says it."""

from __future__ import annotations

from dispatch.models import Visibility

# Of all others, a stranger with the number learns the state and nothing else.
OPEN_TO_ALL = frozenset({Visibility.PUBLIC, Visibility.PUBLIC_MASKED})


def is_public(*, visibility: str, allows_publication: bool) -> bool:
    """Tell whether category and staff leave it open, and the reporter has not declined."""
    return allows_publication and visibility in OPEN_TO_ALL
