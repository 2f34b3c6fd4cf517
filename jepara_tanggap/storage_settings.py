"""Database, cache, files: where things are kept."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from jepara_tanggap.core_settings import BASE_DIR, DATA_DIR, env
from jepara_tanggap.environment import parse_database_url

_SQLITE_URL = f"sqlite:///{DATA_DIR / 'jepara.sqlite3'}"
DATABASE_URL = env.url("DATABASE_URL", _SQLITE_URL, ("sqlite", "postgres", "postgresql"))
DATABASES = {"default": parse_database_url(DATABASE_URL)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.url("REDIS_URL", "", ("redis", "rediss"))
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
S3_BUCKET = env.text("JT_S3_BUCKET")
S3_ENDPOINT = env.url("JT_S3_ENDPOINT", "", ("http", "https"))
S3_OPTIONS = {
    "bucket_name": S3_BUCKET,
    "endpoint_url": S3_ENDPOINT or None,
    "region_name": env.text("JT_S3_REGION") or None,
    "access_key": env.text("JT_S3_KEY") or None,
    "secret_key": env.text("JT_S3_SECRET") or None,
    "location": env.text("JT_S3_PREFIX"),
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
MOST_FILES = 10
MAX_TEXT_BYTES = 256 * 1024
MAX_FIELDS = 100
# What is read at all: the pages of filing answer with what was typed still in them (BadInputMiddleware), and where
# words come with photos, photos that are too much are left out (upload_bounds).
MAX_READ_BYTES = 200 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_NUMBER_FILES = 50
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
