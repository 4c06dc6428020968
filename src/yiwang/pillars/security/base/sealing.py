"""Sealing: committed trail rows are chained in batches, and each batch's head is signed.

Only rows of transactions that can no longer be joined by an older one (`xid` below the snapshot's xmin) are taken, in
the order of their transactions, so that none that commits late is skipped. One sealer works at a time.
"""

from __future__ import annotations

from django.db import connection, transaction

from .digest import sm3
from .ports import vault

GENESIS = bytes(32)
BATCH = 20_000
LOCK = 0x5EA1
READY = """
SELECT id, xid::text::bigint, digest FROM security_trail
WHERE xid >= %s::text::xid8 AND xid < pg_snapshot_xmin(pg_current_snapshot())
  AND NOT EXISTS (SELECT 1 FROM security_link WHERE row_id = security_trail.id)
ORDER BY xid, id LIMIT %s
"""


def link(previous: bytes, digest: bytes) -> bytes:
    return sm3(previous, digest)


def head_text(seq: int, head: bytes) -> bytes:
    """What a seal signs: how many rows there are, and the last link."""
    return f"yiwang trail {seq} {head.hex()}".encode()


def seal() -> int:
    """Chain what is ready; returns how many rows. Zero also when another sealer is at work."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute("SELECT last_seq, head, upto FROM security_seal ORDER BY last_seq DESC LIMIT 1")
        last = cursor.fetchone()
        seq, head, since = (last[0], bytes(last[1]), last[2]) if last else (0, GENESIS, 0)
        cursor.execute(READY, [str(since), BATCH])
        rows = cursor.fetchall()
        if not rows:
            return 0
        links = []
        for row_id, _xid, digest in rows:
            seq, head = seq + 1, link(head, bytes(digest))
            links.append((seq, row_id, bytes(digest), head))
        cursor.executemany("INSERT INTO security_link (seq, row_id, digest, link) VALUES (%s, %s, %s, %s)", links)
        cursor.execute(
            "INSERT INTO security_seal (last_seq, head, upto, rows, signature) VALUES (%s, %s, %s, %s, %s)",
            [seq, head, rows[-1][1], len(rows), vault().sign("trail", head_text(seq, head))],
        )
        return len(rows)
