"""The complaint and everything that hangs on it."""

from complaints.models.complaint import Complaint, ComplaintSupport, Reporter
from complaints.models.contact_code import ContactCode
from complaints.models.data_request import DataRequest, Refusal, RequestKind, RequestState
from complaints.models.draft import Draft
from complaints.models.event import Event
from complaints.models.handover import Handover
from complaints.models.incident import (
    IncidentAnswer,
    IncidentAnswerLine,
    IncidentEvent,
    IncidentMember,
    MajorIncident,
)
from complaints.models.photo import Photo
from complaints.models.privacy import PrivacyNotice
from complaints.models.retention import RetentionKind, RetentionRule, RetentionRun

__all__ = [
    "Complaint",
    "ComplaintSupport",
    "ContactCode",
    "DataRequest",
    "Draft",
    "Event",
    "Handover",
    "IncidentAnswer",
    "IncidentAnswerLine",
    "IncidentEvent",
    "IncidentMember",
    "MajorIncident",
    "Photo",
    "PrivacyNotice",
    "Refusal",
    "Reporter",
    "RequestKind",
    "RequestState",
    "RetentionKind",
    "RetentionRule",
    "RetentionRun",
]
