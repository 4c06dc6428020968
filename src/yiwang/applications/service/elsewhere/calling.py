"""Asking a connected system, signed: by the house's one guarded line, or by the rehearsal's."""

from __future__ import annotations

import json
import secrets
from typing import Any, Protocol

from yiwang.infrastructure.crypto import api as crypto
from yiwang.infrastructure.outgoing import api as outgoing
from yiwang.infrastructure.outgoing.api import Answer
from yiwang.kernel import clock
from yiwang.kernel.registry import Registry
from yiwang.pillars.security.base import api as security

from . import rules
from .connecting import connected
from .definition import systems

SIGNING = "elsewhere"


class Line(Protocol):
    """How a request gets there. `headers` carry our signature."""

    def post(self, address: str, host: str, headers: dict[str, str], body: bytes) -> Answer:
        """Raises `NotThere`, `OSError`."""


lines: Registry[Line] = Registry("outgoing line")


class Https:
    """The line to the world outside."""

    def post(self, address: str, host: str, headers: dict[str, str], body: bytes) -> Answer:
        return outgoing.post(address, {host}, headers, body)


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
