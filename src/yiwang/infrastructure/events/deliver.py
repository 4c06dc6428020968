"""Telling what happened. An event stays in the outbox until every listener has taken it.

Each listener is called outside any transaction with a key of event and listener; it changes things by `acting` under
that key, so a repeat after a crash changes nothing. A listener that fails is tried again later, longer each time.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import connection, transaction

from yiwang.kernel import clock
from yiwang.kernel.event import revive
from yiwang.pillars.operations.base import api as operations

TAKE = """
SELECT id, name, body, tries FROM operations_outbox
WHERE told_at IS NULL AND next_at <= now() ORDER BY next_at, id LIMIT %s FOR UPDATE SKIP LOCKED
"""
LONGEST = timedelta(hours=1)
log = operations.logger("events")


def deliver(limit: int = 100) -> int:
    """Tell up to `limit` waiting events; returns how many were told. Several workers may do this at once.

    The rows are leased for a while first (in a short transaction), because listeners open transactions of their own.
    """
    return sum(_tell(*row) for row in _lease(limit))


def _lease(limit: int) -> list[tuple[Any, ...]]:
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute(TAKE, [limit])
        rows = cursor.fetchall()
        cursor.execute(
            "UPDATE operations_outbox SET next_at = now() + interval '1 minute' WHERE id = ANY(%s)",
            [[row[0] for row in rows]],
        )
    return rows


def _tell(identifier: Any, name: str, body: Any, tries: int) -> int:
    import json

    happened = revive(name, json.loads(body) if isinstance(body, str) else body)
    for key, listener in operations.listeners_of(name).items():
        try:
            listener(happened, f"{identifier}:{key}")
        except Exception as failure:  # noqa: BLE001  one bad listener must not silence the others
            _later(identifier, tries + 1)
            operations.told(name, "failed")
            log.warning(
                "listener_failed", listener=key, event_name=name, tries=tries + 1, failure=type(failure).__name__
            )
            return 0
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("UPDATE operations_outbox SET told_at = now() WHERE id = %s", [identifier])
    operations.told(name, "told")
    return 1


def _later(identifier: Any, tries: int) -> None:
    wait = min(timedelta(seconds=2**tries), LONGEST)
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE operations_outbox SET tries = %s, next_at = %s WHERE id = %s",
            [tries, clock.now() + wait, identifier],
        )


def backlog() -> operations.Health:
    """How long has the oldest untold event been waiting?"""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), max(now() - at) FROM (SELECT at FROM operations_outbox "
                       "WHERE told_at IS NULL ORDER BY next_at LIMIT 1000) waiting")  # fmt: skip
        waiting, oldest = cursor.fetchone()
    if oldest and oldest > timedelta(minutes=5):
        return operations.Health.degraded(
            f"{waiting} 个事件在等投递，最久的等了 {int(oldest.total_seconds() // 60)} 分钟"
        )
    return operations.Health.good(f"{waiting} 个事件在等投递")
