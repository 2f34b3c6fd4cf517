"""A short message to one person: by e-mail, or to a phone through the provider of JT_TEXT_MESSAGE_URL.

Targets are `email` and `phone`; whom it goes to is in the sealed payload.
"""

from dispatch.channels.person.sender import send

__all__ = ["send"]
