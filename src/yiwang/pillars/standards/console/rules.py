"""A year laid out as twelve months. Pure."""

from __future__ import annotations

from calendar import Calendar as Weeks
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

WEEKDAYS = ("一", "二", "三", "四", "五", "六", "日")
Kind = Literal["work", "weekend", "off", "makeup"]


@dataclass(frozen=True)
class Cell:
    """One day. `mark` is what tells it apart without colour; `says` is read aloud and shown on pointing."""

    day: date
    kind: Kind
    mark: str = ""
    says: str = ""


@dataclass(frozen=True)
class Month:
    """`weeks` begin on Monday; None where a week reaches into another month."""

    number: int
    weeks: tuple[tuple[Cell | None, ...], ...]


def months(year: int, named: Mapping[date, tuple[str, str]], works: Callable[[date], bool]) -> tuple[Month, ...]:
    """`named`: day → ("off" | "work", name) of the notice; `works` answers for all others."""
    return tuple(
        Month(
            number,
            tuple(
                tuple(_cell(day, named.get(day), works) if day.month == number else None for day in week)
                for week in Weeks().monthdatescalendar(year, number)
            ),
        )
        for number in range(1, 13)
    )


def _cell(day: date, named: tuple[str, str] | None, works: Callable[[date], bool]) -> Cell:
    if named:
        kind, name = named
        return Cell(day, "off", "休", f"{name}放假") if kind == "off" else Cell(day, "makeup", "班", f"{name}调休上班")
    if day.weekday() >= 5:
        return Cell(day, "weekend", "", "周末")
    return Cell(day, "work") if works(day) else Cell(day, "off", "休", "法定节日放假")


def moved(year: int, named: Mapping[date, tuple[str, str]], works: Callable[[date], bool]) -> list[date]:
    """Days that work now and would not under `named`, or the other way round."""
    days = [date(year, 1, 1) + timedelta(days=nth) for nth in range(366)]
    after = {day: named[day][0] == "work" if day in named else day.weekday() < 5 for day in days if day.year == year}
    return [day for day, working in after.items() if working != works(day)]
