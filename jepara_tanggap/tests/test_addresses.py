"""Whom X-Forwarded-For is believed."""

from ipaddress import ip_network

import pytest
from django.test import RequestFactory

from jepara_tanggap.addresses import client_address, group_address

PROXIES = [ip_network("10.0.0.0/8"), ip_network("fd00::/8")]


def ask(peer: str, forwarded: str | None = None) -> str:
    headers = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    return client_address(RequestFactory().get("/", REMOTE_ADDR=peer, **headers))


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        pytest.param("203.0.113.9", None, "203.0.113.9", id="no-proxy"),
        pytest.param("203.0.113.9", "198.51.100.1", "203.0.113.9", id="forged-by-a-stranger"),
        pytest.param("10.0.0.1", "198.51.100.1", "198.51.100.1", id="one-proxy"),
        pytest.param("10.0.0.1", "1.1.1.1, 198.51.100.1", "198.51.100.1", id="forged-before-the-proxy"),
        pytest.param("10.0.0.1", "1.1.1.1, 198.51.100.1, 10.9.9.9", "198.51.100.1", id="two-proxies"),
        pytest.param("10.0.0.1", "10.1.1.1,198.51.100.1", "198.51.100.1", id="forged-as-a-proxy"),
        pytest.param("10.0.0.1", "rubbish", "10.0.0.1", id="unreadable"),
        pytest.param("10.0.0.1", "1.1.1.1, rubbish", "10.0.0.1", id="unreadable-last-hop"),
        pytest.param("10.0.0.1", "", "10.0.0.1", id="empty"),
        pytest.param("10.0.0.1", "198.51.100.1:4711", "198.51.100.1", id="with-port"),
        pytest.param("fd00::1", "[2001:db8::5]:443", "2001:db8::5", id="ipv6-with-port"),
        pytest.param("::ffff:10.0.0.1", "198.51.100.1", "198.51.100.1", id="mapped-proxy"),
        pytest.param("", "198.51.100.1", "", id="unknown-peer"),
    ],
)
def test_only_hops_written_by_our_own_proxies_count(settings, peer, forwarded, expected):
    settings.TRUSTED_PROXIES = PROXIES
    assert ask(peer, forwarded) == expected


def test_without_trusted_proxies_the_header_changes_nothing(settings):
    settings.TRUSTED_PROXIES = []
    assert ask("127.0.0.1", "198.51.100.1") == "127.0.0.1"


def test_a_whole_ipv6_network_of_one_household_counts_as_one():
    assert group_address("2001:db8:1:2:aaaa::1") == group_address("2001:db8:1:2:ffff::9") == "2001:db8:1:2::/64"
    assert group_address("2001:db8:1:3::1") != group_address("2001:db8:1:2::1")
    assert group_address("::ffff:192.0.2.1") == group_address("192.0.2.1") == "192.0.2.1"
    assert group_address("") == ""
