"""Admin of staff: who they are, which agency they work for, where they are signed in, and what roles may do."""

from __future__ import annotations

from typing import Any, cast

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.html import format_html

from accounts import audit_admin, staff
from accounts.audit import record_staff_change
from accounts.checks import list_county_staff_without_agency
from accounts.clients import describe_agent, find_address
from accounts.fresh_links import keep_link, link_invitation, take_links
from accounts.models import AGENCY_ROLES, StaffSession, User
from accounts.role_table import build_rows, list_roles
from accounts.roles import Right
from accounts.secret_admin import SecretReaderAdmin
from accounts.sessions import end_session
from dispatch.admin.base import ReadOnlyAdmin, RightFirstAdmin

__all__ = ["SecretReaderAdmin", "StaffAdmin", "audit_admin"]

# Rights come from roles alone; secrets of second factors are nobody's to look at.
for model in (Group, EmailAddress, Authenticator, SocialAccount, SocialApp, SocialToken):
    admin.site.unregister(model)


WITHOUT_AGENCY = (
    "Isi OPD tempat mereka bekerja. Tanpa itu mereka tidak melihat laporan tentang OPD mana pun, karena bisa jadi OPD "
    "sendiri:"
)


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
class StaffAdmin(RightFirstAdmin, UserAdmin):
    """Staff users."""

    form = StaffForm
    add_form = NewStaffForm
    list_display = ["username", "first_name", "last_name", "role", "agency", "is_active", "last_seen"]
    list_filter = ["role", "is_active", "agency"]
    list_select_related = ["agency"]
    search_fields = ["username", "first_name", "last_name", "email", "agency__short_name"]
    show_full_result_count = False
    filter_horizontal = ()
    readonly_fields = ["last_seen", "last_login", "date_joined"]
    actions = ["make_link", "reset_second_factor", "release_office_identity", "end_sessions", "deactivate"]
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        ("Orang", {"fields": ["first_name", "last_name", "email"]}),
        ("Tugas", {"fields": ["role", "agency", "is_active"]}),
        ("Waktu", {"fields": ["last_seen", "last_login", "date_joined"]}),
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

    def get_urls(self) -> list[URLPattern]:
        """Add the table of rights."""
        page = self.admin_site.admin_view(self.show_access)
        return [path("hak-akses/", page, name="accounts_access"), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the list, and above it fresh one-time links, and whose agency is still unknown."""
        # Said and shown in one answer, so that no message with a link in it is ever stored.
        for link in take_links(request.session) if request.method == "GET" else []:
            messages.warning(request, format_html("{}: {} (berlaku tiga hari, sekali)", link.name, link.url))
        names = list_county_staff_without_agency() if self.has_view_permission(request) else []
        if names:
            messages.warning(request, f"{WITHOUT_AGENCY} {', '.join(names)}.")
        return super().changelist_view(request, extra_context)

    def show_access(self, request: HttpRequest) -> HttpResponse:
        """Show what each role may do, from the same table as docs/access.md."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": "Hak akses",
            "opts": self.opts,
            "roles": list_roles(),
            "rows": build_rows(),
        }
        return TemplateResponse(request, "admin/accounts/access.html", context)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Save, record what changed, and end what the change ends."""
        super().save_model(request, obj, form, change)
        if change and "is_active" in form.changed_data and not obj.is_active:
            staff.end_all_sessions(obj)
        self._record(request, obj, "changed" if change else "created", fields=sorted(form.changed_data))

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        """Let an administrator set a password; recorded when it was."""
        response = super().user_change_password(request, id, form_url)
        if request.method == "POST" and response.status_code == 302:
            self._record(request, User.objects.get(pk=id), "password_set_by_administrator")
        return response

    @admin.action(description="Buat tautan kata sandi baru", permissions=["change"])
    def make_link(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Take the passwords away and show the one-time links, once."""
        for person in self._mine(request, queryset):
            token = staff.reset_password(by=request.user, person=person)  # type: ignore[arg-type]
            keep_link(session=request.session, name=person.username, url=link_invitation(token))

    @admin.action(description="Atur ulang faktor kedua", permissions=["change"])
    def reset_second_factor(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Let them set up a new one at the next sign-in."""
        for person in self._mine(request, queryset):
            staff.reset_second_factor(by=request.user, person=person)  # type: ignore[arg-type]
            messages.success(request, f"{person.username}: faktor kedua diatur ulang.")

    @admin.action(description="Lepaskan akun kantor", permissions=["change"])
    def release_office_identity(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Let the next identity with their address be theirs."""
        for person in self._mine(request, queryset):
            staff.release_office_identity(by=request.user, person=person)  # type: ignore[arg-type]
            messages.success(request, f"{person.username}: akun kantor dilepaskan.")

    @admin.action(description="Akhiri semua sesi", permissions=["change"])
    def end_sessions(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Sign them out everywhere."""
        for person in self._mine(request, queryset):
            count = staff.end_sessions(by=request.user, person=person)  # type: ignore[arg-type]
            messages.success(request, f"{person.username}: {count} sesi diakhiri.")

    @admin.action(description="Nonaktifkan", permissions=["change"])
    def deactivate(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Take every access away."""
        for person in self._mine(request, queryset):
            staff.deactivate(by=request.user, person=person)  # type: ignore[arg-type]
            messages.success(request, f"{person.username}: dinonaktifkan.")

    def _mine(self, request: HttpRequest, queryset: QuerySet[User]) -> list[User]:
        people = list(queryset.exclude(pk=cast(User, request.user).pk))
        if not people:
            messages.warning(request, "Akun sendiri tidak diubah dari sini.")
        return people

    def _record(self, request: HttpRequest, person: User, what: str, **more: Any) -> None:
        by = cast(User, request.user)
        record_staff_change(by=by, person_id=person.pk, address=find_address(request), what=what, **more)


@admin.register(StaffSession)
class StaffSessionAdmin(ReadOnlyAdmin):
    """Where people are signed in; the action signs out."""

    list_display = ["user", "device", "address", "last_seen_at", "began_at"]
    list_display_links = None
    list_select_related = ["user"]
    search_fields = ["user__username"]
    actions = ["end_selected"]

    def has_end_permission(self, request: HttpRequest) -> bool:
        """Whoever manages every account."""
        return cast(User, request.user).may(Right.MANAGE_STAFF)

    @admin.display(description="peramban")
    def device(self, session: StaffSession) -> str:
        """Return the browser in words."""
        return describe_agent(session.agent)

    @admin.action(description="Akhiri sesi", permissions=["end"])
    def end_selected(self, request: HttpRequest, queryset: QuerySet[StaffSession]) -> None:
        """Sign out those browsers."""
        for session in queryset.select_related("user"):
            end_session(session)
            by = cast(User, request.user)
            record_staff_change(by=by, person_id=session.user_id, address=find_address(request), what="session_ended")
        messages.success(request, "Sesi diakhiri.")
