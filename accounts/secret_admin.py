"""Admin of who may read secret reports. Only administrators come here, and nobody names themselves."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.models import SecretReader, User
from accounts.roles import Right, roles_with
from accounts.secret_readers import CannotName, check_naming, dismiss_reader, name_reader
from dispatch.admin.base import RightFirstAdmin
from dispatch.models import Visibility
from jepara_tanggap.addresses import client_address


class SecretReaderForm(forms.ModelForm):
    """A person, and a category whose reports are secret."""

    named_by: User

    class Meta:
        model = SecretReader
        fields = ["user", "category"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.fields:
            # A naming that is only looked at.
            return
        readers = User.objects.filter(is_active=True, role__in=sorted(roles_with(Right.READ_PRIVATE)))
        people = cast(forms.ModelChoiceField, self.fields["user"])
        people.queryset = readers.select_related("agency").order_by("agency__short_name", "username")
        people.label_from_instance = _describe_person  # type: ignore[assignment,method-assign]
        kinds = cast(forms.ModelChoiceField, self.fields["category"])
        kinds.queryset = kinds.queryset.filter(visibility=Visibility.SECRET)  # type: ignore[union-attr]

    def clean_user(self) -> User:
        """Refuse whom this administrator may not name."""
        user = self.cleaned_data["user"]
        try:
            check_naming(user=user, by=self.named_by)
        except CannotName as refusal:
            raise forms.ValidationError(str(refusal)) from None
        return user


@admin.register(SecretReader)
class SecretReaderAdmin(RightFirstAdmin):
    """Named readers. A naming is added or taken back, never changed; both are recorded."""

    form = SecretReaderForm
    list_display = ["user", "agency", "category", "named_by", "named_at"]
    list_filter = ["category"]
    list_select_related = ["user__agency", "category", "named_by"]
    search_fields = ["user__username", "user__first_name", "user__last_name", "user__agency__short_name"]

    @admin.display(description="OPD")
    def agency(self, reader: SecretReader) -> str:
        """Return whose tickets this person reads."""
        return str(reader.user.agency or "seluruh kabupaten")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Return the form, which knows who names."""
        form = super().get_form(request, obj, change, **kwargs)
        form.named_by = request.user  # type: ignore[attr-defined]
        return form

    def save_model(self, request: HttpRequest, obj: SecretReader, form: Any, change: bool) -> None:
        """Name the reader."""
        by = cast(User, request.user)
        named = name_reader(user=obj.user, category=obj.category, by=by, address=client_address(request) or None)
        obj.pk = named.pk

    def delete_model(self, request: HttpRequest, obj: SecretReader) -> None:
        """Take the naming back."""
        dismiss_reader(reader=obj, by=cast(User, request.user), address=client_address(request) or None)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[SecretReader]) -> None:
        """Take several back, each with its own line in the record."""
        for reader in queryset.select_related("category"):
            self.delete_model(request, reader)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Those who name readers."""
        return _may_name(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Those who name readers."""
        return _may_name(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Those who name readers."""
        return _may_name(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Those who name readers."""
        return _may_name(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False


def _may_name(request: HttpRequest) -> bool:
    return request.user.is_authenticated and request.user.may(Right.NAME_SECRET_READERS)


def _describe_person(user: User) -> str:
    return f"{user} ({user.agency or user.get_role_display()})"
