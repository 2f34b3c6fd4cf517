"""The OPD directory, areas, routing rules, and the outbox."""

from dispatch.models.agencies import Agency, AgencyContact
from dispatch.models.areas import District, Village
from dispatch.models.categories import Category, Question, ReporterShown, Track, Visibility
from dispatch.models.drills import AlertDrill, DrillAnswer
from dispatch.models.duty import DutyShift, EscalationStep
from dispatch.models.extra_time import ExtraTime
from dispatch.models.field_links import FieldLinkRevocation
from dispatch.models.hours import DirectNumber, HoursException, ServiceHours
from dispatch.models.keys import KeyCanary
from dispatch.models.messages import InboundMessage, InboxMessage, PollCursor
from dispatch.models.outbox import Delivery, DeliveryState, TargetBreaker
from dispatch.models.routing import RoutingOverride

__all__ = [
    "Agency",
    "AgencyContact",
    "AlertDrill",
    "Category",
    "Delivery",
    "DeliveryState",
    "DirectNumber",
    "District",
    "DrillAnswer",
    "DutyShift",
    "EscalationStep",
    "ExtraTime",
    "FieldLinkRevocation",
    "HoursException",
    "InboundMessage",
    "InboxMessage",
    "KeyCanary",
    "PollCursor",
    "Question",
    "ReporterShown",
    "RoutingOverride",
    "ServiceHours",
    "TargetBreaker",
    "Track",
    "Village",
    "Visibility",
]
