"""Calls to 112, apart from complaints, and what the desk needs around them."""

from calls.models.block import NumberBlock
from calls.models.call import Call
from calls.models.draft import DeskDraft
from calls.models.emergencies import EmergencyMonth, MonthMark
from calls.models.exchange import ExchangeEvent
from calls.models.knowledge import KnowledgePage
from calls.models.landmark import Landmark, LandmarkHint
from calls.models.limit import ServiceLimit
from calls.models.paper import PaperForm, PaperPack
from calls.models.script import CallScript
from calls.models.shift import ShiftHandover
from calls.models.tally import CallDay, CallHour, CallMonth, HourMark

__all__ = [
    "Call",
    "CallDay",
    "CallHour",
    "CallMonth",
    "CallScript",
    "DeskDraft",
    "EmergencyMonth",
    "ExchangeEvent",
    "HourMark",
    "KnowledgePage",
    "Landmark",
    "LandmarkHint",
    "MonthMark",
    "NumberBlock",
    "PaperForm",
    "PaperPack",
    "ServiceLimit",
    "ShiftHandover",
]
