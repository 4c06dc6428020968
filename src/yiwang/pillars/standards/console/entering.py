"""Entering a year's notice: a preview to check, then the change itself."""

from __future__ import annotations

from dataclasses import dataclass

from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base import api as standards

from .rules import Month, months, moved
from .typed import Problem, Typed

ENTER = security.declare("standards.enter_calendar", "录入放假安排", by="staff", roles="administrator")
SHOWN = 50


@dataclass(frozen=True)
class Preview:
    """What was read. `problems` are the first fifty, `more` counts the rest; `moves` counts the days that change."""

    problems: list[Problem]
    more: int
    off: list[standards.DayLine]
    work: list[standards.DayLine]
    moves: int
    replaces: bool
    laid: tuple[Month, ...]


def preview(typed: Typed) -> Preview:
    """Read what was typed and say what it would change. Writes nothing."""
    notice = typed.notice()
    problems = typed.problems(notice)
    days = notice.days if notice else ()
    year = typed.year_number
    after = {one.day: (one.kind, one.name) for one in days if one.day.year == year}
    return Preview(
        problems=problems[:SHOWN], more=max(0, len(problems) - SHOWN),
        off=[one for one in days if one.kind == "off"], work=[one for one in days if one.kind == "work"],
        moves=len(moved(year, after, standards.calendar().is_working)) if year else 0,
        replaces=bool(year and standards.CalendarYear.objects.filter(year=year, announced=True).exists()),
        laid=months(year, after, lambda _day: True) if year and not problems else (),
    )  # fmt: skip


def enter_year(by: security.Actor, typed: Typed, key: str) -> int:
    """Enter what was typed; the same `key` twice enters once. Returns the count of days.

    Raises `Refused`, `standards.WrongNotice`, `security.KeyReused`. Open limits are worked out again by who listens
    to `standards.CalendarAnnounced`."""
    year, notice = typed.year_number, typed.notice()
    if year is None or notice is None:
        raise standards.WrongNotice(count=1, first="年份请写成四位数，例如 2027")
    subject = security.Ref("calendar", str(year))
    with security.acting(by, ENTER, subject, key=key or None, body=typed.mark) as record:
        if record.replayed:
            return int(record.outcome)
        many = standards.write_year(record, year, notice, source=typed.source.strip(), number=typed.number.strip())
        return int(record.done(many))
