"""The admin of the OPD directory, areas, routing, hours and the outbox."""

from dispatch.admin import deliveries, reference

__all__ = ["deliveries", "reference"]
