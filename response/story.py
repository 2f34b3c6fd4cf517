"""What a crew reads of a report: the story, the answers to the questions, and what was told since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from complaints.actors import REPORTER
from complaints.choices import EventKind
from complaints.looks import shows_reporter_at_once
from complaints.models import Complaint
from complaints.public_texts import mask_for_provider
from complaints.staff_lines import CALLER_NEWS

# A page for 2G. Those at hand stand open, the others behind one tap.
MOST_NEWS = 20
AT_HAND = 3
_TOLD = Q(action=CALLER_NEWS) | Q(actor_name=REPORTER.name, kind__in=(EventKind.REPORTER_MESSAGE, EventKind.STATUS))


@dataclass(frozen=True)
class News:
    """What somebody told after the report, and when."""

    text: str
    at: datetime


@dataclass(frozen=True)
class Story:
    """The report's own text, (question, answer), and the news, newest first: `fresh` is read before `older`."""

    text: str = ""
    answers: tuple[tuple[str, str], ...] = ()
    fresh: tuple[News, ...] = ()
    older: tuple[News, ...] = ()


def tell_crew(complaint: Complaint) -> Story:
    """Return what a crew may read, masked as an alert is, unless whoever drives out sees the reporter at once."""
    answers = tuple((one["question"], show_words(complaint, one["answer"])) for one in complaint.answers)
    news = _list_news(complaint)
    return Story(show_words(complaint, complaint.text), answers, news[:AT_HAND], news[AT_HAND:])


def show_words(complaint: Complaint, text: str) -> str:
    """Return words of a report as a crew reads them."""
    # Where handlers have to open the reporter first, a link without an account shows no more than an alert does.
    return text if shows_reporter_at_once(complaint) else mask_for_provider(complaint=complaint, text=text)


def _list_news(complaint: Complaint) -> tuple[News, ...]:
    lines = complaint.events.filter(_TOLD).order_by("-id").only("text", "created_at")[:MOST_NEWS]
    return tuple(News(show_words(complaint, line.text), line.created_at) for line in lines if line.text)
