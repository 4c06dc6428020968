"""What reading a notice of days off gives. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

LONGEST_NAME = 40


@dataclass(frozen=True)
class DayLine:
    """One day that differs from its weekday."""

    day: date
    kind: Literal["off", "work"]
    name: str


@dataclass(frozen=True)
class LineError:
    """`line` counts from 1; `says` is for the person who pasted it."""

    line: int
    says: str


@dataclass(frozen=True)
class Notice:
    """What was read. Nothing may be written while `errors` is not empty."""

    days: tuple[DayLine, ...]
    errors: tuple[LineError, ...]


class Collected:
    """Days gathered line by line, each refused with a sentence when it cannot be."""

    def __init__(self, year: int | None) -> None:
        self.year = year
        self._days: dict[date, DayLine] = {}
        self._errors: list[LineError] = []

    def add(self, line: int, read: DayLine | str) -> None:
        """Take a day, or the sentence that says why there is none."""
        problem = read if isinstance(read, str) else self._problem(read)
        if problem:
            self._errors.append(LineError(line, problem))
        elif isinstance(read, DayLine):
            self._days[read.day] = read

    def notice(self) -> Notice:
        return Notice(tuple(self._days[day] for day in sorted(self._days)), tuple(self._errors))

    def _problem(self, read: DayLine) -> str:
        if len(read.name) > LONGEST_NAME:
            return f"节日名称最多 {LONGEST_NAME} 个字，“{read.name[:8]}…”有 {len(read.name)} 个字"
        if read.day in self._days:
            return f"{read.day} 前面已经写过"
        if read.kind == "work" and read.day.weekday() < 5:
            return f"{read.day} 是{'周' + '一二三四五六日'[read.day.weekday()]}，本来就上班，请核对日期"
        year = self.year
        if year and read.day.year != year and not date(year - 1, 12, 25) <= read.day < date(year, 1, 1):
            return f"{read.day} 不在 {year} 年"
        return ""


def span(first: date, last: date) -> Sequence[date]:
    """All days from `first` to `last`, both included."""
    return [first + timedelta(days=i) for i in range((last - first).days + 1)]
