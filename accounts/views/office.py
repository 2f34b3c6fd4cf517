"""The office's single sign-on, as allauth does it, with a page for when it cannot be reached."""

from __future__ import annotations

from typing import Any

import requests
import structlog
from allauth.socialaccount.providers.openid_connect import views as oidc
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

log = structlog.get_logger(__name__)


def login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Lead to the office's sign-on."""
    return _ask(oidc.login, request, provider_id)


def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Take who came back from it."""
    return _ask(oidc.callback, request, provider_id)


def _ask(view: Any, request: HttpRequest, provider_id: str) -> HttpResponse:
    try:
        return view(request, provider_id)
    except requests.RequestException as error:
        log.warning("office_sign_on_unreachable", error=type(error).__name__)
        return render(request, "socialaccount/authentication_error.html", status=503)
