"""How fast one address may file and upload. An emergency is never asked to wait."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from complaints.models import Draft
from complaints.views.responses import render_private
from dispatch.models import Category
from jepara_tanggap.addresses import client_address, group_address
from jepara_tanggap.limits import require, take
from jepara_tanggap.proof_of_work import ITERATIONS, make_ticket, read_ticket

# Seconds. Whoever has no JavaScript waits instead of working.
WAIT_SECONDS = 20
# The button of the page that stops new reports from a very noisy address.
EMERGENCY = "darurat"


def read_source(request: HttpRequest) -> str:
    """Return what limits count by: the address, or the IPv6 network, the request came from."""
    return group_address(client_address(request))


def slow_down_start(request: HttpRequest) -> HttpResponse | None:
    """Hold up a new report from an address that began hundreds; None to go on.

    What it is about is not known yet, so whoever says that it is an emergency goes on.
    """
    if EMERGENCY in request.POST or take("drafts", read_source(request)).allowed:
        return None
    context = {"text": request.POST.get("text", ""), "occurred_at": request.POST.get("occurred_at", "")}
    return _answer_wait(request, "complaints/slow_start.html", context, 60)


def slow_down_filing(request: HttpRequest, *, draft: Draft, category: Category) -> HttpResponse | None:
    """Ask a noisy address for a little work or a little patience; None to file. Raises LimitReached."""
    source = read_source(request)
    if category.is_emergency:
        return None
    if not take("filing_noisy", source).allowed:
        ticket = request.POST.get("ticket", "")
        shown = read_ticket(subject=draft.token.hex, ticket=ticket, number=request.POST.get("number", ""))
        if shown is None or not (shown.is_solved or shown.age >= WAIT_SECONDS):
            left = WAIT_SECONDS - int(shown.age) if shown else WAIT_SECONDS
            return _ask_for_patience(request, draft, ticket if shown else make_ticket(draft.token.hex), left)
    require("filing", source)
    return None


def find_upload_hurdle(request: HttpRequest, *, is_emergency: bool) -> str:
    """Return why photos are not taken just now; empty if they are."""
    if is_emergency or take("photos", read_source(request)).allowed:
        return ""
    return "Foto tidak ikut disimpan: dari sambungan ini datang terlalu banyak foto. Lanjutkan tanpa foto dulu."


def _ask_for_patience(request: HttpRequest, draft: Draft, ticket: str, left: int) -> HttpResponse:
    context = {"draft": draft, "ticket": ticket, "left": left, "iterations": ITERATIONS}
    return _answer_wait(request, "complaints/slow_filing.html", context, left)


def _answer_wait(request: HttpRequest, template: str, context: dict[str, Any], wait: int) -> HttpResponse:
    response = render_private(request, template, context, 429)
    response["Retry-After"] = str(wait)
    return response
