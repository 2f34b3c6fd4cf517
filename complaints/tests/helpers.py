"""What several tests of complaints make: a filed report, and an officer of its agency."""

from __future__ import annotations

from django.utils import timezone

from accounts.models import Role, SecretReader, User
from complaints.actors import Actor, actor_for_user
from complaints.choices import Source
from complaints.intake import NewReport, file_complaint
from complaints.models import Complaint
from dispatch.models import Category, Village


def file_report(code: str = "N-PJU", *, text: str = "Lampu jalan mati sejak kemarin", **more) -> Complaint:
    """File a report of the category `code` in Jepara's first village."""
    report = NewReport(
        category=Category.objects.get(code=code),
        text=text,
        village=Village.objects.select_related("district").order_by("code").first(),
        **more,
    )
    return file_complaint(report=report, source=Source.WEB).complaint


def officer_of(complaint: Complaint, role: Role = Role.OFFICER) -> Actor:
    """Return somebody of the responsible agency, named for the complaint's category if it is secret."""
    user, _ = User.objects.get_or_create(username=f"{role}-{complaint.agency_id}", role=role, agency=complaint.agency)
    if complaint.is_for_named_readers:
        name_for_secrets(user, complaint.category)
    return actor_for_user(user)


def name_for_secrets(user: User, category: Category) -> None:
    """Name this person to read the secret reports of a category."""
    SecretReader.objects.get_or_create(user=user, category=category, defaults={"named_at": timezone.now()})
