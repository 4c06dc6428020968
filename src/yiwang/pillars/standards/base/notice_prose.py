"""Reading the State Council's own words: 二、春节：2月15日至23日放假调休，共9天。2月14日、2月28日上班。"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from .notice_days import Collected, DayLine, span

_HOLIDAY = re.compile(r"\s*[一二三四五六七八九十]+、\s*([^：:]{1,20})[：:](.+)")
_YEAR = re.compile(r"(20\d\d)\s*年\s*(?:部分)?节假日")
_DAY = r"(?:(?:(\d{4})年)?(\d{1,2})月)?(\d{1,2})日"
_SPAN = re.compile(rf"{_DAY}(?:至{_DAY})?")
_COUNT = re.compile(r"共(\d+)天")
LONGEST_HOLIDAY = 31


class _TooLong(ValueError):
    pass


def is_prose(text: str) -> bool:
    """Is it the notice itself, rather than a list of days?"""
    return any("放假" in line and _HOLIDAY.match(line) for line in text.splitlines())


def read_prose(text: str, year: int | None) -> Collected:
    """Read every numbered holiday; other lines of the notice are passed over."""
    if year is None and (found := _YEAR.search(text)):
        year = int(found[1])
    collected = Collected(year)
    for number, line in enumerate(text.splitlines(), 1):
        if (holiday := _HOLIDAY.match(line)) is None:
            continue
        if year is None:
            collected.add(number, "看不出是哪一年的安排，请连同通知的标题一起粘贴")
            continue
        for read in _days(holiday[1].strip(), re.sub(r"[（(][^）)]*[）)]", "", holiday[2]), year):
            collected.add(number, read)
    return collected


def _days(name: str, words: str, year: int) -> Iterator[DayLine | str]:
    found = False
    for sentence in words.split("。"):
        try:
            if "放假" in sentence:
                days = _spans(sentence.split("放假")[0], year)
                said = _COUNT.search(sentence)
                if said and int(said[1]) != len(days):
                    yield f"{name}写明共 {said[1]} 天，按日期数是 {len(days)} 天，请核对"
                yield from (DayLine(day, "off", name) for day in days)
                found = found or bool(days)
            elif "上班" in sentence:
                yield from (DayLine(day, "work", name) for day in _spans(sentence, year))
        except _TooLong:
            yield f"{name}一次放假超过 {LONGEST_HOLIDAY} 天，请核对日期"
        except ValueError:
            yield f"{name}里有一个日历上没有的日期，请核对"
    if not found:
        yield f"没有读出{name}哪几天放假，请改成一天一行，例如 2027-02-06,放假,春节"


def _spans(words: str, year: int) -> list[date]:
    """All days named; a day without month or year takes those before it."""
    found: list[date] = []
    month = 0
    for match in _SPAN.finditer(words):
        first_year, first_month, first, last_year, last_month, last = match.groups()
        month = int(first_month or month)
        start = end = date(int(first_year or year), month, int(first))
        if last:
            month = int(last_month or month)
            end = date(int(last_year or start.year), month, int(last))
        if (end - start).days > LONGEST_HOLIDAY:
            raise _TooLong
        found += span(start, end)
    return found
