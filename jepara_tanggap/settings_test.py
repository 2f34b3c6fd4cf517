"""Settings of the test suite: those of the product, on a data folder of their own."""

import atexit
import os
import shutil
import tempfile

if "JT_DATA_DIR" not in os.environ:
    # Parallel test processes inherit the folder; the one that made it removes it.
    os.environ["JT_DATA_DIR"] = tempfile.mkdtemp(prefix="jepara-test-")
    atexit.register(shutil.rmtree, os.environ["JT_DATA_DIR"], ignore_errors=True)
os.environ.setdefault("JT_SECRET_KEY", "only-for-tests-" + "x" * 50)

from jepara_tanggap.settings import *  # noqa: F403

# Its flush empties the append-only tables too.
INSTALLED_APPS = [*INSTALLED_APPS, "jepara_tanggap.tests.flushing"]  # noqa: F405
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# The manifest would make every page of a test depend on a collectstatic before it.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

if EMBEDDED and DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    # In memory, two threads meet "table is locked" at once, unlike in the product; in a file they take turns.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}  # noqa: F405

# Nothing is gathered for tests; whitenoise would warn in every one of them.
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405

_worker = os.environ.get("PYTEST_XDIST_WORKER", "").removeprefix("gw")
if _worker and REDIS_URL:  # noqa: F405
    # A test that empties its cache must not empty that of the tests running beside it. Redis has 16 databases.
    _server, _, _number = REDIS_URL.rpartition("/")  # noqa: F405
    CACHES["default"]["LOCATION"] = f"{_server}/{(int(_number or 0) + 1 + int(_worker)) % 16}"  # noqa: F405
