"""Who is let in by password, and what Django's permission checks are told."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings

from accounts.models import User
from accounts.permissions import permissions_of


class RoleBackend(AuthenticationBackend):
    """Checks passwords; answers every permission from the role alone, never from groups or flags."""

    def user_can_authenticate(self, user: Any) -> bool:
        """Refuse whoever was deactivated, and demo accounts outside of the demo. Asked at every request."""
        if getattr(user, "is_demo", False) and not (settings.EMBEDDED and settings.DEMO):
            return False
        return super().user_can_authenticate(user)

    def has_perm(self, user_obj: Any, perm: str, obj: object = None) -> bool:
        """Whether the role gives this permission."""
        return perm in self.get_all_permissions(user_obj, obj)

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        """Whether the role gives any permission of the app."""
        return any(perm.startswith(f"{app_label}.") for perm in self.get_all_permissions(user_obj))

    def get_all_permissions(self, user_obj: Any, obj: object = None) -> set[str]:
        """Return what the role gives; nothing to those who are not staff any more."""
        if not isinstance(user_obj, User) or not user_obj.is_active:
            return set()
        return set(permissions_of(user_obj.role))

    def get_user_permissions(self, user_obj: Any, obj: object = None) -> set[str]:
        """Nobody has permissions of their own."""
        return set()

    def get_group_permissions(self, user_obj: Any, obj: object = None) -> set[str]:
        """Nobody has permissions through a group."""
        return set()
