"""The only other write path: the same act on many rows. One permission check over a declared scope, chunks by COPY or
set-based SQL, one trail row a chunk with its count and SM3, a checkpoint after each to go on from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Any, TypeVar

from django.db import connection, transaction

from yiwang.kernel.canonical import canonical
from yiwang.pillars.operations.base import api as operations

from .actions import require
from .actor import Actor
from .digest import sm3
from .scope import _current, changing, enter
from .trail import Ref, Row

T = TypeVar("T")
CHUNK = 50_000


def acting_on_many(
    by: Actor, action: str, subject: Ref, rows: Iterable[T], write: Callable[[Sequence[T]], Any], *,
    chunk: int = CHUNK, announce: Callable[[Sequence[T]], Sequence[Any]] = lambda _rows: (),
) -> int:  # fmt: skip
    """Write `rows` in chunks of at most 50,000 by `write`; returns how many this call wrote.

    `subject` names the batch. Called again with the same rows after a break, it skips the chunks already written.
    """
    if not 0 < chunk <= CHUNK:
        raise ValueError(f"a chunk holds 1 to {CHUNK} rows")
    token, source, written, number = _current.set(by), iter(rows), 0, 0
    try:
        while taken := list(islice(source, chunk)):
            number += 1
            with operations.span("acting_on_many", action=action), changing(action), transaction.atomic(durable=True):
                enter(by)
                require(by, action)
                digest = sm3(canonical([_plain(row) for row in taken]).encode())
                if not _checkpoint(by, f"{action}:{subject.kind}:{subject.id}:{number}", digest):
                    continue
                write(taken)
                facts = {"chunk": number, "rows": len(taken), "sm3": digest.hex()}
                Row("bulk", by, action, subject, payload=facts).write()
                operations.emit(announce(taken))
                written += len(taken)
            operations.counted(action, "bulk")
    finally:
        _current.reset(token)
    return written


def _plain(row: Any) -> Any:
    if hasattr(row, "_meta"):
        return {field.attname: str(getattr(row, field.attname)) for field in row._meta.concrete_fields}
    return row if isinstance(row, (dict, list, str, int)) else list(row) if isinstance(row, tuple) else str(row)


def _checkpoint(by: Actor, key: str, digest: bytes) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO security_command (actor, key, digest) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
            [by.mark, key, digest],
        )
        return bool(cursor.rowcount)
