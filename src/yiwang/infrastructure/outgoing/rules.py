"""Which addresses may be called: decided on what is written, then on where it leads."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Collection
from urllib.parse import urlsplit

# A name with a dot whose last label begins with a letter: neither an address in any spelling nor a neighbour's name.
NAME = re.compile(r"(?=.{4,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
UNWRITABLE = re.compile(r"[\x00-\x20\x7f-\U0010ffff\\]")
TRANSLATED = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052: an IPv4 address stands in the last 32 bits


def host_of(address: str, hosts: Collection[str]) -> str:
    """The declared host this address leads to, or "" when it leads anywhere else or says so in an odd way."""
    if UNWRITABLE.search(address):
        return ""
    try:
        split = urlsplit(address)
        host, port = split.hostname or "", split.port
    except ValueError:
        return ""
    plain = split.scheme == "https" and port in (None, 443) and "@" not in split.netloc
    return host if plain and NAME.fullmatch(host) and host in hosts else ""


def inside(place: str) -> bool:
    """Is this numeric address part of somebody's inner network, or not one machine of the public one?"""
    try:
        found = ipaddress.ip_address(place)
    except ValueError:
        return True
    if isinstance(found, ipaddress.IPv6Address):
        if (within := _carried(found)) is not None:
            return inside(str(within))
        if found.scope_id:
            return True
    return not found.is_global or found.is_multicast or found.is_reserved or found.is_unspecified


def _carried(found: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that an IPv6 address is only a spelling of: mapped, 6to4, Teredo, translated."""
    if found.teredo:
        return found.teredo[1]
    if found in TRANSLATED:
        return ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
    return found.ipv4_mapped or found.sixtofour
