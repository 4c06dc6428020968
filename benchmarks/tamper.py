"""Forge a row of a long sealed trail, by every means the owner of the tables has, and see whether it is found and the
first broken row is named. An oracle that knows only what was done says which row that is.

Each forgery is undone before the next; it is looked for between the two seals around it. Then the whole trail is
checked once. The peer is what other platforms keep, a MAC on every row and no chain, over the same forgeries.
"""

from __future__ import annotations

import random
import sys
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from typing import Any

from benchmarks import place, report

ROWS, DRAWS, SECONDS = 1_000_000, 10_000, 30.0
CHUNK, SEALED_EVERY = 5_000, 500
AT = "(SELECT row_id FROM security_link WHERE seq = %(seq)s)"
FORGERIES = {
    "a field edited": [f"UPDATE security_trail SET subject = subject || '0' WHERE id = {AT}"],
    "the actor edited": [f"UPDATE security_trail SET actor = 'staff/1' WHERE id = {AT}"],
    "the time edited": [f"UPDATE security_trail SET at = at + interval '1 microsecond' WHERE id = {AT}"],
    "the payload edited": [f"UPDATE security_trail SET payload = '{{}}' WHERE id = {AT}"],
    "the row deleted": [f"DELETE FROM security_trail WHERE id = {AT}"],
    "row and link deleted": [
        f"DELETE FROM security_trail WHERE id = {AT}", "DELETE FROM security_link WHERE seq = %(seq)s",
    ],
    "two rows reordered": [
        "UPDATE security_link one SET row_id = other.row_id, digest = other.digest FROM security_link other"
        " WHERE one.seq IN (%(seq)s, %(seq)s + 1) AND other.seq = 2 * %(seq)s + 1 - one.seq"
    ],
}  # fmt: skip


def fill(rows: int) -> None:
    """Rows as `acting` writes them, many in a transaction, because a million transactions would take an hour."""
    from django.db import connection, transaction

    from yiwang.pillars.security.base import api as security
    from yiwang.pillars.security.base import sealing
    from yiwang.pillars.security.base.trail import Row

    clerk = security.Actor("staff", user=1, post=1, roles=frozenset({"clerk"}))
    sealing.BATCH = SEALED_EVERY
    for first in range(0, rows, CHUNK):
        with transaction.atomic(), connection.cursor() as cursor:
            made = [
                Row("did", clerk, "casework.decide", security.Ref("case", f"530102-2611-{n:09}"),
                    payload={"verdict": "accept", "serial": n}).writing()
                for n in range(first, min(first + CHUNK, rows))
            ]  # fmt: skip
            cursor.executemany(made[0][0], [values for _, values in made])
        while security.seal():
            pass
        if first % 100_000 == 0:
            report.say(f"{first:,} rows sealed")


def forged(kind: str, seq: int) -> Iterator[None]:
    """The trail with one forgery in it, until it is closed."""
    from django.db import connection, transaction

    with transaction.atomic():
        with connection.cursor() as cursor:
            for statement in FORGERIES[kind]:
                cursor.execute(statement, {"seq": seq})
        yield
        transaction.set_rollback(True)


def row_macs_notice(since: int, upto: int) -> bool:
    """The peer: every row that is there has its own MAC, and nothing says which rows there should be."""
    from django.db import connection

    from yiwang.pillars.security.base import verifying

    with connection.cursor() as cursor:
        cursor.execute(verifying.WALK.format(upto="AND l.seq <= %s"), [since, upto])
        return any(verifying._why_broken(bytes(row[9]), list(row)) for _, _, _, _, *row in cursor if row[0] is not None)


def seals() -> list[int]:
    """Where batches end: what the house did before the first of ours shifts them."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT last_seq FROM security_seal ORDER BY last_seq")
        return [seq for (seq,) in cursor.fetchall()]


def draws(rows: int, count: int) -> tuple[Counter[str], Counter[str], list[Any]]:
    """By kind of forgery: how many were named rightly, and how many the peer notices; and what was named wrongly."""
    from yiwang.pillars.security.base import api as security

    chance, ends = random.Random(530000), seals()
    named, noticed, wrong = Counter[str](), Counter[str](), []
    for turn in range(count):
        kind, seq = chance.choice(list(FORGERIES)), chance.randrange(1, rows)
        place = bisect_left(ends, seq)
        since, upto = ends[place - 1] if place else 0, ends[min(place + 1, len(ends) - 1)]
        for _ in forged(kind, seq):
            broken = security.verify(since, upto).broken
            noticed[kind] += row_macs_notice(since, upto)
        if broken and broken.seq == seq:
            named[kind] += 1
        else:
            wrong.append((turn, kind, seq, broken))
    return named, noticed, wrong


def main() -> int:
    from itertools import islice

    given = report.arguments(__doc__)
    rows, count = (20_000, 200) if given.quick else (ROWS, DRAWS)
    with place.province(people=0), place.owner() as owner:
        fill(rows)
        for statement in ("ALTER TABLE security_trail DISABLE TRIGGER append_only",
                          "ALTER TABLE security_link DISABLE TRIGGER append_only",
                          "DROP INDEX security_link_by_row", "ANALYZE security_trail", "ANALYZE security_link"):  # fmt: skip
            owner.execute(statement)
        from yiwang.infrastructure.database import api as database
        from yiwang.pillars.security.base import api as security

        with database.as_owner():
            named, noticed, wrong = draws(rows, count)
            begin = time.perf_counter()
            whole = security.verify()
            seconds = time.perf_counter() - begin
    report.table(["forgery", "named rightly", "noticed by row MACs"],
                 [[kind, named[kind], noticed[kind]] for kind in FORGERIES])  # fmt: skip
    print(f"whole trail: {whole.rows:,} rows in {seconds:.1f} s, {whole.rows / seconds:,.0f} rows a second")
    for one in islice(wrong, 5):
        print("not named rightly:", one)
    met = not wrong and whole.holds and seconds * ROWS / rows <= SECONDS
    return report.conclude(
        "tamper", yiwang=named.total() / count, peer=noticed.total() / count, limit=1.0, met=met, rows=rows,
        draws=count, full_check_seconds=round(seconds, 1), target="all found; full check of 1 M rows ≤ 30 s",
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
