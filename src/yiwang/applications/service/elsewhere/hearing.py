"""Hearing news: a signed request is checked, kept once, and answered; what it means for a case comes after."""

from __future__ import annotations

import json
from typing import Any

from yiwang.kernel import clock
from yiwang.kernel.errors import DomainError
from yiwang.pillars.security.base import api as security

from . import rules
from .connecting import checked, heard, once
from .errors import Unreadable
from .models import News

HEAR = security.declare("elsewhere.hear", "接收别处系统送来的进度", by="system")


def hear(name: str, signed: rules.Signed) -> str:
    """Take pushed news: "kept", or "known" where the same came before. Raises `Forged`, `Stale`, `Replayed`, `Unreadable`;
    what is refused is in the trail."""
    try:
        checked(name, signed)
        told, body = _read(signed.body)
    except DomainError as why:
        security.record_refusal(security.SYSTEM, HEAR, security.Ref("external", name[:80]), str(why))
        raise
    with security.acting(security.SYSTEM, HEAR, security.Ref("external", name)) as record:
        once(record, name, signed.nonce)
        heard(record, name)
        return keep(record, name, told, body)


def keep(record: security.Record, name: str, told: rules.Told, body: dict[str, Any]) -> str:
    """The same news again (by number and sequence) change nothing."""
    facts = {"body": body, "at": clock.now()}
    _, made = News.objects.get_or_create(system=name, kind=told.kind, number=told.number, seq=told.seq, defaults=facts)
    record.note(kind=told.kind, number=told.number, seq=told.seq, kept=made)
    return "kept" if made else "known"


def _read(content: bytes) -> tuple[rules.Told, dict[str, Any]]:
    if len(content) > rules.LONGEST:
        raise Unreadable(problem="超过 64 KB")
    try:
        body = json.loads(content)
    except ValueError as wrong:
        raise Unreadable(problem="不是 JSON") from wrong
    told, problem = rules.read(body)
    if told is None:
        raise Unreadable(problem=problem)
    return told, body
