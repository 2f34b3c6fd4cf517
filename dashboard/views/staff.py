"""An agency lead's own officers: invite, deactivate, reset. The rules are those of `accounts.staff`."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.mail import send_mail
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import staff
from accounts.clients import StaffRequest
from accounts.fresh_links import keep_link, link_invitation, take_links
from accounts.models import User
from accounts.roles import Right
from dashboard.selectors import count_unseen
from dashboard.staff_forms import OfficerForm


@never_cache
@login_required
@require_safe
def show_staff(request: StaffRequest) -> HttpResponse:
    """List the officers of one's agency."""
    people = _manageable(request).order_by("-is_active", "first_name", "username")[:200]
    context = {
        "people": people,
        "links": take_links(request.session),
        "office": bool(settings.OIDC_ISSUER),
        **_frame(request),
    }
    return render(request, "dashboard/staff.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: StaffRequest) -> HttpResponse:
    """Make an officer and the link by which they set their password."""
    _manageable(request)
    form = OfficerForm(request.POST or None)
    if not form.is_valid():
        context = {"form": form, **_frame(request)}
        return render(request, "dashboard/staff_invite.html", context, status=400 if form.is_bound else 200)
    person, token = staff.invite_officer(by=request.user, **form.cleaned_data)
    _hand_over(request, person, token)
    return redirect("dashboard:staff")


@login_required
@require_POST
def change(request: StaffRequest, person_id: int, what: str) -> HttpResponse:
    """Deactivate, reactivate or reset one officer."""
    person = get_object_or_404(_manageable(request), pk=person_id)
    if what == "nonaktifkan":
        staff.deactivate(by=request.user, person=person)
        messages.success(request, f"{person} dinonaktifkan.")
    elif what == "aktifkan":
        staff.reactivate(by=request.user, person=person)
        messages.success(request, f"{person} aktif lagi.")
    elif what == "sandi":
        _hand_over(request, person, staff.reset_password(by=request.user, person=person))
    elif what == "faktor":
        staff.reset_second_factor(by=request.user, person=person)
        messages.success(request, f"Faktor kedua {person} diatur ulang.")
    elif what == "kantor":
        staff.release_office_identity(by=request.user, person=person)
        messages.success(request, f"Akun kantor {person} dilepaskan.")
    else:
        raise Http404
    return redirect("dashboard:staff")


def _manageable(request: StaffRequest) -> Any:
    if not (request.user.may(Right.MANAGE_OWN_STAFF) and request.user.agency_id):
        raise PermissionDenied
    return staff.list_manageable(request.user)


def _frame(request: StaffRequest) -> dict[str, Any]:
    return {"agency": request.user.agency, "unseen": count_unseen(request.user)}


def _hand_over(request: StaffRequest, person: User, token: str) -> None:
    link = link_invitation(token)
    keep_link(session=request.session, name=str(person), url=link)
    if settings.EMAIL_CONFIGURED and person.email:
        text = render_to_string("dashboard/staff_invitation.txt", {"person": person, "link": link})
        sent = send_mail("Akun Jepara Tanggap Anda", text, None, [person.email], fail_silently=True)
        if not sent:
            messages.warning(request, "E-mail belum terkirim. Sampaikan tautannya sendiri.")
