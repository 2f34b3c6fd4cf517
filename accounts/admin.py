"""Admin of staff: who they are, and which agency they work for."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm

from accounts import audit_admin
from accounts.models import AGENCY_ROLES, User
from accounts.secret_admin import SecretReaderAdmin

__all__ = ["SecretReaderAdmin", "StaffAdmin"]

__all__ = ["audit_admin"]


class AgencyRule:
    """Officers and leads belong to an agency."""

    def clean(self) -> dict[str, Any]:
        """Refuse an agency role without an agency: such a person would see nothing."""
        cleaned = super().clean() or {}  # type: ignore[misc]
        if cleaned.get("role") in AGENCY_ROLES and not cleaned.get("agency"):
            self.add_error("agency", "Petugas dan penanggung jawab OPD perlu OPD.")  # type: ignore[attr-defined]
        return cleaned


class NewStaffForm(AgencyRule, AdminUserCreationForm):
    """A new member of staff."""

    class Meta(AdminUserCreationForm.Meta):
        model = User
        fields = ("username", "role", "agency")


class StaffForm(AgencyRule, UserChangeForm):
    """A member of staff."""

    class Meta(UserChangeForm.Meta):
        model = User


@admin.register(User)
class StaffAdmin(UserAdmin):
    """Staff users."""

    form = StaffForm
    add_form = NewStaffForm
    list_display = ["username", "first_name", "last_name", "role", "agency", "is_staff", "is_active", "last_login"]
    list_filter = ["role", "is_active", "is_staff", "agency"]
    list_select_related = ["agency"]
    search_fields = ["username", "first_name", "last_name", "email", "agency__short_name"]
    show_full_result_count = False
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        ("Orang", {"fields": ["first_name", "last_name", "email"]}),
        ("Tugas", {"fields": ["role", "agency"]}),
        ("Administrasi", {"fields": ["is_active", "is_staff", "is_superuser", "groups", "user_permissions"]}),
        ("Waktu", {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (
            None,
            {
                "classes": ["wide"],
                "fields": ["username", "role", "agency", "usable_password", "password1", "password2"],
            },
        )
    ]
