"""A setting that is unknown or cannot be used stops the start, and says so in one sentence."""

import base64
import re
from pathlib import Path

import pytest

from jepara_tanggap.tests.processes import ROOT, find_free_port, run_python

GROUPS = sorted((ROOT / "jepara_tanggap").glob("*settings.py"))
DATA_KEY = base64.urlsafe_b64encode(b"k" * 32).decode()
PRODUCTION = {
    "JT_MODE": "production",
    "JT_SECRET_KEY": "s" * 60,
    "JT_DATA_KEYS": DATA_KEY,
    "JT_LOOKUP_KEY": "l" * 60,
}


def read_names(pattern: str, path: Path) -> set[str]:
    return set(re.findall(pattern, path.read_text(), re.MULTILINE))


def test_env_example_documents_every_setting_and_no_other():
    asked_for = set().union(*(read_names(r'\b_?env\.\w+\(\s*"(\w+)"', path) for path in GROUPS))
    documented = read_names(r"^#(\w+)=", ROOT / ".env.example")
    assert documented == asked_for


def test_env_example_copied_and_uncommented_names_nothing_unknown(tmp_path):
    names = read_names(r"^#(\w+)=", ROOT / ".env.example")
    empty = dict.fromkeys(names, "") | {"JT_DATA_DIR": str(tmp_path)}
    assert run_python("manage.py", "check", **empty).returncode == 0


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        pytest.param(
            {"JT_WADUL_TIMEUOT": "3"},
            "Unknown setting JT_WADUL_TIMEUOT. Did you mean JT_WADUL_TIMEOUT?",
            id="mistyped-name",
        ),
        pytest.param({"JT_QQQQQQQQQ": "red"}, "Unknown setting JT_QQQQQQQQQ. See .env.example.", id="unknown-name"),
        pytest.param({"JT_WADUL_TIMEOUT": "soon"}, "it should be a number", id="word-for-a-number"),
        pytest.param({"JT_WEB_THREADS": "2.5"}, "it should be a whole number", id="fraction-for-a-whole-number"),
        pytest.param({"JT_WEB_THREADS": "0"}, "from 1 to", id="no-thread-at-all"),
        pytest.param({"JT_ALERT_DRILL_HOUR": "24"}, "from 0 to 23", id="hour-that-no-day-has"),
        pytest.param({"JT_OUTBOX_LEASE_SECONDS": "-1"}, "it should be a number above 0", id="lease-that-is-over"),
        pytest.param({"JT_SESSION_HOURS": "nan"}, "it should be a number above 0", id="number-that-is-none"),
        pytest.param({"JT_DEMO": "maybe"}, "it should be true or false", id="word-for-a-flag"),
        pytest.param({"JT_TRUSTED_PROXIES": "proxy"}, "IP addresses or networks", id="name-for-a-network"),
        pytest.param({"JT_LIMITS": "filing=many"}, "how many in how many seconds", id="word-for-a-limit"),
        pytest.param({"JT_MODE": "prod"}, "it should be one of embedded, production", id="unknown-choice"),
        pytest.param({"JT_WADUL_SECRET": "abcde"}, "JT_WADUL_SECRET has a value", id="secret-that-is-no-base64"),
        pytest.param({"JT_EXCHANGE_SECRET": "whsec_abcde"}, '"whsec_" and base64 of at', id="exchange-of-no-base64"),
        pytest.param({"JT_EXCHANGE_SECRET": "whsec_a2VjaWw="}, "at least 16 bytes", id="secret-to-be-guessed"),
        pytest.param({"JT_MAP_TILES_URL": "tile.example.id"}, "begins with http://", id="tiles-without-scheme"),
        pytest.param({"JT_MAP_TILES_URL": "https://tile.example.id"}, "{z}/{x}/{y}.png", id="tiles-without-place"),
        pytest.param({"JT_MAP_TILES_URL": "https://{s}.t.id/{z}/{x}/{y}"}, "such as", id="tiles-of-many-hosts"),
        pytest.param({"JT_MAP_TILES_URL": "https://t.id;a/{z}/{x}/{y}"}, "such as", id="tiles-that-end-a-policy"),
        pytest.param({"JT_BASE_URL": "jepara"}, "begins with http:// or https://", id="address-without-scheme"),
        pytest.param({"DATABASE_URL": "mysql://x/y"}, "begins with sqlite:// or postgres://", id="other-database"),
        pytest.param({"DATABASE_URL": "postgres://h:port/x"}, "port is a number", id="word-for-a-port"),
        pytest.param({"JT_MODE": "production"}, "JT_SECRET_KEY is missing", id="production-without-secret"),
        pytest.param(PRODUCTION, "REDIS_URL is missing", id="production-without-broker"),
        pytest.param(PRODUCTION | {"JT_DATA_KEYS": ""}, "JT_DATA_KEYS is missing", id="production-without-data-key"),
        pytest.param(PRODUCTION | {"JT_LOOKUP_KEY": ""}, "JT_LOOKUP_KEY is missing", id="production-without-look-up"),
        pytest.param({"JT_DATA_KEYS": f"{DATA_KEY},kurang"}, "key 2 of 2 should be 32 bytes", id="no-fernet-key"),
        pytest.param(PRODUCTION | {"JT_DEBUG": "true"}, "JT_DEBUG is true", id="production-that-shows-its-insides"),
        pytest.param(PRODUCTION | {"JT_ALLOWED_HOSTS": "*"}, "JT_ALLOWED_HOSTS holds *", id="production-for-any-host"),
        pytest.param(
            PRODUCTION | {"JT_SECRET_KEY": "changeme" * 8}, "JT_SECRET_KEY is an example", id="production-with-example"
        ),
        pytest.param(PRODUCTION | {"JT_SECRET_KEY": "s" * 49}, "JT_SECRET_KEY is too short", id="production-short-key"),
        pytest.param({"JT_S3_ENDPOINT": "http://127.0.0.1:9"}, "JT_S3_BUCKET is missing", id="storage-without-bucket"),
        pytest.param({"JT_S3_BUCKET": "b", "JT_S3_KEY": "k"}, "JT_S3_SECRET together", id="storage-without-secret"),
        pytest.param({"JT_DATA_DIR": "/proc/nowhere"}, "cannot be written", id="folder-that-cannot-be-written"),
    ],
)
def test_unusable_setting_stops_the_start_with_one_sentence(tmp_path, settings, sentence):
    result = run_python("manage.py", "check", **({"JT_DATA_DIR": str(tmp_path)} | settings))
    assert result.returncode != 0
    assert sentence in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


STARTS = [
    pytest.param(["-m", "gunicorn", "-c", "jepara_tanggap/gunicorn_conf.py", "x"], id="gunicorn"),
    pytest.param(["bin/run_embedded.py"], id="make-run"),
]


@pytest.mark.parametrize("command", STARTS)
def test_web_server_refuses_an_unknown_setting_too(tmp_path, command):
    ports = {"PORT": str(find_free_port()), "WADUL_PORT": str(find_free_port())}
    result = run_python(*command, JT_DATA_DIR=str(tmp_path), JT_QQQQQQQQQ="red", **ports)
    assert result.returncode != 0
    assert "Unknown setting JT_QQQQQQQQQ. See .env.example." in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("command", STARTS)
@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        pytest.param({"JT_WADUL_CHANNEL": "dispatch.tidak.ada"}, "JT_WADUL_CHANNEL names no function", id="channel"),
        pytest.param({"JT_URGENCY_RULES": "/tidak/ada.toml"}, "The rules of urgency cannot be used", id="rules"),
        pytest.param({"JT_TEXT_MESSAGE_URL": "tidak/ada/{to}"}, "JT_TEXT_MESSAGE_URL is no address", id="text-message"),
        pytest.param({"JT_TEXT_MESSAGE_URL": "json://127.0.0.1/"}, "in the number's place", id="nobodys-number"),
        pytest.param({"JT_SECOND_FACTOR_ROLES": "raja"}, "names roles that there are not: raja", id="roles"),
    ],
)
def test_a_setting_that_leads_nowhere_stops_the_start_before_anything_is_written(tmp_path, command, settings, sentence):
    ports = {"PORT": str(find_free_port()), "WADUL_PORT": str(find_free_port())}
    result = run_python(*command, JT_DATA_DIR=str(tmp_path), **settings, **ports)
    assert result.returncode != 0
    assert sentence in result.stderr
    assert "Traceback" not in result.stderr
    assert not (tmp_path / "jepara.sqlite3").exists()


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    """A data folder whose database has an agency and a kind of emergency."""
    folder = tmp_path_factory.mktemp("loaded")
    for command in (["migrate", "dispatch", "--verbosity", "0"], ["shell", "-v", "0", "-c", LOAD]):
        result = run_python("manage.py", *command, JT_DATA_DIR=str(folder))
        assert result.returncode == 0, result.stderr
    return folder


LOAD = """
from dispatch.models import Agency, Category
agency = Agency.objects.create(code="DISKOMINFO", short_name="Diskominfo", name="Diskominfo")
for code, track in (("D-BAKAR", "emergency"), ("N-PJU", "routine")):
    Category.objects.create(code=code, name=code, track=track, agency=agency, visibility="public")
"""
CODES = [
    pytest.param({"JT_FALLBACK_AGENCY": "DISKOMINF"}, "JT_FALLBACK_AGENCY names the code DISKOMINF", id="agency"),
    pytest.param({"JT_FIRE_CATEGORIES": "D-BAKAR,N-PJU"}, "JT_FIRE_CATEGORIES names the code N-PJU", id="fires"),
]


@pytest.mark.parametrize(
    "command", [*STARTS, pytest.param(["manage.py", "check", "--database", "default"], id="check")]
)
@pytest.mark.parametrize(("settings", "sentence"), CODES)
def test_a_code_that_the_reference_data_does_not_have_stops_the_start(loaded, command, settings, sentence):
    ports = {"PORT": str(find_free_port()), "WADUL_PORT": str(find_free_port())}
    result = run_python(*command, JT_DATA_DIR=str(loaded), **settings, **ports)
    assert result.returncode != 0
    said = result.stdout + result.stderr
    assert sentence in said
    assert "Traceback" not in said


def test_an_agency_that_is_switched_off_stops_no_start(loaded):
    off = "from dispatch.models import Agency; Agency.objects.update(is_active=False)"
    assert run_python("manage.py", "shell", "-v", "0", "-c", off, JT_DATA_DIR=str(loaded)).returncode == 0
    assert run_python("manage.py", "check", "--database", "default", JT_DATA_DIR=str(loaded)).returncode == 0


def test_secret_of_the_embedded_run_is_made_once_and_only_its_owner_reads_it(tmp_path):
    show = "from jepara_tanggap import settings; print(settings.SECRET_KEY)"
    first = run_python("-c", show, JT_DATA_DIR=str(tmp_path)).stdout
    again = run_python("-c", show, JT_DATA_DIR=str(tmp_path)).stdout
    assert first == again
    assert len(first.strip()) >= 50
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_data_key_of_the_embedded_run_is_made_once_and_only_its_owner_reads_it(tmp_path):
    show = "from jepara_tanggap import settings; print(*settings.DATA_KEYS)"
    first = run_python("-c", show, JT_DATA_DIR=str(tmp_path)).stdout
    assert first == run_python("-c", show, JT_DATA_DIR=str(tmp_path)).stdout
    assert len(base64.urlsafe_b64decode(first.strip())) == 32
    assert (tmp_path / "data_keys").stat().st_mode & 0o777 == 0o600


def test_production_sends_browsers_to_https_and_keeps_cookies_there(tmp_path):
    show = "from jepara_tanggap import settings as s; print(s.SECURE_SSL_REDIRECT, s.SESSION_COOKIE_SECURE, s.DEBUG)"
    result = run_python(
        "-c",
        show,
        JT_DATA_DIR=str(tmp_path),
        REDIS_URL="redis://127.0.0.1:6379/0",
        **PRODUCTION,
    )
    assert result.stdout.split() == ["True", "True", "False"]


SHOW_KEY = "from django.conf import settings; print(settings.SECRET_KEY, settings.DATA_KEYS)"


def test_a_secret_can_stand_in_a_file(tmp_path):
    (tmp_path / "key").write_text("k" * 60 + "\n")
    (tmp_path / "data").write_text(f"{DATA_KEY}\n{DATA_KEY}\n")
    files = {"JT_SECRET_KEY_FILE": str(tmp_path / "key"), "JT_DATA_KEYS_FILE": str(tmp_path / "data")}
    result = run_python("-c", SHOW_KEY, DJANGO_SETTINGS_MODULE="jepara_tanggap.settings", **files)
    assert result.stdout.strip() == f"{'k' * 60} {[DATA_KEY, DATA_KEY]}"


def test_a_secret_file_that_is_missing_or_given_twice_stops_the_start(tmp_path):
    missing = run_python("manage.py", "check", JT_SECRET_KEY_FILE=str(tmp_path / "none"))
    assert "The file that JT_SECRET_KEY_FILE names cannot be read" in missing.stderr
    (tmp_path / "key").write_text("k" * 60)
    both = run_python("manage.py", "check", JT_SECRET_KEY_FILE=str(tmp_path / "key"), JT_SECRET_KEY="k" * 60)
    assert "Set JT_SECRET_KEY or JT_SECRET_KEY_FILE, not both." in both.stderr
    assert "kkkkkkkkkk" not in both.stderr


def test_no_line_of_the_log_shows_a_secret_that_was_set(tmp_path):
    names = {name for name in read_names(r"^#(\w+)=", ROOT / ".env.example") if name.endswith(("_SECRET", "_KEY"))}
    # Who asks at the storage is no secret.
    marked = {name: f"MARKED-{name}-0123456789" for name in names if name != "JT_S3_KEY"}
    # These two have a form of their own.
    for name in ("JT_WADUL_SECRET", "JT_EXCHANGE_SECRET"):
        marked[name] = "whsec_" + base64.b64encode(marked[name].encode()).decode()
    addresses = {
        "JT_EMAIL_URL": "smtp+tls://tanggap:MARKED%2Fmail@mail.example",
        "JT_S3_BUCKET": "photos",
        "JT_S3_KEY": "us",
        "JT_TEXT_MESSAGE_URL": "twilio://MARKED-account:MARKED-text-token@628110000000/{to}",
    }
    said = [*marked.values(), DATA_KEY, "MARKED/mail", "MARKED%2Fmail", addresses["JT_TEXT_MESSAGE_URL"]]
    code = "import logging, os\nfor one in os.environ['SAID'].split(): logging.getLogger('x').warning('it is %s.', one)"
    more = {"JT_DATA_DIR": str(tmp_path), "JT_DATA_KEYS": DATA_KEY, "SAID": " ".join(said)}
    result = run_python("manage.py", "shell", "-c", code, **marked, **addresses, **more)
    lines = [line for line in (result.stdout + result.stderr).splitlines() if "it is" in line]
    assert len(lines) == len(said), result.stderr
    assert [line for line in lines if any(one in line for one in said)] == []
