"""Calling out: only declared hosts, by https, to public addresses, within seconds, up to a megabyte, never redirected."""

from __future__ import annotations

import http.client
import ipaddress
import json
import secrets
import socket
import ssl
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlsplit

from yiwang.infrastructure.crypto import api as crypto
from yiwang.kernel import clock
from yiwang.kernel.registry import Registry
from yiwang.pillars.security.base import api as security

from . import rules
from .connecting import connected
from .definition import systems
from .errors import NotThere

SECONDS, LARGEST = 8.0, 1024 * 1024
SIGNING = "elsewhere"


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    headers: dict[str, str]


class Line(Protocol):
    """How a request gets there. `headers` carry our signature."""

    def post(self, address: str, host: str, headers: dict[str, str], body: bytes) -> Answer:
        """Raises `NotThere`, `OSError`."""


lines: Registry[Line] = Registry("outgoing line")


class Https:
    """The line to the world outside. The address that was checked is the one that is connected to."""

    def post(self, address: str, host: str, headers: dict[str, str], body: bytes) -> Answer:
        split = urlsplit(address)
        if split.scheme != "https" or split.hostname != host or split.port not in (None, 443) or split.username:
            raise NotThere(why=f"{host} 以外的地址不访问")
        place = _public_address(host)
        connection = _Pinned(host, place, timeout=SECONDS)
        try:
            connection.request("POST", split.path or "/", body, headers)
            answer = connection.getresponse()
            content = answer.read(LARGEST + 1)
            if answer.status >= 300:  # a redirection is an answer like any other: not followed
                raise NotThere(why=f"对方答 {answer.status}")
            if len(content) > LARGEST:
                raise NotThere(why="对方的回答超过 1 MB")
            return Answer(answer.status, content, {key.lower(): value for key, value in answer.getheaders()})
        finally:
            connection.close()


class _Pinned(http.client.HTTPSConnection):
    """Connects to an address that was looked up before, and still checks the certificate for the name."""

    def __init__(self, host: str, place: str, timeout: float) -> None:
        super().__init__(host, 443, timeout=timeout)
        self.place = place

    def connect(self) -> None:
        plain = socket.create_connection((self.place, 443), self.timeout)
        self.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=self.host)


def _public_address(host: str) -> str:
    """An address of the host that is nobody's inner network. One private address among several is enough to refuse."""
    found = {str(one[4][0]) for one in socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)}
    for one in found:
        if not ipaddress.ip_address(one).is_global:
            raise NotThere(why=f"{host} 指向内部网络的地址")
    return sorted(found)[0]


lines.add("https", Https())


def call(name: str, path: str, content: dict[str, Any]) -> tuple[dict[str, Any], rules.Signed]:
    """Ask a connected system something, signed by us; returns its answer and the signature it bears."""
    connection, system = connected(name), systems[name]
    body = json.dumps(content, ensure_ascii=False).encode()
    headers = signed_headers(path, body)
    line = lines["rehearsal" if system.rehearsal else "https"]
    answer = line.post(connection.address.rstrip("/") + path, system.host, headers, body)
    signed = rules.Signed(
        path, answer.headers.get("x-timestamp", ""), answer.headers.get("x-nonce", ""), answer.body,
        _unhexed(answer.headers.get("x-signature", "")),
    )  # fmt: skip
    return json.loads(answer.body), signed


def signed_headers(path: str, body: bytes) -> dict[str, str]:
    timestamp, nonce = str(int(clock.now().timestamp())), secrets.token_hex(16)
    made = crypto.sign(SIGNING, rules.text_of(path, timestamp, nonce, security.sm3(body).hex()))
    return {"Content-Type": "application/json", "X-Timestamp": timestamp, "X-Nonce": nonce, "X-Key": made.key_id,
            "X-Signature": made.value.hex()}  # fmt: skip


def _unhexed(text: str) -> bytes:
    try:
        return bytes.fromhex(text[:512])
    except ValueError:
        return b""
