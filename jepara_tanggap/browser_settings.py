"""What the browser is told: transport, cookies, policies."""

from __future__ import annotations

from csp.constants import NONE, SELF

from jepara_tanggap.core_settings import EMBEDDED, env
from jepara_tanggap.outgoing_settings import MAP_TILES_URL
from jepara_tanggap.people_settings import IDLE_MINUTES, IDLE_MINUTES_CALL_DESK, OIDC_ISSUER

SECURE_TRANSPORT = env.flag("JT_SECURE_TRANSPORT", not EMBEDDED)
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
