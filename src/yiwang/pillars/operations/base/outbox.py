"""The outbox: what happened, in the same transaction as the change that made it happen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection

from yiwang.kernel.canonical import canonical
from yiwang.kernel.event import body_of, name_of
from yiwang.kernel.uuid7 import uuid7

INSERT = "INSERT INTO operations_outbox (id, name, body) SELECT * FROM unnest(%s::uuid[], %s::text[], %s::jsonb[])"


def emitting(happened: Sequence[Any]) -> tuple[str, list[Any]]:
    """The statement that writes events into the outbox, and its values. Only for the end of a change: an event without
    its change would be a rumour."""
    rows = [(uuid7(), name_of(type(one)), canonical(body_of(one))) for one in happened]
    ids, names, bodies = (list(column) for column in zip(*rows, strict=True))
    return INSERT, [ids, names, bodies]


def emit(happened: Sequence[Any]) -> None:
    """Write events into the outbox, by themselves."""
    if not happened:
        return
    with connection.cursor() as cursor:
        cursor.execute(*emitting(happened))


def forget(_record: object, identifiers: Sequence[str]) -> int:
    """Empty what was told of these identifiers: numbers of cases, keys of rows. In the open change that erases
    them, by the worker alone: the web role may not."""
    if not identifiers:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE operations_outbox SET body = '{}' WHERE told_at IS NOT NULL AND body::text LIKE ANY(%s)",
            [[f'%"{one}"%' for one in identifiers]],
        )
        return cursor.rowcount
