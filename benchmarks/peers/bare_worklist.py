"""The bare machine: one statement, its rows as JSON, nothing asked, nobody checked."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Iterable

import psycopg

from yiwang.infrastructure.database import connection

STATEMENT = """
SELECT number, title, party_shown, step, due_on::text, channel, submitted_at::text, status FROM casework_case
WHERE status <> 'closed' AND agency_id IN ({}) AND matter IN ({}) ORDER BY urgent_on, submitted_at LIMIT 100
"""
own = threading.local()


def application(_environ: dict[str, object], start: Callable[..., object]) -> Iterable[bytes]:
    if not hasattr(own, "connection"):
        own.connection = psycopg.connect(connection.url(), autocommit=True)
        kinds = ",".join(f"'{kind}'" for kind in os.environ["BENCH_KINDS"].split(","))
        own.statement = STATEMENT.format(os.environ["BENCH_AGENCIES"], kinds)
    rows = own.connection.execute(own.statement).fetchall()
    start("200 OK", [("Content-Type", "application/json")])
    return [json.dumps(rows).encode()]
