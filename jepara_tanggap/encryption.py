"""Sealing personal text before it reaches the database, and keyed hashes by which it is still found.

A sealed value reads `e1.<key id>.<Fernet token>`. The key id (eight hexadecimal digits of the
key's SHA-256) tells without trying which key opens a value, so that rotation can count in SQL
what is left, and a missing key is named instead of guessed at. Keys come from JT_DATA_KEYS,
the newest first: it seals, all of them open. The look-up key is another one, changed by jepara_tanggap.rehash.
"""

from __future__ import annotations

import hashlib
import hmac
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

SCHEME = "e1."
KEY_ID_LENGTH = 8


class CannotDecrypt(Exception):
    """A stored value cannot be opened: its key is missing, or it was never sealed, or it was altered."""


class _Keyring:
    """The keys of one setting. Cheap to use, a little dear to build."""

    def __init__(self, keys: tuple[str, ...]) -> None:
        fernets = [Fernet(key) for key in keys]
        self.ids = tuple(key_id(key) for key in keys)
        self.multi = MultiFernet(fernets)


def check_keys(keys: list[str]) -> None:
    """Raise ImproperlyConfigured with one sentence unless each is a Fernet key; quotes none of them."""
    for place, key in enumerate(keys, start=1):
        try:
            Fernet(key)
        except ValueError:
            raise ImproperlyConfigured(
                f"Setting JT_DATA_KEYS has a value that cannot be used: key {place} of {len(keys)} should be "
                "32 bytes in URL-safe base64, as Fernet.generate_key() makes it."
            ) from None


def make_key() -> str:
    """Return a new data key."""
    return Fernet.generate_key().decode()


def key_id(key: str) -> str:
    """Return what names a key inside the values it sealed; says nothing about the key itself."""
    return hashlib.sha256(key.encode()).hexdigest()[:KEY_ID_LENGTH]


def newest_prefix() -> str:
    """Return how every value begins that the newest key sealed."""
    return f"{SCHEME}{_ring().ids[0]}."


def is_sealed(stored: str) -> bool:
    """Tell whether a stored value is one of ours, whichever key sealed it."""
    return stored.startswith(SCHEME) and stored[len(SCHEME) + KEY_ID_LENGTH :].startswith(".gAAAAA")


def encrypt_text(text: str) -> str:
    """Return the text sealed with the newest key; '' stays '' because it says nothing."""
    return newest_prefix() + _ring().multi.encrypt(text.encode()).decode() if text else ""


def decrypt_text(stored: str) -> str:
    """Return the text of a sealed value. Raises CannotDecrypt, whose message holds none of the value."""
    if not stored:
        return ""
    token = _take_token(stored)
    try:
        return _ring().multi.decrypt(token).decode()
    except InvalidToken:
        raise CannotDecrypt("A stored value was altered or damaged: its key is here, and does not open it.") from None


def reencrypt_text(stored: str) -> str:
    """Return the same text sealed with the newest key. Raises CannotDecrypt."""
    if not stored or stored.startswith(newest_prefix()):
        return stored
    token = _take_token(stored)
    try:
        return newest_prefix() + _ring().multi.rotate(token).decode()
    except InvalidToken:
        raise CannotDecrypt("A stored value was altered or damaged: its key is here, and does not open it.") from None


def hash_lookup(value: str, purpose: str) -> str:
    """Return the keyed hash (HMAC-SHA256, hexadecimal) by which a normalised value is found; '' stays ''.

    `purpose` keeps the hashes of different columns apart. Needs JT_LOOKUP_KEY only, so it
    survives the rotation of data keys.
    """
    return _hash(settings.LOOKUP_KEY, value, purpose)


def hash_lookups(value: str, purpose: str) -> list[str]:
    """Return the hashes by which a value may be stored: one, and while look-up keys change one for each older key."""
    return [_hash(key, value, purpose) for key in (settings.LOOKUP_KEY, *settings.OLDER_LOOKUP_KEYS)] if value else []


def _hash(key: str, value: str, purpose: str) -> str:
    if not value:
        return ""
    message = f"{purpose}\0{value}".encode()
    return hmac.new(key.encode(), message, hashlib.sha256).hexdigest()


def _take_token(stored: str) -> str:
    scheme, _, rest = stored.partition(".")
    identity, _, token = rest.partition(".")
    if f"{scheme}." != SCHEME or not token:
        raise CannotDecrypt("A value that should be encrypted is stored in the open.")
    if identity not in _ring().ids:
        raise CannotDecrypt(f"A stored value needs the key {identity}, which is not in JT_DATA_KEYS.")
    return token


def _ring() -> _Keyring:
    return _build_ring(tuple(settings.DATA_KEYS))


@lru_cache(maxsize=8)
def _build_ring(keys: tuple[str, ...]) -> _Keyring:
    return _Keyring(keys)
