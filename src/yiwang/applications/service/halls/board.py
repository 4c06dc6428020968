"""How a hall did: waits by half hour and stage, and whether what was told came true."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from yiwang.kernel import clock
from yiwang.pillars.security.base import api as security

from . import rules
from .models import Hall, Ticket
from .standing import standing

ACCURATE_OVER = timedelta(days=30)


@dataclass(frozen=True)
class Cell:
    """Half an hour at one stage: median wait in minutes of `count` called."""

    starts: time
    stage: str
    wait: float
    count: int


def kept(one: Hall, now: datetime | None = None) -> rules.Accuracy:
    """兑现率: of the waits told in the last 30 days, how many came true."""
    since = (now or clock.now()) - ACCURATE_OVER
    rows = Ticket.objects.filter(hall=one, since__gte=since, called_at__isnull=False, told_low__isnull=False)
    told = rows.values_list("told_low", "told_high", "since", "called_at")
    return rules.accuracy((low or 0, high or 0, _minutes(begun, called)) for low, high, begun, called in told)


def _minutes(begun: datetime, ended: datetime | None) -> float:
    return (ended - begun).total_seconds() / 60 if ended else 0.0


def cells(one: Hall) -> list[Cell]:
    """Today's waits, by the half hour in which somebody was called."""
    rows = Ticket.objects.filter(hall=one, day=clock.today(), called_at__isnull=False)
    by_half: dict[tuple[time, str], list[float]] = {}
    for stage, begun, called in rows.values_list("stage", "since", "called_at"):
        local = (called or begun).astimezone(clock.CHINA)
        half = time(local.hour, local.minute // 30 * 30)
        by_half.setdefault((half, stage), []).append(_minutes(begun, called))
    return [
        Cell(half, stage, rules.median_wait(waits) or 0, len(waits)) for (half, stage), waits in sorted(by_half.items())
    ]


@dataclass(frozen=True)
class Bar:
    """A bar of the chart, in its own units: places are SVG attributes, so that no style is needed."""

    x: float
    y: float
    width: float
    height: float
    stage: str
    cell: Cell


@dataclass(frozen=True)
class Chart:
    """Bars from zero; `ticks` of the axis as (y, minutes), `labels` as (x, half hour)."""

    bars: Sequence[Bar]
    ticks: Sequence[tuple[float, int]]
    labels: Sequence[tuple[float, str]]
    width: float


GROUP, BAR, HEIGHT, LEFT, TOP = 56.0, 13.0, 160.0, 40.0, 10.0


def chart(found: Iterable[Cell]) -> Chart | None:
    """The drawing of a day's waits; None for a day without calls."""
    drawn = list(found)
    if not drawn:
        return None
    halves = sorted({one.starts for one in drawn})
    most = max(10, -(-int(max(one.wait for one in drawn) + 1) // 10) * 10)
    stages = list(rules.STAGES)
    bars = []
    for one in drawn:
        x = LEFT + halves.index(one.starts) * GROUP + 8 + stages.index(one.stage) * (BAR + 1)
        height = max(1.0, one.wait / most * HEIGHT)
        bars.append(Bar(round(x, 1), round(TOP + HEIGHT - height, 1), BAR, round(height, 1), one.stage, one))
    ticks = [(round(TOP + HEIGHT - part * HEIGHT, 1), int(most * part)) for part in (0, 0.5, 1)]
    labels = [(LEFT + at * GROUP + GROUP / 2, f"{half:%H:%M}") for at, half in enumerate(halves)]
    return Chart(bars, ticks, labels, LEFT + len(halves) * GROUP + 10)


@dataclass(frozen=True)
class Line:
    """A hall in the console's list."""

    hall: Hall
    waiting: int
    windows: int
    served: int
    accuracy: rules.Accuracy


def halls_of(viewer: security.Actor) -> list[Line]:
    """Halls in the divisions of one's post."""
    if not viewer.divisions:
        return []
    found = Hall.objects.filter(division__range=viewer.divisions).select_related("agency").order_by("division", "pk")
    return [_line(one) for one in found]


def _line(one: Hall) -> Line:
    now = standing(one)
    served = Ticket.objects.filter(hall=one, day=clock.today(), state__in=("done", "transferred")).count()
    return Line(one, len(now.waiting), len(now.manned), served, kept(one))


def longest(one: Hall) -> Ticket | None:
    """Who has waited longest today, to be looked after."""
    return Ticket.objects.filter(hall=one, day=clock.today(), state="waiting").order_by("since").first()
