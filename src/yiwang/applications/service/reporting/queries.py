"""What the console shows: batches, their receipts, refused rows in words, the last thirty days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Sum

from yiwang.kernel import clock
from yiwang.kernel.errors import NotFound
from yiwang.pillars.security.base import api as security

from . import platforms, rehearsal
from .capture import waiting
from .fieldset import tables
from .models import OPEN, Batch, Row, Ticket
from .rules import KINDS

DAYS, LATEST = 30, 60
STATES = {"prepared": "等待送出", "sent": "已送出，等回执", "received": "有退回，正在更正", "settled": "对方全部接收"}
LOOKS = {"prepared": "state-info", "sent": "state-warn", "received": "state-warn", "settled": "state-good"}
OPERATIONS = {"I": "新增", "U": "更新", "D": "删除"}
TALL, WIDE = 60, 20


@dataclass(frozen=True)
class BatchLine:
    number: str
    kind: str
    day: date
    state: str
    look: str
    sent: int
    accepted: int
    refused: int
    received_at: datetime | None
    tries: int
    problem: str


@dataclass(frozen=True)
class Day:
    """A day's bar: heights are out of `TALL`, `bad` stands on top of `good`."""

    day: date
    accepted: int
    refused: int
    x: int
    good: int
    bad: int

    @property
    def good_top(self) -> int:
        return TALL - self.good

    @property
    def bad_top(self) -> int:
        return TALL - self.good - self.bad


@dataclass(frozen=True)
class BadRow:
    table: str
    operation: str
    object: str
    title: str
    column: str
    code: str
    says: str
    held: bool
    ticket: str
    closed: bool


def overview(kind: str = "") -> dict[str, Any]:
    """Everything the first page shows."""
    batches = Batch.objects.order_by("-made_at")
    if kind in KINDS:
        batches = batches.filter(kind=kind)
    return {
        "batches": [_line(one) for one in batches[:LATEST]], "days": days(), "kinds": KINDS, "kind": kind,
        "waiting": {title: waiting(key).count() for key, title in KINDS.items()},
        "under_way": Batch.objects.filter(state__in=OPEN).count(),
        "tickets": Ticket.objects.filter(closed_at=None).count(), "name": platforms.platform_name(),
        "rehearsing": platforms.rehearsing(), "health": platforms.platform().check(),
        "manners": rehearsal.manners() if platforms.rehearsing() else {},
    }  # fmt: skip


def days() -> list[Day]:
    """The last thirty days, also those on which nothing went."""
    today = clock.today()
    first = today - timedelta(days=DAYS - 1)
    found = {
        one["day"]: (one["good"] or 0, (one["bad"] or 0) + (one["held"] or 0))
        for one in Batch.objects.filter(day__gte=first).values("day").annotate(
            good=Sum("accepted"), bad=Sum("refused"), held=Sum("held"))
    }  # fmt: skip
    most = max([sum(one) for one in found.values()], default=0) or 1
    made = []
    for place in range(DAYS):
        day = first + timedelta(days=place)
        good, bad = found.get(day, (0, 0))
        made.append(Day(day, good, bad, place * WIDE, _height(good, most), _height(bad, most)))
    return made


def _height(many: int, most: int) -> int:
    """What there is at all is seen."""
    return max(2, round(many / most * (TALL - 4))) if many else 0


def _line(one: Batch) -> BatchLine:
    return BatchLine(
        one.number, KINDS[one.kind], one.day, STATES[one.state], LOOKS[one.state], one.rows_sent, one.accepted,
        one.refused + one.held, one.received_at, one.tries, one.problem,
    )  # fmt: skip


def batch(viewer: security.Actor, number: str) -> dict[str, Any]:
    """One batch with its receipt and what was not taken. Raises `NotFound`."""
    found = Batch.objects.filter(pk=number).first()
    if found is None:
        raise NotFound
    rows = security.visible(Row.objects.filter(batch=found), viewer)
    by_table = rows.order_by("place").values_list("table", "operation", "state")
    bad = rows.filter(state__in=["refused", "held"]).select_related("ticket__case").order_by("place")
    return {
        "batch": _line(found), "kept": found, "counts": _counts(list(by_table)), "bad": [_bad(one) for one in bad[:500]],
        "sample": [_shown(one) for one in rows.filter(state="accepted").order_by("place")[:5]],
    }  # fmt: skip


def _counts(rows: list[tuple[str, str, str]]) -> list[tuple[str, int, int, int, int]]:
    """By table: new, changed, gone, not taken."""
    found: list[tuple[str, int, int, int, int]] = []
    for name in dict.fromkeys(table for table, _, _ in rows):
        own = [(operation, state) for table, operation, state in rows if table == name]
        new, changed, gone = (sum(one == letter for one, _ in own) for letter in "IUD")
        found.append((tables()[name].title, new, changed, gone, sum(state in ("refused", "held") for _, state in own)))
    return found


def _bad(one: Row) -> BadRow:
    table = tables()[one.table]
    column = table.columns.get(one.column)
    return BadRow(
        table.title, OPERATIONS[one.operation], one.object, one.title, column.title if column else one.column, one.code,
        one.says, one.state == "held", one.ticket.case.number if one.ticket else "",
        bool(one.ticket and one.ticket.closed_at),
    )  # fmt: skip


def _shown(one: Row) -> dict[str, Any]:
    table = tables()[one.table]
    values = [
        (column.title, one.body.get(name, ""), column.sealed)
        for name, column in table.columns.items()
        if one.body.get(name)
    ]
    return {"title": table.title, "operation": OPERATIONS[one.operation], "values": values}
