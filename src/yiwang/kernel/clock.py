"""The one clock. Rules never read it: whoever calls them does, so that a test can stand on any day."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")
_frozen: ContextVar[datetime | None] = ContextVar("frozen_clock", default=None)


def now() -> datetime:
    """This moment, aware, in China's time."""
    return _frozen.get() or datetime.now(CHINA)


def today() -> date:
    return now().date()


@contextmanager
def frozen(moment: datetime | date | str) -> Iterator[datetime]:
    """Stand still at `moment` (a datetime, a date at noon, or either as ISO text)."""
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment) if len(moment) > 10 else date.fromisoformat(moment)
    if not isinstance(moment, datetime):
        moment = datetime(moment.year, moment.month, moment.day, 12, tzinfo=CHINA)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=CHINA)
    token = _frozen.set(moment.astimezone(CHINA))
    try:
        yield moment
    finally:
        _frozen.reset(token)
