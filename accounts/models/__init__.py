"""Staff, and the record of who looked at what."""

from accounts.models.audit import AuditAction, AuditEntry
from accounts.models.staff import User
from accounts.roles import AGENCY_ROLES, Role

__all__ = ["AGENCY_ROLES", "AuditAction", "AuditEntry", "Role", "User"]
