"""What the calendar page shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from yiwang.kernel import clock
from yiwang.pillars.standards.base import api as standards

from .rules import Month, months

FIRST, LAST, AHEAD = 2000, 2100, 2


@dataclass(frozen=True)
class Year:
    """`provisional`: the notice is not entered yet, so days off are only those of fixed date."""

    number: int
    months: tuple[Month, ...]
    provisional: bool
    notice: standards.CalendarYear | None
    off: int
    makeup: int


def year_page(number: int) -> Year:
    """A year laid out from what is entered for it."""
    notice = standards.CalendarYear.objects.filter(year=number, announced=True).first()
    laid = months(number, named_days(number), standards.calendar().is_working)
    kinds = [cell.kind for month in laid for week in month.weeks for cell in week if cell]
    return Year(number, laid, notice is None, notice, kinds.count("off"), kinds.count("makeup"))


def named_days(year: int) -> dict[date, tuple[str, str]]:
    """Days of a calendar year that a notice names, whichever year's notice it was."""
    days = standards.CalendarDay.objects.filter(day__year=year, year__announced=True)
    return {day: (kind, name) for day, kind, name in days.values_list("day", "kind", "name")}


def years() -> list[int]:
    """The years one can look at: the entered ones, this one, and two beyond the last."""
    entered = standards.CalendarYear.objects.filter(announced=True).values_list("year", flat=True)
    last = max([*entered, clock.today().year])
    return sorted({*entered, clock.today().year, *range(last + 1, last + 1 + AHEAD)})


def asked_year(text: str) -> int:
    """The year in an address, this year where it is none."""
    return int(text) if text.isascii() and text.isdigit() and FIRST <= int(text[:5]) <= LAST else clock.today().year


def next_year() -> int:
    """The first year, from this one on, whose notice is not entered."""
    entered = set(standards.CalendarYear.objects.filter(announced=True).values_list("year", flat=True))
    return next(year for year in range(clock.today().year, LAST + 1) if year not in entered)
