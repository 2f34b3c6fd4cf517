"""Staff users and the agency they belong to."""

from django.contrib.auth.models import AbstractUser
from django.db import models

from accounts.roles import AGENCY_ROLES, MATRIX, Right, Role


class User(AbstractUser):
    """A member of staff. What the role may do is said in `accounts.roles`."""

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

    class Meta(AbstractUser.Meta):
        verbose_name = "petugas"
        verbose_name_plural = "petugas"

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    @property
    def works_for_agency(self) -> bool:
        """Whether this person sees one agency's tickets only."""
        return self.role in AGENCY_ROLES

    def may(self, right: Right) -> bool:
        """Tell whether this person's role has the right; nobody who was deactivated has any."""
        return self.is_active and right in MATRIX.get(self.role, frozenset())

    @property
    def takes_calls(self) -> bool:
        """Whether this person works at the call desk; for templates."""
        return self.may(Right.TAKE_CALLS)

    @property
    def reads_figures(self) -> bool:
        """Whether this person reads figures; for templates."""
        return self.may(Right.READ_FIGURES)
