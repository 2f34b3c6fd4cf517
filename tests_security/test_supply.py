"""What the product is built from, and that the repository holds no key."""

from __future__ import annotations

import json
import re
import subprocess

import pytest

from bin import supply
from tests_security.figures import say

# Shapes of keys as those who give them out make them.
KEYS = {
    "private key": r"-----BEGIN [A-Z ]*PRIVATE KEY-----",
    "AWS": r"\bAKIA[0-9A-Z]{16}\b",
    "GitHub": r"\bgh[pousr]_[A-Za-z0-9]{36}\b",
    "Google": r"\bAIza[0-9A-Za-z_-]{35}\b",
    "Slack": r"\bxox[abprs]-[0-9A-Za-z-]{10,}\b",
    "Telegram": r"\b[0-9]{8,10}:[A-Za-z0-9_-]{35}\b",
    "JSON web token": r"\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}",
    "Fernet": r"(?<![A-Za-z0-9_/+-])[A-Za-z0-9_-]{43}=(?![A-Za-z0-9_=])",
    "Wadul Bupati": r"\bwhsec_[A-Za-z0-9+/]{24,}={0,2}",
    "setting": r"^JT_(?:SECRET_KEY|REPORTER_ACCESS_KEY|FIELD_LINK_KEY|DATA_KEYS|LOOKUP_KEY|WADUL_SECRET|S3_SECRET)"
    r"=[A-Za-z0-9]\S{15,}",
    "password in an address": r"\b(?:postgres|postgresql|redis|amqp)://[^\s:/@{}<>]+:(?!password@)[^\s@{}<>]{8,}@",
}
# What looks like a key and opens nothing: the word "secret", three times.
SAMPLES = ("whsec_c2VjcmV0c2VjcmV0c2VjcmV0",)
SEARCHED_AS_TEXT = 2_000_000


def find_keys(name: str, text: str) -> list[str]:
    """Return where a file holds what has the shape of a key."""
    for sample in SAMPLES:
        text = text.replace(sample, "")
    return [f"{name}: {kind}" for kind, shape in KEYS.items() if re.search(shape, text, re.MULTILINE)]


def list_tracked_files() -> list[str]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=supply.ROOT, capture_output=True, check=True)
    return [name for name in listed.stdout.decode().split("\0") if name]


def test_the_repository_holds_no_key() -> None:
    found: list[str] = []
    searched = 0
    for name in list_tracked_files():
        path = supply.ROOT / name
        if not path.is_file() or path.stat().st_size > SEARCHED_AS_TEXT:
            continue
        found += find_keys(name, path.read_bytes().decode("utf-8", "replace"))
        searched += 1
    say("keys in the repository", files=searched, shapes=len(KEYS), found=len(found))
    assert found == []
    assert searched > 300


def test_a_key_in_a_file_would_be_found() -> None:
    fernet = "B" * 43 + "="
    planted = (
        f"a = 'AKIA{'A' * 16}'\nb = '{fernet}'\nJT_SECRET_KEY={'k' * 50}\nredis://:x@h\npostgres://u:{'p' * 12}@h/d\n"
    )
    assert [line.partition(": ")[2] for line in find_keys("x", planted)] == [
        "AWS",
        "Fernet",
        "setting",
        "password in an address",
    ]


def test_every_pinned_package_has_a_licence_that_may_be_here_and_is_listed() -> None:
    packages = supply.find_packages()
    say("licences", packages=len(packages), not_allowed=len(supply.find_forbidden(packages)))
    assert supply.find_forbidden(packages) == []
    assert supply.write_list(packages) == supply.LIST.read_text(), "run make audit-deps"


def test_a_licence_that_asks_for_more_is_refused() -> None:
    licences = ["AGPL-3.0-only", "UNKNOWN", "MIT AND GPL-3.0-only", "MIT OR GPL-3.0-only", "(MIT AND Zlib)", "BSD; MIT"]
    allowed = [supply.Package("some-package", "1", licence).is_allowed for licence in licences]
    assert allowed == [False, False, False, True, True, True]


def test_no_pinned_package_has_a_known_hole() -> None:
    advisories = supply.ask_advisories()
    print(f"\n{advisories.describe()}")
    if not advisories.answered:
        pytest.skip(advisories.describe())
    assert advisories.holes == []


def test_what_was_not_checked_is_never_told_as_checked() -> None:
    hole = {"name": "old", "version": "1", "vulns": [{"id": "CVE-1", "fix_versions": ["2"]}]}
    skipped = {"name": "ours", "skip_reason": "not found"}
    for answer, errors, words, holes in (
        (json.dumps({"dependencies": [hole, skipped]}), "", "1 known holes; NOT CHECKED: ours", 1),
        (json.dumps({"dependencies": [skipped]}), "", "NOT CHECKED, the advisory service does not answer", 0),
        ("", "Traceback\nConnectionError: refused", "(ConnectionError: refused)", 0),
        ("[]", "", "NOT CHECKED", 0),
    ):
        advisories = supply.read_advisories(answer, errors)
        assert words in advisories.describe()
        assert len(advisories.holes) == holes
