"""Staff users, what they are, and the agency they belong to."""

from django.contrib.auth.models import AbstractUser
from django.db import models


class Role(models.TextChoices):
    """What a staff member is. Citizens have no account."""

    CALL_TAKER = "call_taker", "Penerima panggilan"
    DISPATCHER = "dispatcher", "Dispatcher"
    OFFICER = "officer", "Petugas OPD"
    LEAD = "lead", "Penanggung jawab OPD"
    COORDINATOR = "coordinator", "Koordinator"
    EXECUTIVE = "executive", "Pimpinan"
    ADMINISTRATOR = "administrator", "Administrator"


AGENCY_ROLES = frozenset({Role.OFFICER, Role.LEAD})
# Those who look after the whole county rather than one agency.
COUNTY_ROLES = frozenset({Role.CALL_TAKER, Role.DISPATCHER, Role.COORDINATOR, Role.EXECUTIVE, Role.ADMINISTRATOR})


class User(AbstractUser):
    """A member of staff."""

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
