"""People: what opens for how long, second factors, the office's sign-on, and mail. See sign_in_settings.py too."""

from __future__ import annotations

from jepara_tanggap.core_settings import EMBEDDED, env
from jepara_tanggap.environment import parse_email_url
from jepara_tanggap.sign_in_settings import build_oidc_provider

# For so long one reason opens a secret report, and one look shows its reporter; then it is asked and recorded again.
SECRET_OPEN_MINUTES = env.number("JT_SECRET_OPEN_MINUTES", 60.0)
REPORTER_OPEN_MINUTES = env.number("JT_REPORTER_OPEN_MINUTES", 60.0)

# Roles that enter no staff page without a second factor; the admin asks everybody for one.
SECOND_FACTOR_ROLES = frozenset(env.items("JT_SECOND_FACTOR_ROLES", ["dispatcher", "coordinator", "administrator"])) - {
    "none"
}
IDLE_MINUTES = env.whole("JT_IDLE_MINUTES", 60)
IDLE_MINUTES_CALL_DESK = env.whole("JT_IDLE_MINUTES_CALL_DESK", 12 * 60)
# However busy somebody is: one shift, then they show again who they are.
SESSION_HOURS = env.number("JT_SESSION_HOURS", 12.0)
STAFF_PATHS = ("/petugas/", "/admin/")
# What a session that is for the wallboard alone opens.
WALL_PATH = "/petugas/dinding/"
ADMIN_PATH = "/admin/"

OIDC_ISSUER = env.url("JT_OIDC_ISSUER", "", ("http", "https"))
OIDC_NAME = env.text("JT_OIDC_NAME", "Akun kantor")
OIDC_SECOND_FACTOR = env.flag("JT_OIDC_SECOND_FACTOR", False)
SOCIALACCOUNT_PROVIDERS = build_oidc_provider(
    issuer=OIDC_ISSUER,
    name=OIDC_NAME,
    client_id=env.text("JT_OIDC_CLIENT_ID"),
    secret=env.text("JT_OIDC_CLIENT_SECRET"),
)
# Passkeys are bound to an https name; on this machine http://localhost does.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = EMBEDDED

_email = parse_email_url(env.url("JT_EMAIL_URL", "", ("smtp", "smtps", "smtp+tls")))
EMAIL_CONFIGURED = bool(_email)
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_CONFIGURED else 'dummy'}.EmailBackend"
EMAIL_HOST, EMAIL_PORT = _email.get("host", ""), _email.get("port", 25)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _email.get("user", ""), _email.get("password", "")
EMAIL_USE_TLS, EMAIL_USE_SSL = _email.get("tls", False), _email.get("ssl", False)
EMAIL_TIMEOUT = 10
# Where one-time codes to phones go: an apprise address with {to} in the number's place.
TEXT_MESSAGE_URL = env.text("JT_TEXT_MESSAGE_URL")
DEFAULT_FROM_EMAIL = env.text("JT_EMAIL_FROM", "Jepara Tanggap <tanggap@localhost>")
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# Who changed reference data: the name of what a field points to, rather than its number.
AUDITLOG_USE_FK_STRING_REPRESENTATION = True
