"""Changing the standards. Every function is called inside an open change and gets its record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from .errors import WrongNotice
from .events import CalendarAnnounced
from .notice_days import DayLine, Notice
from .reference import store_year


class OpenRecord(Protocol):
    """What this unit needs of the record of an open change."""

    def note(self, **facts: Any) -> None: ...

    def emit(self, happened: Any) -> None: ...


def write_year(record: OpenRecord, year: int, days: Notice | Sequence[DayLine], source: str, number: str = "") -> int:
    """Enter a year's arrangement, replacing what was there, and announce `CalendarAnnounced(year)`, whose listeners
    recompute open limits. `source`: where the notice can be read; `number`: its 文号. Returns the count of days.

    Raises `WrongNotice` while a parsed notice has errors, or where there is no day at all."""
    if isinstance(days, Notice):
        if days.errors:
            first = days.errors[0]
            raise WrongNotice(count=len(days.errors), first=f"第 {first.line} 行，{first.says}")
        days = days.days
    if not days:
        raise WrongNotice(count=1, first="还没有写哪些天放假")
    written = store_year(year, list(days), number=number, source=source)
    record.note(year=year, number=number, source=source, days=len(written))
    record.emit(CalendarAnnounced(year))
    return len(written)
