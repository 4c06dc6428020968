"""When a hall is open, into which half hours its days fall, and how far one place is from another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from yiwang.kernel.worktime import Calendar

HALF = timedelta(minutes=30)
Spans = list[tuple[time, time]]
Weekly = Mapping[str, Sequence[Sequence[str]]]
FRIDAY = "4"


def hours_on(weekly: Weekly, day: date, calendar: Calendar) -> Spans:
    """The spans a hall is open on `day`. `weekly`: weekday ("0" Monday) → [["09:00", "12:00"], …].

    A day off is closed. A make-up working day has its weekday's own hours, or Friday's where the week has none for it.
    """
    if calendar.is_working(day):
        spans = weekly.get(str(day.weekday()), ()) or (weekly.get(FRIDAY, ()) if day.weekday() >= 5 else ())
    else:
        holiday = day in calendar.off or day.weekday() < 5
        spans = () if holiday else weekly.get(str(day.weekday()), ())
    return [(time.fromisoformat(low), time.fromisoformat(high)) for low, high in spans]


def is_open(spans: Spans, at: time) -> bool:
    return any(low <= at < high for low, high in spans)


def next_opening(weekly: Weekly, now: datetime, calendar: Calendar, look: int = 30) -> datetime | None:
    """When the doors open next after `now`; None when they do not within `look` days."""
    for days in range(look):
        day = now.date() + timedelta(days=days)
        for low, _ in hours_on(weekly, day, calendar):
            if (at := datetime.combine(day, low, now.tzinfo)) > now:
                return at
    return None


def slots_of(spans: Spans) -> list[time]:
    """The half hours that lie wholly within the spans."""
    found = []
    for low, high in spans:
        at, end = datetime.combine(date.min, low), datetime.combine(date.min, high)
        while at + HALF <= end:
            found.append(at.time())
            at += HALF
    return found


def apart(one: int, other: int) -> int:
    """How far two places are by the map's tree: 0 one holds the other, 1 same county, 2 same prefecture, 3 same province."""
    if _within(one, other) or _within(other, one):
        return 0
    for distance, zeros in ((1, 6), (2, 8), (3, 10)):
        if one // 10**zeros == other // 10**zeros:
            return distance
    return 4


def _within(below: int, above: int) -> bool:
    width = next(10**zeros for zeros in (10, 8, 6, 3, 0) if above % 10**zeros == 0)
    return below // width == above // width


def number_word(letter: str, serial: int) -> str:
    """A012; the thousandth is A1000."""
    return f"{letter}{serial:03d}"
