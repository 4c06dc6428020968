"""Taking in a receipt: every row gets its answer, and we know how the other side stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

from yiwang.kernel import clock
from yiwang.pillars.security.base import api as security

from .models import OPEN, Batch, Row, Standing
from .ports import Receipt, Refusal

SETTLE = security.declare("reporting.settle", "登记国家平台回执", by="system")


def settle(receipt: Receipt) -> None:
    """Once: a receipt that comes again changes nothing."""
    with security.acting(security.SYSTEM, SETTLE, security.Ref("reporting_batch", receipt.number)) as record:
        batch = Batch.objects.select_for_update().get(pk=receipt.number)
        if batch.state not in OPEN:
            return
        refused = {one.guid: one for one in receipt.refused}
        rows = list(batch.rows.order_by("place"))
        for row in rows:
            _answered(row, refused.get(row.guid))
        Row.objects.bulk_update(rows, ["state", "code", "column", "says"], batch_size=500)
        _stand(batch.kind, rows)
        batch.received_at, batch.problem = clock.now(), ""
        batch.accepted = sum(one.state == "accepted" for one in rows)
        batch.refused = sum(one.state == "refused" for one in rows)
        batch.state = "received" if batch.refused + batch.held else "settled"
        batch.receipt = {**asdict(receipt), "at": receipt.at.isoformat()}
        batch.save()
        record.note(batch=batch.number, accepted=batch.accepted, refused=batch.refused, held=batch.held)


def _answered(row: Row, refusal: Refusal | None) -> None:
    if row.state == "held":
        return
    row.state = "refused" if refusal else "accepted"
    if refusal:
        row.code, row.column, row.says = refusal.code, refusal.column, refusal.says[:300]


def _stand(kind: str, rows: Iterable[Row]) -> None:
    """How each row stands over there now. What was not taken stands as before."""
    rows = list(rows)
    before = Standing.objects.in_bulk([one.guid for one in rows])
    now = []
    for row in rows:
        there = before[row.guid].there if row.guid in before else False
        good = row.state == "accepted"
        now.append(Standing(
            guid=row.guid, kind=kind, object=row.object, table=row.table, tried=row.content, good=good,
            there=row.operation != "D" if good else there,
        ))  # fmt: skip
    Standing.objects.bulk_create(
        now,
        update_conflicts=True,
        unique_fields=["guid"],
        update_fields=["tried", "there", "good", "object"],
        batch_size=500,
    )
