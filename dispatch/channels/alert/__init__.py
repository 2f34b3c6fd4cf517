"""Alerts to an agency: the in-app inbox always, and its contacts through apprise.

Targets are `inbox:<agency id>` and `contact:<agency contact id>`.
"""

from dispatch.channels.alert.sender import send

__all__ = ["send"]
