"""Reporters who have no ticket at hand: they confirm their phone or e-mail, and find all their reports."""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from complaints.access import private_path
from complaints.forms.my_data import CodeForm, FindForm
from complaints.privacy.confirmation import (
    EMAIL,
    PHONE,
    CodeRefused,
    Contact,
    ask_to_erase_all,
    can_send,
    confirm_code,
    list_complaints,
    send_code,
    shows_code,
)
from complaints.views.responses import UNPROCESSABLE, SeeOther, render_private
from jepara_tanggap.addresses import client_address, group_address
from jepara_tanggap.limits import require

COOKIE = f"{settings.COOKIE_PREFIX}hak"
COOKIE_SECONDS = 15 * 60
REF_SALT, COOKIE_SALT = "complaints.contact-code", "complaints.contact-confirmed"
WRONG_CODE = "Kode ini tidak cocok atau sudah tidak berlaku. Periksa lagi, atau minta kode baru."


@require_http_methods(["GET", "HEAD", "POST"])
def find_my_data(request: HttpRequest) -> HttpResponse:
    """Ask for a contact, and send a code to it; the answer is the same for everybody."""
    if request.method != "POST":
        return _render_find(request, FindForm())
    require("code_senders", group_address(client_address(request)))
    form = FindForm(request.POST)
    if not form.is_valid():
        return _render_find(request, form, UNPROCESSABLE)
    kind, value = form.cleaned_data["contact"]
    row, code = send_code(kind=kind, value=value)
    asked = CodeForm(initial={"ref": signing.dumps(row.pk, salt=REF_SALT)})
    return _render_code(request, asked, demo_code=code if shows_code() else "")


@require_POST
def confirm_my_contact(request: HttpRequest) -> HttpResponse:
    """Take the code; the right one opens the list for a quarter of an hour."""
    require("code_tries", group_address(client_address(request)))
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _render_code(request, form, UNPROCESSABLE)
    try:
        contact = confirm_code(code_id=_read_ref(form.cleaned_data["ref"]), typed=form.cleaned_data["code"])
    except CodeRefused:
        form.add_error("code", WRONG_CODE)
        return _render_code(request, form, UNPROCESSABLE)
    response = SeeOther(reverse("complaints:my_reports"))
    response.set_cookie(
        COOKIE,
        signing.dumps([contact.kind, contact.hash], salt=COOKIE_SALT),
        max_age=COOKIE_SECONDS,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def list_my_reports(request: HttpRequest) -> HttpResponse:
    """List the reports of the confirmed contact, or ask to erase all of them, or leave."""
    contact = _read_cookie(request)
    if contact is None:
        return SeeOther(reverse("complaints:find_my_data"))
    if request.method != "POST":
        complaints = list_complaints(contact=contact)
        context = {
            "rows": [(one, private_path(one), f"{private_path(one)}data/") for one in complaints],
            "can_erase": any(one.erased_at is None for one in complaints),
            "asked": request.GET.get("kabar") == "minta",
        }
        return render_private(request, "complaints/my_reports.html", context)
    if request.POST.get("action") == "erase":
        ask_to_erase_all(contact=contact)
        return SeeOther(f"{reverse('complaints:my_reports')}?kabar=minta")
    response = SeeOther(reverse("complaints:home"))
    response.delete_cookie(COOKIE, samesite="Lax")
    return response


def _read_ref(ref: str) -> int:
    try:
        return int(signing.loads(ref, salt=REF_SALT, max_age=COOKIE_SECONDS))
    except (signing.BadSignature, ValueError, TypeError):
        raise CodeRefused from None


def _read_cookie(request: HttpRequest) -> Contact | None:
    try:
        kind, found = signing.loads(request.COOKIES.get(COOKIE, ""), salt=COOKIE_SALT, max_age=COOKIE_SECONDS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Contact(kind, found)


def _render_find(request: HttpRequest, form: FindForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "is_ready": can_send(PHONE) or can_send(EMAIL)}
    return render_private(request, "complaints/find_my_data.html", context, status)


def _render_code(request: HttpRequest, form: CodeForm, status: int = 200, demo_code: str = "") -> HttpResponse:
    return render_private(request, "complaints/confirm_my_contact.html", {"form": form, "demo_code": demo_code}, status)
