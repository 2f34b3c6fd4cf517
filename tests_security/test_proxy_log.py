"""The proxy's log, as docs/operations.md writes it, holds no link that opens anything."""

from __future__ import annotations

import re
from pathlib import Path

from tests_security.walk import list_addresses

OPERATIONS = Path(__file__).parents[1] / "docs" / "operations.md"
# Parameters that open something by themselves. A photo's own address asks who is looking.
OPENING = re.compile(r"<(\w+:)?(token|key)>|\?P<key>")
MARK = "q7f3z9k2m5x8"


def read_masking_rules() -> list[tuple[re.Pattern[str], str]]:
    """Return the regular expressions of the map in the guide, with what is written for each, in order."""
    block = re.search(r"map \$request_uri \$safe_uri \{\n(.*?)\n\}", OPERATIONS.read_text(), re.DOTALL)
    assert block, "the guide has no map"
    lines = re.findall(r"~(\S+)\s+(\S+);", block[1])
    return [(re.compile(pattern.replace("(?<", "(?P<")), written) for pattern, written in lines]


def write_as_proxy(uri: str) -> str:
    """Return what the proxy writes for an address."""
    for pattern, written in read_masking_rules():
        if found := pattern.match(uri):
            return re.sub(r"\$(\w+)", lambda name: found[name[1]], written)
    return uri


def test_no_address_that_opens_something_reaches_the_proxys_log():
    opening = [address for address in list_addresses(token=MARK, key=MARK) if OPENING.search(address.route)]
    assert len(opening) >= 15
    told = [address.route for address in opening if MARK in write_as_proxy(address.path)]
    assert told == []


def test_the_proxys_log_keeps_which_page_it_was_without_its_query():
    assert write_as_proxy("/petugas/tiket/123456789012/?kembali=x") == "/petugas/tiket/123456789012/"
    assert write_as_proxy(f"/t/123456789012/{MARK}/data/") == "/t/123456789012/-"
