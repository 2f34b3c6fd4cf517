"""Django's model permissions, as the rights of `accounts.roles` give them. The admin asks nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from django.apps import apps

from accounts.roles import MATRIX, Right

LOOK = ("view",)
TEND = ("view", "change")
KEEP = ("view", "add", "change")
EDIT = ("view", "add", "change", "delete")

# Which right opens which model of the admin, and how far. A model that is named nowhere is for those
# who manage every account, so that a new one is never open by accident.
GRANTS: dict[Right, dict[str, tuple[str, ...]]] = {
    Right.USE_ADMIN: {
        "complaints.complaint": LOOK,
        "complaints.event": LOOK,
        "complaints.photo": LOOK,
    },
    Right.EDIT_REFERENCE: {
        "calls.callscript": EDIT,
        "calls.knowledgepage": EDIT,
        "calls.landmark": EDIT,
        "calls.servicelimit": EDIT,
        "changes.keptchange": LOOK,
        "dispatch.agency": EDIT,
        "dispatch.agencycontact": EDIT,
        "dispatch.category": EDIT,
        "dispatch.extratime": EDIT,
        "dispatch.question": EDIT,
        "dispatch.directnumber": EDIT,
        "dispatch.district": EDIT,
        "dispatch.village": EDIT,
        "dispatch.hoursexception": EDIT,
        "dispatch.servicehours": EDIT,
        "dispatch.routingoverride": EDIT,
    },
    Right.RESEND: {
        "dispatch.delivery": TEND,
        "dispatch.targetbreaker": LOOK,
        "dispatch.inboundmessage": LOOK,
    },
    Right.MANAGE_STAFF: {
        "accounts.user": KEEP,
        "accounts.staffsession": LOOK,
        "accounts.invitation": LOOK,
    },
    Right.NAME_SECRET_READERS: {
        "accounts.secretreader": ("view", "add", "delete"),
    },
    Right.READ_AUDIT: {
        "changes.keptchange": LOOK,
        "accounts.auditentry": LOOK,
        "auditlog.logentry": LOOK,
    },
}
OTHERWISE = Right.MANAGE_STAFF


@cache
def permissions_of(role: str) -> frozenset[str]:
    """Return the permissions of a role, as Django names them ("dispatch.change_agency")."""
    rights = MATRIX.get(role, frozenset())
    found = set(_name_all((model, actions) for right in rights for model, actions in GRANTS.get(right, {}).items()))
    if OTHERWISE in rights:
        found |= set(_name_all((model, EDIT) for model in _list_unnamed()))
    return frozenset(found)


def _name_all(grants: Iterable[tuple[str, tuple[str, ...]]]) -> Iterable[str]:
    for label, actions in grants:
        app, _, model = label.partition(".")
        yield from (f"{app}.{action}_{model}" for action in actions)


def _list_unnamed() -> list[str]:
    named = {model for models in GRANTS.values() for model in models}
    return [model._meta.label_lower for model in apps.get_models() if model._meta.label_lower not in named]
