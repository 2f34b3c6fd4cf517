"""Read over and send. The only page that files."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from complaints import steps
from complaints.choices import Source
from complaints.drafts import build_report, save_answers
from complaints.duplicates import Near, find_duplicates, find_in_village
from complaints.forms.base import format_phone
from complaints.intake import NewReport, file_complaint
from complaints.models import Draft
from complaints.place_search import label_village
from complaints.privacy.consents import may_be_published
from complaints.privacy.notice import find_notice_in_force
from complaints.views.filing_page import address, render_step
from complaints.views.pace import slow_down_filing
from complaints.views.responses import SeeOther
from dispatch.models import Category


def handle_review(request: HttpRequest, draft: Draft, category: Category | None) -> HttpResponse:
    """Show everything once more, or file it; the draft's token makes it one report."""
    missing = steps.find_missing_step(draft=draft, category=category)
    if missing is not None or category is None:
        return SeeOther(address(draft, missing or steps.KIND))
    report = build_report(draft=draft, category=category)
    if request.method == "POST":
        if held_up := slow_down_filing(request, draft=draft, category=category):
            return held_up
        file_complaint(report=report, source=Source.WEB, intake_key=str(draft.token), draft=draft)
        return SeeOther(reverse("complaints:filed", args=[draft.token]))
    return _show_review(request, draft, category, report)


def _show_review(request: HttpRequest, draft: Draft, category: Category, report: NewReport) -> HttpResponse:
    notice = find_notice_in_force()
    version = notice.version if notice else ""
    if not draft.data.get("reviewed") or draft.data.get("notice") != version:
        save_answers(draft=draft, reviewed=True, notice=version)
    context: dict[str, Any] = {
        "notice": notice,
        "may_publish": may_be_published(category) and not report.is_secret,
        "report": report,
        "village": label_village(report.village) if report.village else "",
        "phone": format_phone(report.phone),
        "photos": list(draft.photos.all()),
        "duplicates": _find_duplicates(report),
    }
    return render_step(request, steps.REVIEW, draft, category, context)


def _find_duplicates(report: NewReport) -> list[Near]:
    if report.lat is not None and report.lng is not None:
        return find_duplicates(category=report.category, lat=report.lat, lng=report.lng)
    return find_in_village(category=report.category, village=report.village) if report.village else []
