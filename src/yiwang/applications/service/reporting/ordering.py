"""What is ordered at the console: report now, make the rehearsal platform misbehave."""

from __future__ import annotations

from yiwang.infrastructure.jobs import api as jobs
from yiwang.kernel.errors import Invalid
from yiwang.pillars.security.base import api as security

from . import platforms, rehearsal
from .errors import OnlyInRehearsal

SEE = security.declare("reporting.see", "看上报批次", by="staff", roles="administrator data_steward auditor")
NOW = security.declare("reporting.now", "现在就上报", by="staff", roles="administrator data_steward")
REHEARSE = security.declare("reporting.rehearse", "让演练平台出故障", by="staff", roles="administrator")
WAYS = {"out10": (10, 0), "out60": (60, 0), "lose": (0, 1), "well": (0, 0)}


class UnknownWay(Invalid):
    """请选择演练平台要怎样：断开 10 分钟、断开 1 小时、丢一次回执，或者恢复。"""

    code = "reporting.unknown_way"


def report_now(by: security.Actor, *, key: str) -> None:
    """Have the night's round made now, by the worker."""
    with security.acting(by, NOW, security.Ref("reporting", "all"), key=key) as record:
        if not record.replayed:
            jobs.defer(record, "reporting.gather_now")
            record.done("deferred")


def rehearse(by: security.Actor, way: str, *, key: str) -> None:
    """Raises `OnlyInRehearsal` where a real platform is connected, `UnknownWay`."""
    with security.acting(by, REHEARSE, security.Ref("rehearsal", way[:10]), key=key, body=way) as record:
        if record.replayed:
            return
        if not platforms.rehearsing():
            raise OnlyInRehearsal(name=platforms.platform_name())
        if way not in WAYS:
            raise UnknownWay
        minutes, lose = WAYS[way]
        rehearsal.behave(record, out_minutes=minutes, lose=lose)
        record.done(way)
