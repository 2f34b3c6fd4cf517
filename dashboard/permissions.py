"""What staff views share about who is asking. What a person may do is said by accounts.roles and the lifecycle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from accounts.models import User


class StaffRequest(HttpRequest):
    """A request behind `login_required`: its user is a member of staff."""

    user: User
