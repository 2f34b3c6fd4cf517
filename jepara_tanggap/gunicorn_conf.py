"""How gunicorn serves the site: `gunicorn -c jepara_tanggap/gunicorn_conf.py jepara_tanggap.wsgi`.

Threads rather than many processes: requests wait for the database more than they compute.
"""

import ctypes
import os
import signal
import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jepara_tanggap.settings")
try:
    bind = settings.BIND
except ImproperlyConfigured as error:
    sys.exit(str(error))

worker_class = "gthread"
# The embedded run has one process: its broker lives inside it.
workers = 1 if settings.EMBEDDED else settings.WEB_PROCESSES
threads = settings.WEB_THREADS
# Seconds. A person on an island uploads five photos slowly; a thread waits, and the process stays alive.
timeout = 120
graceful_timeout = 8
keepalive = 5
loglevel = "warning"
# Request lines are the proxy's to log.
accesslog = None
PR_SET_PDEATHSIG = 1


def on_starting(server) -> None:
    """Refuse to serve with what the system checks find wrong, and with demo accounts outside of the demo."""
    import django

    django.setup()
    from accounts.checks import stop_if_demo_accounts
    from dispatch.known_codes import stop_if_codes_unknown
    from jepara_tanggap.start_checks import stop_if_unusable

    stop_if_unusable()
    stop_if_codes_unknown()
    stop_if_demo_accounts()


def post_fork(server, worker) -> None:
    """End with the master process, even if that is killed outright."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def post_worker_init(worker) -> None:
    """In the embedded run, start the Celery workers and beat beside the web server."""
    if settings.EMBEDDED:
        from jepara_tanggap import embedded

        embedded.start()


def worker_exit(server, worker) -> None:
    """Let the Celery workers finish what they began."""
    if settings.EMBEDDED:
        from jepara_tanggap import embedded

        embedded.stop()
