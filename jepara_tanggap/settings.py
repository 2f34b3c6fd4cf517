"""Settings, read from the environment; `.env.example` documents every one.

Each group has a module of its own and is gathered here. A new one belongs into its group.
"""

from __future__ import annotations

from jepara_tanggap.browser_settings import *  # noqa: F403
from jepara_tanggap.core_settings import *  # noqa: F403
from jepara_tanggap.core_settings import BASE_DIR, DATA_KEYS, EMBEDDED, LOOKUP_KEY, REPORTER_ACCESS_KEY, SECRET_KEY
from jepara_tanggap.core_settings import env as _env
from jepara_tanggap.field_settings import *  # noqa: F403
from jepara_tanggap.field_settings import FIELD_LINK_KEY
from jepara_tanggap.logs import build_logging
from jepara_tanggap.outgoing_settings import *  # noqa: F403
from jepara_tanggap.outgoing_settings import CELERY_BROKER_URL, EXCHANGE_SECRET, WADUL_SECRET
from jepara_tanggap.people_settings import *  # noqa: F403
from jepara_tanggap.people_settings import EMAIL_HOST_PASSWORD, TEXT_MESSAGE_URL
from jepara_tanggap.rule_settings import *  # noqa: F403
from jepara_tanggap.sign_in_settings import *  # noqa: F403
from jepara_tanggap.storage_settings import *  # noqa: F403
from jepara_tanggap.storage_settings import DATABASE_URL, REDIS_URL

# --- apps -------------------------------------------------------------------

INSTALLED_APPS = [
    # Before ours, so that accounts.admin can take their pages out of the admin.
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
    "accounts",
    "complaints",
    "calls",
    "response",
    "dispatch",
    "dashboard",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "rest_framework",
    "django_filters",
    "django_htmx",
    "csp",
    "auditlog",
    # Last: it follows whatever the apps above let staff edit in the admin.
    "accounts.changes.apps.ChangesConfig",
]

MIDDLEWARE = [
    "jepara_tanggap.middleware.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    # Before the static files, so that they carry the policies too.
    "csp.middleware.CSPMiddleware",
    "jepara_tanggap.middleware.PolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "jepara_tanggap.middleware.BadInputMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.changes.acting.ActingMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.StaffMiddleware",
    "jepara_tanggap.middleware.LimitMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "jepara_tanggap.urls"
WSGI_APPLICATION = "jepara_tanggap.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "jepara_tanggap.context_processors.site",
            ],
        },
    },
]

# --- language and time ------------------------------------------------------

LANGUAGE_CODE = "id"
TIME_ZONE = "Asia/Jakarta"
USE_I18N = True
USE_TZ = True

# --- smaller matters --------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "UNAUTHENTICATED_USER": None,
}
LOG_LEVEL = _env.choice("JT_LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR"))
_SECRETS = [
    *(SECRET_KEY, REPORTER_ACCESS_KEY, FIELD_LINK_KEY, LOOKUP_KEY, WADUL_SECRET, EXCHANGE_SECRET),
    *(_env.text("JT_S3_SECRET"), _env.text("JT_OIDC_CLIENT_SECRET"), _env.text("JT_EMAIL_URL"), EMAIL_HOST_PASSWORD),
    *DATA_KEYS,
    *(TEXT_MESSAGE_URL, TEXT_MESSAGE_URL.partition("://")[2].partition("@")[0]),
    *(DATABASE_URL, REDIS_URL, CELERY_BROKER_URL),
]
LOGGING = build_logging(level=LOG_LEVEL, readable=EMBEDDED, secrets=_SECRETS)
# SQLite leaves the extra columns of `emergency_by_time` out and says so at every start; it has no need of them.
SILENCED_SYSTEM_CHECKS = ["models.W040"]

_env.refuse_unknown_names()
