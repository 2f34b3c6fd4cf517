"""The page behind a one-time link."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.clients import find_address
from accounts.forms import NewPasswordForm
from accounts.invitations import accept_invitation, find_invitation


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for a password and set it; signing in follows, with everything it asks for."""
    invitation = find_invitation(token)
    if invitation is None:
        return render(request, "accounts/invitation_gone.html", status=410)
    form = NewPasswordForm(request.POST or None, user=invitation.user)
    if not form.is_valid():
        context = {"form": form, "person": invitation.user}
        return render(request, "accounts/invitation.html", context, status=400 if form.is_bound else 200)
    if accept_invitation(token=token, password=form.cleaned_data["password"], address=find_address(request)) is None:
        return render(request, "accounts/invitation_gone.html", status=410)
    messages.success(request, "Kata sandi tersimpan. Masuk dengan kata sandi itu.")
    return redirect("account_login")
