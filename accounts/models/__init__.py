"""Staff, where they are signed in, who reads what is secret, and the record of who looked at what."""

from accounts.models.audit import AuditAction, AuditCheck, AuditCheckpoint, AuditEntry
from accounts.models.secret import SecretReader
from accounts.models.sessions import Invitation, StaffSession
from accounts.models.staff import User
from accounts.roles import AGENCY_ROLES, Role

__all__ = [
    "AGENCY_ROLES",
    "AuditAction",
    "AuditCheck",
    "AuditCheckpoint",
    "AuditEntry",
    "Invitation",
    "Role",
    "SecretReader",
    "StaffSession",
    "User",
]
