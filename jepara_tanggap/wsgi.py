"""The WSGI application, the same for the embedded run and for production."""

import os

from django.core.wsgi import get_wsgi_application

from jepara_tanggap.key_check import stop_unless_keys_fit

GUNICORN_WILL_NOT_RETRY = 3

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jepara_tanggap.settings")

application = get_wsgi_application()
stop_unless_keys_fit(exit_code=GUNICORN_WILL_NOT_RETRY)
