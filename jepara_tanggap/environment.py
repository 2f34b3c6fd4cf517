"""Reads the environment; a wrong value stops the start with one clear sentence."""

from __future__ import annotations

import base64
import difflib
import os
import re
from ipaddress import IPv4Network, IPv6Network, ip_network
from math import inf
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from environs import Env, EnvError

PREFIX = "JT_"
# A key that can be guessed lets anybody speak for the other side.
SHORTEST_SIGNING_SECRET = 16
_HOST = re.compile(r"[A-Za-z0-9.-]+(:[0-9]+)?|\[[0-9a-fA-F:]+\](:[0-9]+)?")
_RATE = re.compile(r"([a-z_]+)=([1-9][0-9]{0,8})/([1-9][0-9]{0,6})")


class Settings:
    """The environment as typed values; remembers every name that was asked for.

    Variables that are already set win over those in the `.env` file.
    """

    def __init__(self, *, dotenv: Path) -> None:
        self._env = Env()
        self._known: set[str] = set()
        if dotenv.is_file():
            self._env.read_env(str(dotenv), recurse=False)

    def text(self, name: str, default: str = "") -> str:
        """Return a string."""
        return self._read("str", name, default, "a text")

    def flag(self, name: str, default: bool) -> bool:
        """Return a yes or no."""
        return self._read("bool", name, default, "true or false")

    def whole(self, name: str, default: int, *, least: int = 1, most: int = 1_000_000) -> int:
        """Return a whole number from `least` to `most`."""
        hint = f"a whole number from {least} to {most}"
        value: int = self._read("int", name, default, hint)
        if not least <= value <= most:
            raise _unusable(name, hint)
        return value

    def number(self, name: str, default: float) -> float:
        """Return a number above zero; what is none, or without end, is refused."""
        value: float = self._read("float", name, default, "a number above 0")
        if not 0 < value < inf:
            raise _unusable(name, "a number above 0")
        return value

    def items(self, name: str, default: list[str]) -> list[str]:
        """Return the parts of a comma-separated list."""
        return [part.strip() for part in self._read("list", name, default, "a comma-separated list") if part.strip()]

    def choice(self, name: str, default: str, choices: tuple[str, ...]) -> str:
        """Return one of `choices`."""
        value = self.text(name, default)
        if value not in choices:
            raise _unusable(name, "one of " + ", ".join(choices))
        return value

    def url(self, name: str, default: str, schemes: tuple[str, ...]) -> str:
        """Return an address with one of `schemes`; empty stays empty."""
        value = self.text(name, default)
        if value and urlsplit(value).scheme not in schemes:
            raise _unusable(name, "an address that begins with " + " or ".join(f"{s}://" for s in schemes))
        if not _has_usable_port(value):
            raise _unusable(name, "an address whose port is a number from 1 to 65535")
        return value.rstrip("/")

    def signing_secret(self, name: str) -> str:
        """Return a secret of Standard Webhooks, "whsec_" and base64; empty stays empty."""
        value = self.text(name)
        if value and not _is_signing_secret(value.removeprefix("whsec_")):
            raise _unusable(
                name, f'"whsec_" and base64 of at least {SHORTEST_SIGNING_SECRET} bytes, the other side\'s too'
            )
        return value

    def tiles(self, name: str) -> str:
        """Return the address of a tile server with {z}, {x} and {y} in its path; empty stays empty."""
        value = self.url(name, "", ("http", "https"))
        # Its host becomes a source of the content policy, which knows no braces and ends at a semicolon.
        host, path = urlsplit(value).netloc, urlsplit(value).path + urlsplit(value).query
        if value and not (_HOST.fullmatch(host) and all(part in path for part in ("{z}", "{x}", "{y}"))):
            raise _unusable(name, "an address such as https://tile.example.go.id/{z}/{x}/{y}.png")
        return value

    def networks(self, name: str, default: list[str]) -> list[IPv4Network | IPv6Network]:
        """Return IP networks from a comma-separated list; a single address is a network of one."""
        try:
            return [ip_network(part) for part in self.items(name, default)]
        except ValueError as error:
            raise _unusable(name, "IP addresses or networks such as 10.0.0.0/8, separated by commas") from error

    def rates(self, name: str) -> dict[str, tuple[int, int]]:
        """Return {name: (how many, seconds)} from `filing=300/600,photos=300/600`."""
        found = [_RATE.fullmatch(part) for part in self.items(name, [])]
        if not all(found):
            raise _unusable(name, "a list such as filing=300/600, how many in how many seconds")
        return {rate[1]: (int(rate[2]), int(rate[3])) for rate in found if rate}

    def refuse_unknown_names(self) -> None:
        """Raise ImproperlyConfigured for a JT_ variable that no setting reads.

        A mistyped name would otherwise be ignored in silence.
        """
        for name in os.environ:
            if name.startswith(PREFIX) and name not in self._known:
                close = difflib.get_close_matches(name, self._known, n=1)
                advice = f"Did you mean {close[0]}?" if close else "See .env.example."
                raise ImproperlyConfigured(f"Unknown setting {name}. {advice}")

    def _read(self, kind: str, name: str, default, hint: str):
        self._known.add(name)
        if kind in ("str", "list"):
            self._known.add(f"{name}_FILE")
            written = self._read_file(name)
            if written:
                return written if kind == "str" else re.split(r"[,\n]", written)
        if os.environ.get(name) == "":
            return default
        try:
            return getattr(self._env, kind)(name, default)
        except (EnvError, ValueError) as error:
            raise _unusable(name, hint) from error

    def _read_file(self, name: str) -> str:
        """Return what stands in the file that NAME_FILE names, so that no secret has to be in the environment."""
        path = os.environ.get(f"{name}_FILE", "")
        if not path:
            return ""
        if os.environ.get(name):
            raise ImproperlyConfigured(f"Set {name} or {name}_FILE, not both.")
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise ImproperlyConfigured(f"The file that {name}_FILE names cannot be read: {path}") from error


def _has_usable_port(url: str) -> bool:
    try:
        return urlsplit(url).port != 0
    except ValueError:
        return False


def _is_signing_secret(value: str) -> bool:
    try:
        # The library that signs is content without padding, too.
        return len(base64.b64decode(value + "=" * (-len(value) % 4), validate=True)) >= SHORTEST_SIGNING_SECRET
    except ValueError:
        return False


def parse_database_url(url: str) -> dict:
    """Return Django's connection settings for sqlite:///path or postgres://user:pass@host:port/name."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite_settings(unquote(parts.path[1:]))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": parts.port or "",
        # A connection per request costs five times the throughput; the health check
        # is what lets a request survive a restarted server.
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 5},
    }


def parse_email_url(url: str) -> dict:
    """Return host, port, user, password and encryption of smtp://, smtp+tls:// or smtps://user:pass@host:port."""
    parts = urlsplit(url)
    if not parts.hostname:
        return {}
    usual = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
    return {
        "host": parts.hostname,
        "port": parts.port or usual[parts.scheme],
        "user": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "tls": parts.scheme == "smtp+tls",
        "ssl": parts.scheme == "smtps",
    }


def _sqlite_settings(path: str) -> dict:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {
            # A transaction that reads first and writes later would fail at once
            # under a concurrent writer; IMMEDIATE waits its turn instead.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16000;",
        },
    }


def _unusable(name: str, hint: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"Setting {name} has a value that cannot be used: it should be {hint}.")
