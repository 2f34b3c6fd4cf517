"""The role says everything: rights, Django's permissions and flags, and what the documents show."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import Role, User
from accounts.permissions import GRANTS, permissions_of
from accounts.role_table import DOCUMENT, build_rows, render_document
from accounts.roles import MATRIX, Right
from accounts.tests.people import make_person

pytestmark = pytest.mark.django_db


def test_docs_access_is_what_the_table_says():
    assert DOCUMENT.read_text() == render_document(), "run: manage.py write_access_docs"


def test_the_table_shows_every_right_of_every_role():
    shown = {row.right: row.granted for row in build_rows()}
    for right in Right:
        assert shown[right.label] == [right in MATRIX[role] for role in Role]


def test_the_admin_shows_the_same_table_to_administrators_only(client: Client):
    client.force_login(make_person(Role.ADMINISTRATOR))
    page = client.get(reverse("admin:accounts_access")).content.decode()
    assert page.count('<th scope="row">') >= len(Right)
    assert all(right.label in page for right in Right)
    assert page.count("<td>ya</td>") == sum(len(rights) for rights in MATRIX.values())
    client.force_login(make_person(Role.COORDINATOR))
    assert client.get(reverse("admin:accounts_access")).status_code == 403


@pytest.mark.parametrize("role", list(Role))
def test_flags_of_django_follow_the_role_however_they_are_set(role):
    user = make_person(role, is_staff=True, is_superuser=True)
    user.refresh_from_db()
    assert user.is_staff is user.may(Right.USE_ADMIN)
    assert user.is_superuser is False


def test_a_new_role_moves_the_flags_even_when_only_the_role_is_saved():
    user = make_person(Role.ADMINISTRATOR)
    user.role = Role.EXECUTIVE
    user.save(update_fields=["role"])
    user.refresh_from_db()
    assert not user.is_staff


@pytest.mark.parametrize("wrong", [{"is_superuser": True}, {"is_staff": True}, {"role": Role.ADMINISTRATOR}])
def test_the_database_refuses_flags_that_disagree_with_the_role(wrong):
    user = make_person(Role.OFFICER)
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=user.pk).update(**wrong)


def test_createsuperuser_makes_an_administrator():
    user = User.objects.create_superuser("pertama", password="x")
    assert user.role == Role.ADMINISTRATOR
    assert user.has_perm("accounts.change_user")


@pytest.mark.parametrize(
    ("right", "permission"),
    [
        (Right.EDIT_REFERENCE, "dispatch.change_agency"),
        (Right.RESEND, "dispatch.change_delivery"),
        (Right.MANAGE_STAFF, "accounts.change_user"),
        (Right.READ_AUDIT, "accounts.view_auditentry"),
        (Right.USE_ADMIN, "complaints.view_complaint"),
    ],
)
def test_permissions_of_the_admin_follow_the_right(right, permission):
    for role in Role:
        person = make_person(role)
        assert person.has_perm(permission) is (right in MATRIX[role]), role
        assert person.has_module_perms(permission.split(".")[0]) or right not in MATRIX[role]


def test_every_model_that_is_granted_exists():
    known = {model._meta.label_lower for model in apps.get_models()} | {"auditlog.logentry"}
    assert {label for models in GRANTS.values() for label in models} <= known


def test_a_model_nobody_thought_of_is_the_administrators_alone():
    unnamed = "axes.view_accessattempt"
    assert [role for role in Role if unnamed in permissions_of(role)] == [Role.ADMINISTRATOR]


def test_nobody_deletes_an_account_or_a_line_of_the_record():
    for role in Role:
        assert not {"accounts.delete_user", "accounts.change_auditentry"} & permissions_of(role)


def test_a_deactivated_administrator_has_no_permission():
    person = make_person(Role.ADMINISTRATOR, is_active=False)
    assert not person.has_perm("accounts.view_user")
    assert not person.get_all_permissions()
