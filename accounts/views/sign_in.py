"""allauth's pages of signing in and of the second factor, with what our templates show beside."""

from __future__ import annotations

from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as factor
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as recovery
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from accounts.demo import show_demo_code
from accounts.second_factor import AFTER_ENROLMENT, has_factor, is_forced


class SignIn(account.LoginView):
    """Name and password, or the office's single sign-on."""

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        """Add the other ways in, as far as they are set up."""
        office = {"id": settings.OIDC_PROVIDER_ID, "label": f"Masuk dengan {settings.OIDC_NAME}"}
        return {
            **super().get_context_data(**more),
            "office_sign_on": office if settings.OIDC_ISSUER else None,
            "mail_configured": settings.EMAIL_CONFIGURED,
        }


class SecondStep(factor.AuthenticateView):
    """The second factor at sign-in."""

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        """Add what the person has, and in the demo the code itself."""
        user = self.stage.login.user
        kinds = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
        return {
            **super().get_context_data(**more),
            "has_app": Authenticator.Type.TOTP in kinds,
            "has_passkey": Authenticator.Type.WEBAUTHN in kinds,
            "demo": show_demo_code(user),
        }

    def render_to_response(self, context: dict[str, Any], **more: Any) -> HttpResponse:
        """Let the page of a demo without a free code come again when there is one."""
        response = super().render_to_response(context, **more)
        if context["demo"] and context["demo"].wait:
            response["Refresh"] = str(context["demo"].wait + 1)
        return response


class _AfterEnrolment:
    """Knows the page that had to wait for the second factor, and that there is one now."""

    request: HttpRequest

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        """Add where to go on."""
        user = self.request.user
        enrolled = has_factor(user)  # type: ignore[arg-type]
        return {
            **super().get_context_data(**more),  # type: ignore[misc]
            "has_factor": enrolled,
            "forced": is_forced(user, for_admin=True),  # type: ignore[arg-type]
            "after": self.request.session.get(AFTER_ENROLMENT, "") if enrolled else "",
        }


@method_decorator([never_cache, login_required], name="dispatch")
class Factors(_AfterEnrolment, factor.IndexView):
    """One's own second factors."""


@method_decorator([never_cache, login_required], name="dispatch")
class RecoveryCodes(_AfterEnrolment, recovery.ViewRecoveryCodesView):
    """Recovery codes, shown once."""


class PasswordForgotten(account.PasswordResetView):
    """Asks for a link by mail; only where mail is configured."""

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        """Add whether a link can be mailed."""
        return {**super().get_context_data(**more), "mail_configured": settings.EMAIL_CONFIGURED}

    def post(self, request: HttpRequest, *args: Any, **more: Any) -> HttpResponse:
        """Send the link."""
        if not settings.EMAIL_CONFIGURED:
            messages.error(request, "Tautan belum bisa dikirim dari sini.")
            return self.get(request, *args, **more)
        return super().post(request, *args, **more)
