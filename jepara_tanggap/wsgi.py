"""The WSGI application, the same for the embedded run and for production."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jepara_tanggap.settings")

application = get_wsgi_application()
