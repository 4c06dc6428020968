"""Sending a batch until it is answered. At least once, under one number: the other side takes it in once."""

from __future__ import annotations

from datetime import timedelta

from yiwang.kernel import clock
from yiwang.kernel.errors import DomainError
from yiwang.pillars.operations.base import api as operations
from yiwang.pillars.security.base import api as security

from . import rules
from .errors import AnotherContent, NoAnswer, Unreachable
from .models import OPEN, Batch
from .platforms import platform
from .ports import Receipt, Shipment
from .preparing import shipped
from .settling import settle

SEND = security.declare("reporting.send", "报送批次", by="system")
log = operations.logger("reporting")


def send_due() -> int:
    """Send, or ask after, every batch whose time has come. Returns how many were answered."""
    with security.viewing(security.SYSTEM):
        numbers = list(
            Batch.objects.filter(state__in=OPEN, next_at__lte=clock.now())
            .order_by("made_at")
            .values_list("pk", flat=True)
        )
    return sum(send(number) for number in numbers)


def send(number: str) -> bool:
    """One attempt. The batch is marked before anything leaves: who dies after that asks again under the same number."""
    shipment, tries = _leaving(number)
    if shipment is None:
        return False
    try:
        receipt = _answer(shipment, tries)
    except (Unreachable, NoAnswer, AnotherContent) as why:
        _later(number, why)
        return False
    settle(receipt)
    return True


def _leaving(number: str) -> tuple[Shipment | None, int]:
    with security.acting(security.SYSTEM, SEND, security.Ref("reporting_batch", number)) as record:
        batch = Batch.objects.select_for_update().get(pk=number)
        if batch.state not in OPEN:
            return None, 0
        tries = batch.tries
        batch.state, batch.tries = "sent", tries + 1
        batch.sent_at = batch.sent_at or clock.now()
        batch.next_at = clock.now() + rules.wait(tries + 1)
        batch.save(update_fields=["state", "tries", "sent_at", "next_at"])
        record.note(batch=number, attempt=batch.tries)
        rows = shipped(batch.rows.order_by("place"), number, batch.made_at)
        return Shipment(number, batch.kind, batch.made_at, batch.digest, rows), tries


def _answer(shipment: Shipment, tries: int) -> Receipt:
    """A batch of nothing but held rows does not travel. One that may have arrived is asked after first."""
    if not shipment.rows:
        return Receipt(shipment.number, shipment.digest, clock.now(), 0)
    there = platform()
    return (there.receipt(shipment.number) if tries else None) or there.send(shipment)


def _later(number: str, why: DomainError) -> None:
    log.warning("reporting_waits", batch=number, code=why.code)
    with security.acting(security.SYSTEM, SEND, security.Ref("reporting_batch", number)) as record:
        Batch.objects.filter(pk=number, state__in=OPEN).update(problem=str(why)[:300])
        record.note(batch=number, problem=why.code)


def backlog() -> operations.Health:
    """How long has the oldest unanswered batch been waiting?"""
    oldest = Batch.objects.filter(state__in=OPEN).order_by("made_at").first()
    if oldest and clock.now() - oldest.made_at > timedelta(hours=24):
        return operations.Health.degraded(f"批次 {oldest.number} 超过一天没有回执：{oldest.problem or '还没有送出'}")
    return operations.Health.good("没有等了一天以上的批次")
