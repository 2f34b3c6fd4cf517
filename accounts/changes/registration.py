"""Which models are followed: those of our own apps that somebody can edit in the admin."""

from __future__ import annotations

from collections.abc import Iterator

from auditlog.registry import auditlog
from django.contrib import admin
from django.core.exceptions import ImproperlyConfigured
from django.db import models

from dispatch.admin.base import ReadOnlyAdmin
from jepara_tanggap.encrypted_fields import EncryptedTextField

FOLLOWED_APPS = {"accounts", "auth", "calls", "complaints", "dashboard", "dispatch", "response"}
# These hold what reporters told; no other table may hold it too. Their own record is the Event.
PERSONAL = {
    *("Complaint", "Draft", "Event", "Photo", "Reporter"),
    *("Call", "DeskDraft", "NumberBlock", "PaperForm", "ShiftHandover"),
}
# Written by every sign-in or too large, and nobody's decision.
# Nor what follows the role.
UNREMARKABLE = {
    "is_staff",
    "is_superuser",
    "password",
    "last_login",
    "last_seen",
    "last_seen_at",
    "date_joined",
    "boundary",
    "updated_at",
}
# The change is kept, the value is not. An agency's alert address holds the token of its channel.
SECRET_WORDS = ("address", "secret", "token", "api_key", "private")
MASK = "(disamarkan)"


def register_edited_models() -> None:
    """Follow every model that is edited in the admin. Raises ImproperlyConfigured for one with personal data."""
    for model in find_edited_models():
        if model.__name__ in PERSONAL:
            raise ImproperlyConfigured(
                f"{model._meta.label} must not be edited in the admin: its changes would be kept."
            )
        if not auditlog.contains(model):
            _register(model)


def find_edited_models() -> list[type[models.Model]]:
    """Return the models of our apps that the admin can change, on pages of their own or within another's."""
    found: dict[type[models.Model], None] = {}
    for model, page in admin.site._registry.items():
        if isinstance(page, ReadOnlyAdmin):
            continue
        for edited in (model, *_find_inlines(page)):
            if edited._meta.app_label in FOLLOWED_APPS:
                found[edited] = None
    return list(found)


def _find_inlines(page: admin.ModelAdmin) -> Iterator[type[models.Model]]:
    for inline in page.inlines:
        if inline.has_change_permission is admin.options.InlineModelAdmin.has_change_permission:
            yield inline.model


def _register(model: type[models.Model]) -> None:
    fields = model._meta.get_fields()
    names = {field.name for field in fields}
    auditlog.register(
        model,
        exclude_fields=sorted(names & UNREMARKABLE),
        mask_fields=sorted(field.name for field in fields if is_secret(field)),
        mask_callable="accounts.changes.registration.mask_value",
        m2m_fields={field.name for field in model._meta.many_to_many},
    )


def is_secret(field: object) -> bool:
    """Tell whether a field's value must not be kept a second time."""
    name = getattr(field, "name", "")
    return isinstance(field, EncryptedTextField) or any(word in name for word in SECRET_WORDS)


def mask_value(value: str) -> str:
    """Return what stands in the place of a secret; that there was none may be seen."""
    return MASK if value and value != "None" else ""
