"""Reading a year's arrangement of days off, as pasted or uploaded. Pure.

One day a line, `2027-02-06,off,春节` (also 放假 / 上班, a tab or 、 between, a first line of headings is skipped). All
lines are read; each that cannot be understood is named with its number, so that one look mends them all.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

KINDS: dict[str, Literal["off", "work"]] = {
    "off": "off", "放假": "off", "休": "off", "休息": "off", "work": "work",
    "上班": "work", "班": "work", "补班": "work",
}  # fmt: skip
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")


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


def parse_notice(text: str, year: int | None = None) -> Notice:
    """Read all lines. With `year`, days outside it are errors, but for the last week of the year before."""
    days: dict[date, DayLine] = {}
    errors: list[LineError] = []
    for number, line in enumerate(text.lstrip("\ufeff").splitlines(), 1):
        if not line.strip() or (number == 1 and not re.search(r"\d", line)):
            continue
        read = _line(line)
        problem = read if isinstance(read, str) else _problem(read, days, year)
        if problem:
            errors.append(LineError(number, problem))
        elif isinstance(read, DayLine):
            days[read.day] = read
    return Notice(tuple(sorted(days.values(), key=lambda one: one.day)), tuple(errors))


def _line(line: str) -> DayLine | str:
    parts = [part.strip() for part in re.split(r"[,，\t、;；]", line) if part.strip()]
    if len(parts) < 2:
        return "一行要有日期、放假或上班、节日名称，用逗号隔开"
    if (found := _DAY.fullmatch(parts[0])) is None:
        return f"“{parts[0]}”不像日期，请写成 2027-02-06"
    try:
        day = date(*map(int, found.groups()))
    except ValueError:
        return f"日历上没有 {parts[0]} 这一天"
    if (kind := KINDS.get(parts[1].lower())) is None:
        return f"“{parts[1]}”请改为 放假 或 上班"
    return DayLine(day, kind, "、".join(parts[2:]) or "节假日")


def _problem(read: DayLine, before: dict[date, DayLine], year: int | None) -> str:
    if read.day in before:
        return f"{read.day} 前面已经写过"
    if read.kind == "work" and read.day.weekday() < 5:
        return f"{read.day} 是{'周' + '一二三四五六日'[read.day.weekday()]}，本来就上班，请核对日期"
    if year is not None and read.day.year != year and not date(year - 1, 12, 25) <= read.day < date(year, 1, 1):
        return f"{read.day} 不在 {year} 年"
    return ""


def span(first: date, last: date) -> Sequence[date]:
    """All days from `first` to `last`, both included."""
    return [first + timedelta(days=i) for i in range((last - first).days + 1)]
