"""Asking those who do not call: what is new since the last time. Their answer is signed like a push."""

from __future__ import annotations

from typing import Any

from yiwang.kernel.errors import DomainError
from yiwang.pillars.operations.base import api as operations
from yiwang.pillars.security.base import api as security

from . import rules
from .calling import call
from .connecting import checked, heard, once
from .definition import systems
from .hearing import HEAR, keep
from .models import Connection

PATH = "/news"
log = operations.logger("elsewhere")


def poll_all() -> int:
    """Ask every open system that wants to be asked. One that does not answer does not stop the others."""
    with security.viewing(security.SYSTEM):
        names = list(Connection.objects.filter(open=True).values_list("system", flat=True))
    return sum(_tried(name) for name in names if name in systems and systems[name].how == "poll")


def _tried(name: str) -> int:
    try:
        return poll(name)
    except (DomainError, OSError, ValueError) as why:
        log.warning("poll_failed", system=name, failure=type(why).__name__)
        with security.acting(security.SYSTEM, HEAR, security.Ref("external", name)) as record:
            Connection.objects.filter(pk=name).update(
                problem=str(why)[:300] if isinstance(why, DomainError) else "没有应答"
            )
            record.note(system=name, problem=type(why).__name__)
        return 0


def poll(name: str) -> int:
    """Take what is new; returns how many. The cursor moves together with what it stands for."""
    with security.viewing(security.SYSTEM):
        cursor = Connection.objects.get(pk=name).cursor
    answer, signed = call(name, PATH, {"after": cursor})
    checked(name, signed)
    with security.acting(security.SYSTEM, HEAR, security.Ref("external", name)) as record:
        once(record, name, signed.nonce)
        heard(record, name)
        kept = [_keep(record, name, one) for one in answer.get("news", [])[:500]]
        Connection.objects.filter(pk=name).update(cursor=str(answer.get("cursor", cursor))[:80])
        return sum(kept)


def _keep(record: security.Record, name: str, body: Any) -> bool:
    told, _ = rules.read(body)
    return told is not None and keep(record, name, told, body) == "kept"
