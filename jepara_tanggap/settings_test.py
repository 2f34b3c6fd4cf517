"""Settings of the test suite: those of the product, on a data folder of their own."""

import os
import tempfile

os.environ.setdefault("JT_DATA_DIR", tempfile.mkdtemp(prefix="jepara-test-"))
os.environ.setdefault("JT_SECRET_KEY", "only-for-tests-" + "x" * 50)

from jepara_tanggap.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# The manifest would make every page of a test depend on a collectstatic before it.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
