"""One-time links on their way to the page that shows them, once.

Between the press and that page a link waits in the session, and sessions lie in the database: so it waits sealed, and
whoever reads the table holds as little as with the hash beside the account.
"""

from __future__ import annotations

import json
from collections.abc import MutableMapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse

from jepara_tanggap.encryption import CannotDecrypt, decrypt_text, encrypt_text

_KEPT = "fresh_links"


@dataclass(frozen=True)
class FreshLink:
    """Whose link it is, and the whole address."""

    name: str
    url: str


def link_invitation(token: str) -> str:
    """Return the address of a one-time link: on our own host, whatever host the request named."""
    return settings.BASE_URL + reverse("accounts:invitation", args=[token])


def keep_link(*, session: MutableMapping[str, Any], name: str, url: str) -> None:
    """Let the next page show this link, beside those kept before."""
    session[_KEPT] = [*session.get(_KEPT, []), encrypt_text(json.dumps([name, url]))]


def take_links(session: MutableMapping[str, Any]) -> list[FreshLink]:
    """Return the links that wait, and forget them; one whose key has gone meanwhile is made anew by a person."""
    try:
        return [FreshLink(*json.loads(decrypt_text(sealed))) for sealed in session.pop(_KEPT, [])]
    except CannotDecrypt:
        return []
