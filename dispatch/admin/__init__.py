"""The admin of the OPD directory, areas, routing, hours and the outbox."""

from dispatch.admin import reference

__all__ = ["reference"]
