"""Settings, read from the environment; `.env.example` documents every one."""

from __future__ import annotations

import base64
import hashlib
from importlib.util import find_spec
from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from jepara_tanggap.encryption import check_keys, make_key
from jepara_tanggap.environment import Settings, parse_database_url, parse_email_url
from jepara_tanggap.logs import build_logging
from jepara_tanggap.production import refuse_unsafe_production
from jepara_tanggap.secrets_file import read_or_create_secret
from jepara_tanggap.sign_in_settings import *  # noqa: F403
from jepara_tanggap.sign_in_settings import build_oidc_provider

BASE_DIR = Path(__file__).resolve().parent.parent
_env = Settings(dotenv=BASE_DIR / ".env")

# --- how it runs ------------------------------------------------------------

MODE = _env.choice("JT_MODE", "embedded", ("embedded", "production"))
EMBEDDED = MODE == "embedded"
DEBUG = _env.flag("JT_DEBUG", False)
DEMO = _env.flag("JT_DEMO", False)
DATA_DIR = Path(_env.text("JT_DATA_DIR", str(BASE_DIR / "var")))
BASE_URL = _env.url("JT_BASE_URL", "http://127.0.0.1:8000", ("http", "https"))
ALLOWED_HOSTS = _env.items("JT_ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = [BASE_URL]
# Read by gunicorn_conf.py.
BIND = _env.text("JT_BIND", "127.0.0.1:8000")
WEB_PROCESSES = _env.whole("JT_WEB_PROCESSES", 3)
WEB_THREADS = _env.whole("JT_WEB_THREADS", 8)
# Whose X-Forwarded-For is believed. In production gunicorn listens on this machine, behind its proxy.
TRUSTED_PROXIES = _env.networks("JT_TRUSTED_PROXIES", [] if EMBEDDED else ["127.0.0.1", "::1"])
LIMITS = _env.rates("JT_LIMITS")

SECRET_KEY = _env.text("JT_SECRET_KEY")
if not SECRET_KEY and not EMBEDDED:
    raise ImproperlyConfigured("Setting JT_SECRET_KEY is missing: production needs a long random text of its own.")
if not EMBEDDED:
    refuse_unsafe_production(secret_key=SECRET_KEY, debug=DEBUG, allowed_hosts=ALLOWED_HOSTS)
SECRET_KEY = SECRET_KEY or read_or_create_secret(DATA_DIR / "secret_key")


def _derive_key(purpose: str) -> str:
    return hashlib.blake2b(purpose.encode(), key=SECRET_KEY.encode()[:64], digest_size=32).hexdigest()


# Reporters' links and PINs are derived from this key; changing it ends all of them.
REPORTER_ACCESS_KEY = _env.text("JT_REPORTER_ACCESS_KEY") or _derive_key("reporter-access")

# Personal data is sealed with the first of these and opened with any; see docs/operations.md.
DATA_KEYS = _env.items("JT_DATA_KEYS", [])
# Phone numbers and e-mail addresses are found by a hash under this key.
LOOKUP_KEY = _env.text("JT_LOOKUP_KEY")
if not EMBEDDED and not (DATA_KEYS and LOOKUP_KEY):
    raise ImproperlyConfigured(
        f"Setting {'JT_LOOKUP_KEY' if DATA_KEYS else 'JT_DATA_KEYS'} is missing: production encrypts reporters' data."
    )
DATA_KEYS = DATA_KEYS or read_or_create_secret(DATA_DIR / "data_keys", make_key).split(",")
LOOKUP_KEY = LOOKUP_KEY or _derive_key("lookup")
check_keys(DATA_KEYS)

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

# --- database, cache, files -------------------------------------------------

_SQLITE_URL = f"sqlite:///{DATA_DIR / 'jepara.sqlite3'}"
DATABASE_URL = _env.url("DATABASE_URL", _SQLITE_URL, ("sqlite", "postgres", "postgresql"))
DATABASES = {"default": parse_database_url(DATABASE_URL)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = _env.url("REDIS_URL", "", ("redis", "rediss"))
CACHES = {
    "default": {
        "BACKEND": "jepara_tanggap.cache.ForgivingRedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_connect_timeout": 0.25, "socket_timeout": 0.25},
    }
    if REDIS_URL
    else {"BACKEND": "jepara_tanggap.cache.ProcessCache"}
}

# Only ever served through a permission check, so there is no MEDIA_URL.
MEDIA_ROOT = DATA_DIR / "files"
FILE_UPLOAD_PERMISSIONS = 0o600
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
# As an app, django-leaflet's admin part asks for GDAL; we only want the Leaflet it ships.
_leaflet = Path(find_spec("leaflet").submodule_search_locations[0])  # type: ignore[union-attr,index]
STATICFILES_DIRS = [BASE_DIR / "static", ("leaflet", _leaflet / "static" / "leaflet")]
S3_BUCKET = _env.text("JT_S3_BUCKET")
S3_ENDPOINT = _env.url("JT_S3_ENDPOINT", "", ("http", "https"))
S3_OPTIONS = {
    "bucket_name": S3_BUCKET,
    "endpoint_url": S3_ENDPOINT or None,
    "region_name": _env.text("JT_S3_REGION") or None,
    "access_key": _env.text("JT_S3_KEY") or None,
    "secret_key": _env.text("JT_S3_SECRET") or None,
    "location": _env.text("JT_S3_PREFIX"),
}
if S3_ENDPOINT and not S3_BUCKET:
    raise ImproperlyConfigured("Setting JT_S3_BUCKET is missing: JT_S3_ENDPOINT alone does not say where photos go.")
if (S3_OPTIONS["access_key"] is None) != (S3_OPTIONS["secret_key"] is None):
    raise ImproperlyConfigured("Set JT_S3_KEY and JT_S3_SECRET together, or neither of them.")
STORAGES = {
    "default": {"BACKEND": "jepara_tanggap.photo_storage.PrivateS3Storage", "OPTIONS": S3_OPTIONS}
    if S3_BUCKET
    else {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = False

# One filing carries at most five photos of 10 MB; everything else is small.
MAX_BODY_BYTES = 52 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 100
DATA_UPLOAD_MAX_NUMBER_FILES = 10
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "complaints.uploads.WholeBodyLimit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# --- language and time ------------------------------------------------------

LANGUAGE_CODE = "id"
TIME_ZONE = "Asia/Jakarta"
USE_I18N = True
USE_TZ = True

# --- people -----------------------------------------------------------------

# For so long one reason opens a secret report, and one look shows its reporter; then it is asked and recorded again.
SECRET_OPEN_MINUTES = _env.number("JT_SECRET_OPEN_MINUTES", 60.0)
REPORTER_OPEN_MINUTES = _env.number("JT_REPORTER_OPEN_MINUTES", 60.0)

# Roles that enter no staff page without a second factor; the admin asks everybody for one.
SECOND_FACTOR_ROLES = frozenset(
    _env.items("JT_SECOND_FACTOR_ROLES", ["dispatcher", "coordinator", "administrator"])
) - {"none"}
IDLE_MINUTES = _env.whole("JT_IDLE_MINUTES", 60)
IDLE_MINUTES_CALL_DESK = _env.whole("JT_IDLE_MINUTES_CALL_DESK", 12 * 60)
STAFF_PATHS = ("/petugas/", "/admin/")
ADMIN_PATH = "/admin/"

OIDC_ISSUER = _env.url("JT_OIDC_ISSUER", "", ("http", "https"))
OIDC_NAME = _env.text("JT_OIDC_NAME", "Akun kantor")
OIDC_SECOND_FACTOR = _env.flag("JT_OIDC_SECOND_FACTOR", False)
SOCIALACCOUNT_PROVIDERS = build_oidc_provider(
    issuer=OIDC_ISSUER,
    name=OIDC_NAME,
    client_id=_env.text("JT_OIDC_CLIENT_ID"),
    secret=_env.text("JT_OIDC_CLIENT_SECRET"),
)
# Passkeys are bound to an https name; on this machine http://localhost does.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = EMBEDDED

_email = parse_email_url(_env.url("JT_EMAIL_URL", "", ("smtp", "smtps", "smtp+tls")))
EMAIL_CONFIGURED = bool(_email)
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_CONFIGURED else 'dummy'}.EmailBackend"
EMAIL_HOST, EMAIL_PORT = _email.get("host", ""), _email.get("port", 25)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _email.get("user", ""), _email.get("password", "")
EMAIL_USE_TLS, EMAIL_USE_SSL = _email.get("tls", False), _email.get("ssl", False)
EMAIL_TIMEOUT = 10
# Where one-time codes to phones go: an apprise address with {to} in the number's place.
TEXT_MESSAGE_URL = _env.text("JT_TEXT_MESSAGE_URL")
DEFAULT_FROM_EMAIL = _env.text("JT_EMAIL_FROM", "Jepara Tanggap <tanggap@localhost>")
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# Who changed reference data: the name of what a field points to, rather than its number.
AUDITLOG_USE_FK_STRING_REPRESENTATION = True

# --- the way out: broker, alerts, Wadul Bupati ------------------------------

CELERY_BROKER_URL = _env.url("JT_BROKER_URL", REDIS_URL or "memory://", ("memory", "redis", "rediss", "amqp"))
if CELERY_BROKER_URL.startswith("memory:") and not EMBEDDED:
    raise ImproperlyConfigured("Setting REDIS_URL is missing: in production, web and workers need a broker they share.")
CELERY_BROKER_URL = "memory://localhost" if CELERY_BROKER_URL.startswith("memory:") else CELERY_BROKER_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_TIME_LIMIT = 120
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = (
    # The memory transport polls; at 20 ms a task starts 11 ms after it was sent.
    {"polling_interval": 0.02}
    if CELERY_BROKER_URL.startswith("memory")
    # Redelivery only after this many seconds: a little above the longest task.
    else {"visibility_timeout": 150, "socket_connect_timeout": 0.5, "socket_timeout": 5, "max_retries": 0}
    if CELERY_BROKER_URL.startswith("redis")
    else {"connect_timeout": 0.5, "max_retries": 0}
)
CELERY_BEAT_SCHEDULER = "celery.beat.Scheduler"
CELERY_TIMEZONE = "UTC"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

WADUL_CHANNEL = _env.text("JT_WADUL_CHANNEL", "dispatch.channels.wadul.send")
WADUL_BASE_URL = _env.url("JT_WADUL_URL", "http://127.0.0.1:8112", ("http", "https"))
# The stand-in's secret in the embedded run; production has its own.
WADUL_SECRET = _env.text("JT_WADUL_SECRET") or "whsec_" + base64.b64encode(_derive_key("wadul")[:32].encode()).decode()
# Signs what the telephone exchange tells (docs/telephony.md).
EXCHANGE_SECRET = (
    _env.text("JT_EXCHANGE_SECRET") or "whsec_" + base64.b64encode(_derive_key("exchange")[:32].encode()).decode()
)
# Wadul Bupati gets the matter without phone numbers, names and house numbers in its text (docs/masking.md).
WADUL_MASK_TEXT = _env.flag("JT_WADUL_MASK_TEXT", True)
# Whether public pages show the reporter's story, masked. The notice in force must then say so.
PUBLIC_STORIES = _env.flag("JT_PUBLIC_STORIES", False)
WADUL_TIMEOUT = _env.number("JT_WADUL_TIMEOUT", 10.0)
OUTBOX_LEASE_SECONDS = _env.number("JT_OUTBOX_LEASE_SECONDS", 60.0)
OUTBOX_BACKOFF_SECONDS = _env.number("JT_OUTBOX_BACKOFF_SECONDS", 5.0)
OUTBOX_BACKOFF_CAP_SECONDS = _env.number("JT_OUTBOX_BACKOFF_CAP_SECONDS", 900.0)

# What may be called besides the internet; in the embedded run the stand-ins live on this machine.
OUTGOING_ALLOWED_NETWORKS = _env.networks("JT_OUTGOING_ALLOWED_NETWORKS", ["127.0.0.0/8", "::1"] if EMBEDDED else [])

# Gets what no rule gives to anybody: nothing is ever unrouted.
ROUTING_FALLBACK_AGENCY = _env.text("JT_FALLBACK_AGENCY", "DISKOMINFO")

MAP_TILES_URL = _env.text("JT_MAP_TILES_URL")
MAP_TILES_ATTRIBUTION = _env.text("JT_MAP_TILES_ATTRIBUTION")

# --- what the browser is told -----------------------------------------------

SECURE_TRANSPORT = _env.flag("JT_SECURE_TRANSPORT", not EMBEDDED)
SECURE_SSL_REDIRECT = SECURE_TRANSPORT
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE_TRANSPORT else None
SECURE_HSTS_SECONDS = 31536000 if SECURE_TRANSPORT else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_TRANSPORT
SECURE_HSTS_PRELOAD = SECURE_TRANSPORT
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_TRANSPORT
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
# With this prefix browsers take the cookie from this host alone, over HTTPS: no neighbour can plant one.
COOKIE_PREFIX = "__Host-" if SECURE_TRANSPORT else ""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrftoken"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 60 * max(IDLE_MINUTES, IDLE_MINUTES_CALL_DESK)
X_FRAME_OPTIONS = "DENY"

_tiles = ["/".join(MAP_TILES_URL.split("/")[:3])] if MAP_TILES_URL else []
_office = ["/".join(OIDC_ISSUER.split("/")[:3])] if OIDC_ISSUER else []
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:", *_tiles],
        "script-src": [SELF],
        "style-src": [SELF],
        "worker-src": [SELF],
        "frame-src": [NONE],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        # Browsers hold the way to the office's sign-on against this too.
        "form-action": [SELF, *_office],
    }
}

# --- smaller matters --------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "UNAUTHENTICATED_USER": None,
}
LOG_LEVEL = _env.choice("JT_LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR"))
_SECRETS = [
    *(SECRET_KEY, REPORTER_ACCESS_KEY, LOOKUP_KEY, WADUL_SECRET, _env.text("JT_S3_SECRET")),
    *DATA_KEYS,
    *(TEXT_MESSAGE_URL, TEXT_MESSAGE_URL.partition("://")[2].partition("@")[0]),
    *(DATABASE_URL, REDIS_URL, CELERY_BROKER_URL),
]
LOGGING = build_logging(level=LOG_LEVEL, readable=EMBEDDED, secrets=_SECRETS)
SILENCED_SYSTEM_CHECKS: list[str] = []

_env.refuse_unknown_names()
