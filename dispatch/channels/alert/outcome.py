"""Whether a provider may have a message of which it was not heard that it has it."""

from __future__ import annotations

import re

from apprise import AppriseResult

from dispatch.outgoing_guard import Refused

# How apprise tells that there was an answer, and which. These say that a gateway on the way heard none itself.
_ANSWERED = re.compile(r"\berror=(\d{3})\b")
_NO_WORD = frozenset({"500", "502", "504"})


def is_unknown(*, result: AppriseResult, passage: Refused) -> bool:
    """Tell whether a message that failed may have arrived: it left, and no answer of the provider refused it."""
    if not passage.has_sent:
        return False
    answers = [found[1] for entry in result.logs() if (found := _ANSWERED.search(entry.message))]
    return not answers or answers[-1] in _NO_WORD
