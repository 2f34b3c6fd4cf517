"""The way out: broker, workers, Wadul Bupati, the telephone exchange, and what may be called."""

from __future__ import annotations

import base64

from django.core.exceptions import ImproperlyConfigured

from jepara_tanggap.core_settings import EMBEDDED, derive_key, env
from jepara_tanggap.storage_settings import REDIS_URL

CELERY_BROKER_URL = env.url("JT_BROKER_URL", REDIS_URL or "memory://", ("memory", "redis", "rediss", "amqp"))
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

WADUL_CHANNEL = env.text("JT_WADUL_CHANNEL", "dispatch.channels.wadul.send")
WADUL_BASE_URL = env.url("JT_WADUL_URL", "http://127.0.0.1:8112", ("http", "https"))
# The stand-in's secret in the embedded run; production has its own.
WADUL_SECRET = (
    env.signing_secret("JT_WADUL_SECRET") or "whsec_" + base64.b64encode(derive_key("wadul")[:32].encode()).decode()
)
# Signs what the telephone exchange tells (docs/telephony.md).
EXCHANGE_SECRET = (
    env.signing_secret("JT_EXCHANGE_SECRET")
    or "whsec_" + base64.b64encode(derive_key("exchange")[:32].encode()).decode()
)
# Wadul Bupati gets the matter without phone numbers, names and house numbers in its text (docs/masking.md).
WADUL_MASK_TEXT = env.flag("JT_WADUL_MASK_TEXT", True)
# Whether public pages show the reporter's story, masked. The notice in force must then say so.
PUBLIC_STORIES = env.flag("JT_PUBLIC_STORIES", False)
WADUL_TIMEOUT = env.number("JT_WADUL_TIMEOUT", 10.0)
OUTBOX_LEASE_SECONDS = env.number("JT_OUTBOX_LEASE_SECONDS", 60.0)
OUTBOX_BACKOFF_SECONDS = env.number("JT_OUTBOX_BACKOFF_SECONDS", 5.0)
OUTBOX_BACKOFF_CAP_SECONDS = env.number("JT_OUTBOX_BACKOFF_CAP_SECONDS", 900.0)

# What may be called besides the internet; in the embedded run the stand-ins live on this machine.
OUTGOING_ALLOWED_NETWORKS = env.networks("JT_OUTGOING_ALLOWED_NETWORKS", ["127.0.0.0/8", "::1"] if EMBEDDED else [])

# Gets what no rule gives to anybody: nothing is ever unrouted.
ROUTING_FALLBACK_AGENCY = env.text("JT_FALLBACK_AGENCY", "DISKOMINFO")

# The kinds for which a crew must be there within the limit `fire_arrival_minutes` of the call room.
FIRE_CATEGORIES = env.items("JT_FIRE_CATEGORIES", ["D-BAKAR"])

# The weekly test of all contacts: weekday (0 is Monday, 7 none), hour in local time, minutes to answer.
ALERT_DRILL_WEEKDAY = env.whole("JT_ALERT_DRILL_WEEKDAY", 0, least=0, most=7)
ALERT_DRILL_HOUR = env.whole("JT_ALERT_DRILL_HOUR", 9, least=0, most=23)
ALERT_DRILL_MINUTES = env.whole("JT_ALERT_DRILL_MINUTES", 60)

MAP_TILES_URL = env.tiles("JT_MAP_TILES_URL")
MAP_TILES_ATTRIBUTION = env.text("JT_MAP_TILES_ATTRIBUTION")
