"""The step of signing in that asks for the second factor."""

from __future__ import annotations

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.stages import AuthenticateStage
from django.conf import settings
from django.http import HttpRequest

from accounts.second_factor import accept


class SecondFactorStage(AuthenticateStage):
    """Asks everybody who has a second factor, unless the identity provider is trusted to have asked."""

    def _should_handle(self, request: HttpRequest) -> bool:
        records = get_authentication_records(request, self.login.user)
        if settings.OIDC_SECOND_FACTOR and records and records[-1].get("method") == "socialaccount":
            accept(request)
            return False
        return super()._should_handle(request)
