"""How signing in works: what django-allauth and django-axes are told. None of it depends on the environment."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "accounts.backends.RoleBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "dashboard:inbox"
LOGOUT_REDIRECT_URL = "complaints:home"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "accounts.passwords.DressedUpPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
# Seconds a mailed link for a new password lives.
PASSWORD_RESET_TIMEOUT = 4 * 3600

ACCOUNT_ADAPTER = "accounts.adapters.StaffAdapter"
ACCOUNT_FORMS = {"login": "accounts.forms.SignInForm"}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
# Addresses are entered by administrators and leads, who know whose they are.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Jepara Tanggap: "
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ACCOUNT_PREVENT_ENUMERATION = True
# Wrong passwords are counted by accounts.lockout, wrong codes by our own limits, which hold while Redis is away.
ACCOUNT_RATE_LIMITS = {"login": "", "login_failed": ""}
# Seconds between password and second factor.
ACCOUNT_LOGIN_TIMEOUT = 600
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600

MFA_ADAPTER = "accounts.adapters.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "accounts.forms.SecondFactorForm",
    "reauthenticate": "accounts.forms.SecondFactorAgainForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "Jepara Tanggap"
# Steps of 30 s before and after: a code typed slowly, a clock a little off.
MFA_TOTP_TOLERANCE = 1

SOCIALACCOUNT_ADAPTER = "accounts.adapters.OfficeAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_OPENID_CONNECT_URL_PREFIX = ""
OIDC_PROVIDER_ID = "kantor"

AXES_HANDLER = "accounts.lockout.LockOut"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"], "username", "ip_address"]
# LockOut says how many of its limits are reached.
AXES_FAILURE_LIMIT = 1
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_USERNAME_CALLABLE = "accounts.lockout.find_name"
AXES_CLIENT_IP_CALLABLE = "accounts.lockout.find_client"
AXES_LOCKOUT_CALLABLE = "accounts.lockout.show_lockout"
AXES_DISABLE_ACCESS_LOG = True
AXES_SENSITIVE_PARAMETERS = ["username", "login", "password", "csrfmiddlewaretoken", "next", "ip_address"]
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False


def build_oidc_provider(*, issuer: str, name: str, client_id: str, secret: str) -> dict[str, Any]:
    """Return allauth's SOCIALACCOUNT_PROVIDERS: the office's single sign-on, or none."""
    if not issuer:
        return {}
    app = {
        "provider_id": OIDC_PROVIDER_ID,
        "name": name,
        "client_id": client_id,
        "secret": secret,
        "settings": {"server_url": issuer, "oauth_pkce_enabled": True},
    }
    return {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}}
