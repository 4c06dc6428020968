"""Which addresses may be called, by rule: spellings, and every network that is somebody's own."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiwang.infrastructure.outgoing import rules

HOST = "ministry.example"
# IANA's registries of special-purpose addresses (RFC 6890 and its successors), and multicast.
OURS = ["0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.2.0/24",
        "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"]  # fmt: skip
OURS6 = ["::1/128", "::/128", "fc00::/7", "fe80::/10", "ff00::/8", "2001:db8::/32"]


def within(network: str) -> st.SearchStrategy[int]:
    found = ipaddress.ip_network(network)
    return st.integers(int(found.network_address), int(found.broadcast_address))


inner4 = st.sampled_from(OURS).flatmap(within).map(ipaddress.IPv4Address)
inner6 = st.sampled_from(OURS6).flatmap(within).map(ipaddress.IPv6Address)
outer4 = st.integers(1 << 24, (224 << 24) - 1).map(ipaddress.IPv4Address).filter(
    lambda one: not any(one in ipaddress.ip_network(net) for net in [*OURS, "192.0.0.0/24", "192.88.99.0/24"])
)  # fmt: skip


@given(inner4 | inner6)
def test_every_address_of_an_inner_network_is_inside(found):
    assert rules.inside(str(found))


@given(inner4)
def test_an_inner_address_spelled_as_ipv6_is_inside(found):
    for made in (f"::ffff:{found}", f"64:ff9b::{found}"):
        assert rules.inside(made)
    assert rules.inside(str(ipaddress.IPv6Address((0x2002 << 112) | (int(found) << 80))))
    teredo = (0x20010000 << 96) | (0x5DB8D822 << 64) | (int(found) ^ 0xFFFFFFFF)
    assert rules.inside(str(ipaddress.IPv6Address(teredo)))


@given(outer4)
def test_public_addresses_are_outside(found):
    assert not rules.inside(str(found))


@pytest.mark.parametrize(
    "text", ["", "name.example", "127.1", "0177.0.0.1", "2130706433", "0x7f000001", "fe80::1%eth0"]
)
def test_what_is_no_plain_address_counts_as_inside(text):
    assert rules.inside(text)


@pytest.mark.parametrize("address", [f"https://{HOST}/a?b=c", f"https://{HOST}:443/", f"https://{HOST.upper()}/"])
def test_the_declared_host_is_reached(address):
    assert rules.host_of(address, {HOST}) == HOST


@pytest.mark.parametrize(
    "address",
    [f"http://{HOST}/", "https://evil.example/", f"https://{HOST}:8443/", f"https://{HOST}@evil.example/",
     f"https://user@{HOST}/", f"https://@{HOST}/", f"https://{HOST}.evil.example/", f"https://{HOST}\\@evil.example/",
     f"https://{HOST}\t/", f"https://{HOST}/\r\nX: y", f"https://evil.example#{HOST}", "file:///etc/passwd",
     f"https://{HOST}:port/", "https://[::1/", f"https://{HOST}。evil.example/", ""],
)  # fmt: skip
def test_no_other_address_is(address):
    assert rules.host_of(address, {HOST}) == ""


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "2130706433", "0x7f.1", "0177.0.0.1", "127.1", "[::1]", "localhost", "db"]
)
def test_addresses_and_neighbours_are_no_hosts_even_when_declared(host):
    assert rules.host_of(f"https://{host}/", {host, host.strip("[]")}) == ""


@given(st.text(max_size=40), st.text(max_size=20))
def test_whatever_is_written_leads_to_a_declared_host_or_nowhere(before, after):
    assert rules.host_of(before + HOST + after, {HOST}) in ("", HOST)
    assert rules.host_of(before, {HOST}) == ""
