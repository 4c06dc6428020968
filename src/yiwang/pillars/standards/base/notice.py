"""Reading a year's arrangement of days off, as pasted or uploaded: the notice's own words, or a list of days. Pure.

A list has one day a line, `2027-02-06,off,春节` (also 放假 / 上班, a tab or 、 between; a first line of headings is
skipped). All lines are read; each that cannot be understood is named with its number, so that one look mends them all.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Literal

from .notice_days import Collected, DayLine, Notice
from .notice_prose import is_prose, read_prose

KINDS: dict[str, Literal["off", "work"]] = {
    "off": "off", "放假": "off", "休": "off", "休息": "off", "work": "work",
    "上班": "work", "班": "work", "补班": "work",
}  # fmt: skip
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")


def parse_notice(text: str, year: int | None = None) -> Notice:
    """Read all lines. With `year`, days outside it are errors, but for the last week of the year before."""
    text = text.lstrip("\ufeff")
    return (read_prose(text, year) if is_prose(text) else _read_list(text, year)).notice()


def _read_list(text: str, year: int | None) -> Collected:
    collected = Collected(year)
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and (number > 1 or re.search(r"\d", line)):
            collected.add(number, _line(line))
    return collected


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
