"""What staff views share about who is asking. What a person may do is said by accounts.roles and the lifecycle."""

from accounts.clients import StaffRequest

__all__ = ["StaffRequest"]
