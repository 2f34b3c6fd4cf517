"""When the system is down: the printed pack, and typing its forms in afterwards."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import Right
from calls.models import PaperForm, PaperPack
from calls.paper import MOST_FORMS, type_form, write_number
from calls.refusals import CallRefused, WrongPaperNumber
from complaints.place_search import label_village, list_villages
from dashboard.paper_forms import BackEntryForm
from dashboard.paper_pack import USUAL_FORMS, render_pack
from dashboard.permissions import StaffRequest
from dashboard.selectors import count_unseen
from jepara_tanggap.addresses import client_address

MOST_LISTED = 20


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def enter_form(request: StaffRequest) -> HttpResponse:
    """Type in one paper form; the same number again leads to what it became."""
    if not request.user.may(Right.TAKE_CALLS):
        raise PermissionDenied
    form = BackEntryForm(request.POST or None, initial={"state": "running"})
    if request.method == "POST" and form.is_valid():
        try:
            typed, is_new = type_form(user=request.user, entry=form.build_entry())
        except CallRefused as refusal:
            form.add_error("number" if isinstance(refusal, WrongPaperNumber) else None, refusal.message)
        else:
            _tell(request, typed, is_new)
            return redirect("dashboard:back_entry")
    context = {
        "form": form,
        "villages": [label_village(one) for one in list_villages()],
        "typed": [(write_number(one.number), one) for one in _list_typed(request)],
        "unseen": count_unseen(request.user),
    }
    return render(request, "dashboard/paper/back_entry.html", context, status=400 if form.errors else 200)


@never_cache
@login_required
@require_safe
def show_packs(request: StaffRequest) -> HttpResponse:
    """Explain the pack, and show which were printed."""
    _require_supervisor(request)
    packs = PaperPack.objects.select_related("made_by")[:MOST_LISTED]
    context = {
        "packs": [(write_number(pack.first), write_number(pack.last), pack) for pack in packs],
        "forms": USUAL_FORMS,
        "most": MOST_FORMS,
        "unseen": count_unseen(request.user),
    }
    return render(request, "dashboard/paper/packs.html", context)


@login_required
@require_POST
def print_pack(request: StaffRequest) -> HttpResponse:
    """Make a pack to be printed from the browser; its making is recorded."""
    _require_supervisor(request)
    wanted = request.POST.get("forms", "")
    forms = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 5 else USUAL_FORMS
    page = render_pack(forms=forms, user=request.user, address=client_address(request), is_file=False)
    response = HttpResponse(page)
    response["Cache-Control"] = "no-store"
    return response


def _tell(request: StaffRequest, typed: PaperForm, is_new: bool) -> None:
    ticket, number = typed.complaint.grouped_number, write_number(typed.number)
    if is_new:
        messages.success(request, f"Formulir {number} menjadi tiket {ticket}.")
    else:
        messages.warning(request, f"Formulir {number} sudah diketik {typed.typed_by} dan menjadi tiket {ticket}.")


def _list_typed(request: StaffRequest):
    return PaperForm.objects.select_related("complaint").filter(typed_by=request.user)[:MOST_LISTED]


def _require_supervisor(request: StaffRequest) -> None:
    if not request.user.may(Right.SUPERVISE_CALLS):
        raise PermissionDenied
