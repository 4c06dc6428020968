"""What is signed, when it is too late, in which order news count. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

TICKET_LIVES = timedelta(seconds=60)
SKEW = timedelta(minutes=5)
PATIENCE = timedelta(minutes=10)
NONCE_LIVES = timedelta(hours=1)
LONGEST = 64 * 1024


@dataclass(frozen=True)
class Signed:
    """A request as it came: `timestamp` in seconds since 1970, `body` as bytes, `signature` over `text_of`."""

    path: str
    timestamp: str
    nonce: str
    body: bytes
    signature: bytes


def text_of(path: str, timestamp: str, nonce: str, digest: str) -> bytes:
    """What a signature covers: where it goes, when, once, and what. `digest` is the SM3 of the body in hexadecimal."""
    return "\n".join((path, timestamp, nonce, digest)).encode()


def in_time(timestamp: str, now: datetime) -> bool:
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
        return False
    return abs(now.timestamp() - int(timestamp)) <= SKEW.total_seconds()


def good_nonce(nonce: str) -> bool:
    return 16 <= len(nonce) <= 64 and nonce.isascii() and nonce.isalnum()


@dataclass(frozen=True)
class Told:
    """News in the reader's shape: a status of a case there, or a message for a case of ours."""

    kind: Literal["status", "message"]
    number: str
    seq: int
    matter: str = ""
    subject: str = ""
    status: str = ""
    says: str = ""
    step: str = ""
    days: int | None = None
    facts: tuple[tuple[str, Any], ...] = ()


def read(body: Any) -> tuple[Told | None, str]:
    """The news in a JSON body, or what is wrong with it."""
    if not isinstance(body, dict):
        return None, "要是一个 JSON 对象"
    kind = body.get("kind", "status")
    if kind not in ("status", "message"):
        return None, "kind 只能是 status 或 message"
    texts = {key: body.get(key, "") for key in ("number", "matter", "subject", "status", "says", "step")}
    for key, value in texts.items():
        if not isinstance(value, str) or len(value) > 500 or "\x00" in value:
            return None, f"{key} 要是 500 字以内的文字"
    wanted = ("number", "matter", "subject", "status") if kind == "status" else ("number", "step")
    for key in wanted:
        if not texts[key] or len(texts[key]) > 80:
            return None, f"少了 {key}，或者超过 80 个字"
    seq, days, facts = body.get("seq", 1), body.get("days"), body.get("facts", {})
    if isinstance(seq, bool) or not isinstance(seq, int) or not 1 <= seq <= 10**6:
        return None, "seq 要是从 1 起的整数"
    if days is not None and (isinstance(days, bool) or not isinstance(days, int) or not 1 <= days <= 365):
        return None, "days 要是 1 到 365 的整数"
    if not isinstance(facts, dict) or not all(isinstance(one, str | int | float | bool) for one in facts.values()):
        return None, "facts 要是一层的 JSON 对象"
    return Told(kind=kind, seq=seq, days=days, facts=tuple(facts.items()), **texts), ""


Turn = Literal["now", "wait", "late"]


def turn(seq: int, last: int, waited: timedelta) -> Turn:
    """Whether news count now: the next in line at once, one too early after some patience, one too late never."""
    if seq <= last:
        return "late"
    return "now" if seq == last + 1 or waited >= PATIENCE else "wait"


def agreed(needs: Sequence[str], may: Sequence[str], ticked: Sequence[str]) -> tuple[list[str], list[str]]:
    """The fields that go along, and those that are needed and were not agreed to."""
    known = [one for one in (*needs, *may) if one in ticked]
    return known, [one for one in needs if one not in ticked]
