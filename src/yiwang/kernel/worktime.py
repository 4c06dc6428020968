"""Working time: which day is a working day, when a limit ends, and a clock that stops and resumes. Pure.

The day something happens does not count: counting starts on the next day (acceptance, stop and resumption alike).
Years announced by the State Council are exact. Beyond them a `Calendar` answers provisionally from weekends and the
national days off that have a fixed solar date (1 January, 1–2 May, 1–3 October). Spring Festival, 清明, 端午 and 中秋
follow the moon or the sun, and make-up days follow the notice: a provisional day can therefore still move by days.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

DAY = timedelta(days=1)
# 全国年节及纪念日放假办法 (国务院令第795号, in force 2025-01-01) 第二条; remembered. Solar-fixed days only.
FIXED_DAYS_OFF = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})

Unit = Literal["working", "natural"]


@dataclass(frozen=True)
class Due:
    """`provisional`: a day counted on the way lies in a year not yet announced, so the day may move (暂定)."""

    day: date
    provisional: bool = False


@dataclass(frozen=True)
class Calendar:
    """`off`: days off on a weekday or weekend; `work`: make-up working days; `years`: the announced years."""

    off: frozenset[date] = frozenset()
    work: frozenset[date] = frozenset()
    years: frozenset[int] = frozenset()

    def announced(self, day: date) -> bool:
        return day.year in self.years

    def is_working(self, day: date) -> bool:
        """A make-up day works, a day off rests, whatever the weekday. Provisional outside the announced years."""
        if day in self.work:
            return True
        if day in self.off or day.weekday() >= 5:
            return False
        return self.announced(day) or (day.month, day.day) not in FIXED_DAYS_OFF

    def working_day_after(self, start: date, n: int) -> Due:
        """The n-th working day after `start`. n = 0 is `start` itself, whatever day that is. n < 0: ValueError."""
        if n < 0:
            raise ValueError("a limit cannot be negative")
        due = Due(start)
        for _ in range(n):
            following = self.next_working_day(due.day + DAY)
            due = Due(following.day, due.provisional or following.provisional)
        return due

    def natural_day_after(self, start: date, n: int, *, extend: bool = False) -> Due:
        """The n-th natural day after `start`. `extend`: an end on a day off moves on, as some laws say."""
        if n < 0:
            raise ValueError("a limit cannot be negative")
        day = start + DAY * n
        return self.next_working_day(day) if extend else Due(day)

    def next_working_day(self, day: date) -> Due:
        """`day` itself if it is a working day, else the first one after it."""
        provisional = not self.announced(day)
        while not self.is_working(day):
            day += DAY
            provisional = provisional or not self.announced(day)
        return Due(day, provisional)

    def working_days_between(self, start: date, end: date) -> int:
        """Working days after `start` up to and including `end`; negative when `end` is earlier."""
        if end < start:
            return -self.working_days_between(end, start)
        return sum(self.is_working(start + DAY * i) for i in range(1, (end - start).days + 1))


def months_after(start: date, n: int) -> date:
    """The same day of the month n months on, or that month's last day where it has none (limits given in months)."""
    year, month = divmod(start.year * 12 + start.month - 1 + n, 12)
    last = (date(year + (month == 11), (month + 1) % 12 + 1, 1) - DAY).day
    return date(year, month + 1, min(start.day, last))


@dataclass(frozen=True)
class Stop:
    """The clock stands after `since` and goes on after `until`: neither day's own remainder counts. None: still."""

    since: date
    until: date | None = None

    def __post_init__(self) -> None:
        if self.until is not None and self.until < self.since:
            raise ValueError("a stop ends before it begins")

    def covers(self, day: date) -> bool:
        return self.since < day and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class Clock:
    """A limit of `limit` days, running since `accepted`, standing still during `stops` (which may overlap)."""

    accepted: date
    limit: int
    unit: Unit = "working"
    stops: tuple[Stop, ...] = field(default=())

    def due(self, calendar: Calendar) -> Due | None:
        """The last day; None while an open stop hides it. A stop after the last day changes nothing."""
        openings = [stop.since for stop in self.stops if stop.until is None]
        return _nth_after(calendar, self.accepted, self.limit, self.unit, self.stops, min(openings, default=None))

    def used(self, calendar: Calendar, today: date) -> int:
        """Days counted after `accepted` up to and including `today`."""
        days = (self.accepted + DAY * i for i in range(1, (today - self.accepted).days + 1))
        return sum(_counts(calendar, day, self.unit, self.stops) for day in days)

    def remaining(self, calendar: Calendar, today: date) -> int:
        """Days left after `today`: 0 on the last day, negative when overdue, standing still while stopped."""
        return self.limit - self.used(calendar, today)

    def stopped(self, today: date) -> bool:
        """Does the clock stand after `today`?"""
        return any(stop.since <= today and (stop.until is None or today < stop.until) for stop in self.stops)


def _counts(calendar: Calendar, day: date, unit: Unit, stops: Iterable[Stop]) -> bool:
    return (unit == "natural" or calendar.is_working(day)) and not any(stop.covers(day) for stop in stops)


def _nth_after(
    calendar: Calendar, start: date, n: int, unit: Unit, stops: tuple[Stop, ...], closes: date | None
) -> Due | None:
    """`closes`: after this day nothing is counted any more; None is returned when the n-th day was not reached."""
    if n < 0:
        raise ValueError("a limit cannot be negative")
    day, provisional = start, False
    while n:
        if closes is not None and day >= closes:
            return None
        day += DAY
        provisional = provisional or (unit == "working" and not calendar.announced(day))
        n -= _counts(calendar, day, unit, stops)
    return Due(day, provisional)
