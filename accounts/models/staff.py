"""Staff users and the agency they belong to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models import Q

from accounts.live_pass import withdraw_passes
from accounts.roles import AGENCY_ROLES, MATRIX, Right, Role, roles_with

# In a fixed order: it is written into a migration.
ADMIN_ROLES = sorted(str(role) for role in roles_with(Right.USE_ADMIN))
_FLAGS = ("is_staff", "is_superuser")


class StaffManager(UserManager["User"]):
    """Makes staff; the first administrator comes from `createsuperuser`."""

    def create_superuser(self, username: str, email: str | None = None, password: str | None = None, **more: Any):
        """Make an administrator; Django's word for it is superuser."""
        return self.create_user(username, email, password, **{**more, "role": Role.ADMINISTRATOR})


class User(AbstractUser):
    """A member of staff. What the role may do is said in `accounts.roles`.

    Django's flags follow the role and are never set by hand: `is_staff` says whether the role
    may enter the admin, and nobody is a superuser. The database refuses anything else.
    """

    role = models.CharField("peran", max_length=15, choices=Role.choices, default=Role.OFFICER)
    agency = models.ForeignKey(
        "dispatch.Agency",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="OPD",
        related_name="staff",
        help_text="Wajib untuk petugas dan penanggung jawab OPD.",
    )
    # True to the minute; who works at the moment needs no more.
    last_seen = models.DateTimeField("terakhir terlihat", null=True, blank=True, editable=False)
    is_demo = models.BooleanField("akun contoh", default=False, editable=False)

    objects = StaffManager()  # type: ignore[misc]

    class Meta(AbstractUser.Meta):
        verbose_name = "petugas"
        verbose_name_plural = "petugas"
        constraints = [
            models.CheckConstraint(
                name="staff_flags_follow_role",
                condition=Q(is_superuser=False)
                & (Q(is_staff=True, role__in=ADMIN_ROLES) | (Q(is_staff=False) & ~Q(role__in=ADMIN_ROLES))),
            )
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **more: Any) -> None:
        """Save, with Django's flags as the role says."""
        self.follow_role()
        if update_fields is not None and "role" in update_fields:
            update_fields = {*update_fields, *_FLAGS}
        super().save(*args, update_fields=update_fields, **more)
        withdraw_passes(self.pk)

    def follow_role(self) -> None:
        """Set Django's flags from the role; for rows that are not saved one by one."""
        self.is_superuser = False
        self.is_staff = self.role in ADMIN_ROLES

    @property
    def works_for_agency(self) -> bool:
        """Whether this person sees one agency's tickets only."""
        return self.role in AGENCY_ROLES

    @property
    def leads_officers(self) -> bool:
        """Whether this person manages the officers of their own agency."""
        return self.may(Right.MANAGE_OWN_STAFF)

    def may(self, right: Right) -> bool:
        """Tell whether this person's role has the right; nobody who was deactivated has any."""
        return self.is_active and right in MATRIX.get(self.role, frozenset())

    @property
    def takes_calls(self) -> bool:
        """Whether this person works at the call desk; for templates."""
        return self.may(Right.TAKE_CALLS)

    @property
    def leads_shift(self) -> bool:
        """Whether this person leads the call desk's shift, drills included; for templates."""
        return self.may(Right.SUPERVISE_CALLS)

    @property
    def reads_figures(self) -> bool:
        """Whether this person reads figures; for templates."""
        return self.may(Right.READ_FIGURES)

    @property
    def watches_board(self) -> bool:
        """Whether the dispatch board is this person's business; for templates."""
        return self.may(Right.SUPERVISE_CALLS) or self.may(Right.DISPATCH)

    @property
    def manages_incidents(self) -> bool:
        """Whether this person gathers reports into major incidents; for templates."""
        return self.may(Right.MANAGE_INCIDENTS)

    @property
    def watches_wall(self) -> bool:
        """Whether this person may put the wallboard up: the call room, and those who read the county's figures.

        A lead reads figures too, but of the own agency alone, and the wall shows the whole county's.
        """
        in_room = self.takes_calls or self.may(Right.SUPERVISE_CALLS)
        return in_room or (self.reads_figures and self.may(Right.READ_COUNTY))
