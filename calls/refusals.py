"""Why something at the call desk was refused, in words for the person who asked for it."""

from __future__ import annotations


class CallRefused(Exception):
    """Nothing was changed."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class AlreadyTaken(CallRefused):
    """Another desk has this call."""


class NotYours(CallRefused):
    """The call belongs to another desk, or is over."""


class ScriptFirst(CallRefused):
    """A silent caller may be somebody who cannot speak: the script comes before the call is closed."""


class HandoverChanged(CallRefused):
    """It was written anew since it was read."""


class NeedsReason(CallRefused):
    """A reason must be given."""


class WrongPaperNumber(CallRefused):
    """No printed form has this number."""
