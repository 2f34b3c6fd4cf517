"""The admin of the OPD directory, areas, routing, hours, duty and the outbox."""

from dispatch.admin import deliveries, duty, reference, routing

__all__ = ["deliveries", "duty", "reference", "routing"]
