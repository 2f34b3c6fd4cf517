"""How it runs, and its keys: what every other group of settings builds on."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from jepara_tanggap.encryption import check_keys, make_key
from jepara_tanggap.environment import Settings
from jepara_tanggap.production import refuse_unsafe_production
from jepara_tanggap.secrets_file import read_or_create_secret

BASE_DIR = Path(__file__).resolve().parent.parent
env = Settings(dotenv=BASE_DIR / ".env")

MODE = env.choice("JT_MODE", "embedded", ("embedded", "production"))
EMBEDDED = MODE == "embedded"
DEBUG = env.flag("JT_DEBUG", False)
DEMO = env.flag("JT_DEMO", False)
DATA_DIR = Path(env.text("JT_DATA_DIR", str(BASE_DIR / "var")))
BASE_URL = env.url("JT_BASE_URL", "http://127.0.0.1:8000", ("http", "https"))
ALLOWED_HOSTS = env.items("JT_ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = [BASE_URL]
# Read by gunicorn_conf.py.
BIND = env.text("JT_BIND", "127.0.0.1:8000")
WEB_PROCESSES = env.whole("JT_WEB_PROCESSES", 3)
WEB_THREADS = env.whole("JT_WEB_THREADS", 8)
# Whose X-Forwarded-For is believed. In production gunicorn listens on this machine, behind its proxy.
TRUSTED_PROXIES = env.networks("JT_TRUSTED_PROXIES", [] if EMBEDDED else ["127.0.0.1", "::1"])
LIMITS = env.rates("JT_LIMITS")

SECRET_KEY = env.text("JT_SECRET_KEY")
if not SECRET_KEY and not EMBEDDED:
    raise ImproperlyConfigured("Setting JT_SECRET_KEY is missing: production needs a long random text of its own.")
if not EMBEDDED:
    refuse_unsafe_production(secret_key=SECRET_KEY, debug=DEBUG, allowed_hosts=ALLOWED_HOSTS)
SECRET_KEY = SECRET_KEY or read_or_create_secret(DATA_DIR / "secret_key")


def derive_key(purpose: str) -> str:
    """Return a key for one purpose, made from the secret key."""
    return hashlib.blake2b(purpose.encode(), key=SECRET_KEY.encode()[:64], digest_size=32).hexdigest()


# Reporters' links and PINs are derived from this key; changing it ends all of them.
REPORTER_ACCESS_KEY = env.text("JT_REPORTER_ACCESS_KEY") or derive_key("reporter-access")

# Personal data is sealed with the first of these and opened with any; see docs/operations.md.
DATA_KEYS = env.items("JT_DATA_KEYS", [])
# Phone numbers and e-mail addresses are found by a hash under the first of these; while they are hashed anew
# (manage.py rehash_lookups) also under the others.
_lookup_keys = env.items("JT_LOOKUP_KEY", [])
LOOKUP_KEY = _lookup_keys[0] if _lookup_keys else ""
OLDER_LOOKUP_KEYS = _lookup_keys[1:]
if not EMBEDDED and not (DATA_KEYS and LOOKUP_KEY):
    raise ImproperlyConfigured(
        f"Setting {'JT_LOOKUP_KEY' if DATA_KEYS else 'JT_DATA_KEYS'} is missing: production encrypts reporters' data."
    )
DATA_KEYS = DATA_KEYS or read_or_create_secret(DATA_DIR / "data_keys", make_key).split(",")
LOOKUP_KEY = LOOKUP_KEY or derive_key("lookup")
check_keys(DATA_KEYS)
