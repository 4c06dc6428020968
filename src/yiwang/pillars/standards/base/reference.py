"""Loading what comes with the platform: divisions, their changes, the calendar. Runs again without harm."""

from __future__ import annotations

import csv
import gzip
import io
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.db.models import Q
from pypinyin import Style, lazy_pinyin

from yiwang.kernel import ids

from .models import CalendarDay, CalendarYear, Division, DivisionChange, Role
from .notice_days import DayLine, span

DATA = Path(__file__).parent / "data"
BATCH = 2000


@dataclass(frozen=True)
class Loaded:
    """How many rows this call wrote: none when everything was there."""

    divisions: int
    changes: int
    days: int


def load_reference() -> Loaded:
    """Bring the tables to what the files say. Call it inside an open change; rows others added stay."""
    _load_roles()
    return Loaded(_load_divisions(), _load_changes(), _load_calendar())


@cache
def division_names() -> dict[int, str]:
    """All divisions of the data file, code → name, in code order (parents first)."""
    text = gzip.decompress((DATA / "divisions.csv.gz").read_bytes()).decode()
    return {int(row["code"]): row["name"] for row in csv.DictReader(io.StringIO(text))}


@cache
def counties() -> tuple[tuple[str, tuple[tuple[int, str], ...]], ...]:
    """Prefectures with their counties, in code order: (prefecture's name, ((code, name), …))."""
    names = division_names()
    found: dict[int, list[tuple[int, str]]] = {}
    for code, name in names.items():
        if ids.level(code) == 3:
            found.setdefault(ids.ancestors(code)[-1], []).append((code, name))
    return tuple((names[above], tuple(below)) for above, below in found.items())


def initials(name: str) -> str:
    """First letters by pinyin, other characters kept in small letters: 五华区 → whq."""
    return "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).lower()


def _load_divisions() -> int:
    fields = ("name", "full_name", "level", "parent_id", "initials")
    there = {row[0]: row[1:] for row in Division.objects.values_list("code", *fields)}
    made: list[Division] = []
    mended: list[Division] = []
    names = division_names()
    for code, name in names.items():
        above = [place for place in ids.ancestors(code) if place in names]
        full = "".join(names[place] for place in (*above, code))
        known = there.get(code)
        if known and known[:2] == (name, full):
            continue
        row = Division(
            code=code, name=name, full_name=full, level=ids.level(code), parent_id=above[-1] if above else None,
            initials=initials(name),
        )  # fmt: skip
        (mended if known else made).append(row)
    Division.objects.bulk_create(made, batch_size=BATCH)
    Division.objects.bulk_update(mended, fields, batch_size=BATCH)
    return len(made) + len(mended)


@cache
def division_changes() -> tuple[dict[str, Any], ...]:
    """The changes of the data file: `old`, `old_name`, `new` (six digits), `day`, `ground`, `how`."""
    return tuple(_yaml("division_changes.yaml"))


def county_code_on(county: int, day: date) -> int:
    """The six-digit code a county of today (six digits) had on `day`, as ID cards issued then carry it."""
    changes = sorted((one for one in division_changes() if one["new"] == county), key=lambda one: one["day"])
    return next((one["old"] for one in changes if day < one["day"]), county)


def _load_changes() -> int:
    there = set(DivisionChange.objects.values_list("old", flat=True))
    rows = [
        DivisionChange(
            old=one["old"] * 10**6, old_name=one["old_name"], new_id=one["new"] * 10**6, on=one["day"],
            ground=one["ground"], how_sure=one["how"],
        )
        for one in division_changes()
    ]  # fmt: skip
    return len(DivisionChange.objects.bulk_create([row for row in rows if row.old not in there]))


def calendar_years() -> dict[int, tuple[dict[str, Any], list[DayLine]]]:
    """The years of the data file: year → (number and source, days)."""
    return {one["year"]: (one, _days(one)) for one in _yaml("calendar.yaml")}


def _days(one: dict[str, Any]) -> list[DayLine]:
    off = [DayLine(day, "off", name) for name, (first, last) in one["rest"].items() for day in span(first, last)]
    work: list[tuple[str, date]] = [(name, day) for name, days in one["work"].items() for day in days]
    return off + [DayLine(day, "work", name) for name, day in work]


def _load_calendar() -> int:
    there, written = set(CalendarYear.objects.filter(announced=True).values_list("year", flat=True)), 0
    for year, (one, days) in calendar_years().items():
        if year not in there:
            written += len(store_year(year, days, number=one["number"], source=one["source"]))
    return written


def store_year(year: int, days: list[DayLine], *, number: str, source: str) -> list[CalendarDay]:
    """Replace a year's days by these and call it announced. A day an older notice named too follows the newer one."""
    values = {"announced": True, "number": number, "source": source}
    CalendarYear.objects.update_or_create(year=year, defaults=values)
    CalendarDay.objects.filter(Q(year_id=year) | Q(day__in=[one.day for one in days])).delete()
    return CalendarDay.objects.bulk_create(
        [CalendarDay(day=one.day, year_id=year, kind=one.kind, name=one.name) for one in days]
    )


def _yaml(name: str) -> Any:
    return yaml.safe_load((DATA / name).read_text())


def role_titles_known() -> dict[str, str]:
    """The house's own roles, without asking the database: key → title."""
    return dict(_yaml("roles.yaml"))


def _load_roles() -> None:
    Role.objects.bulk_create(
        [Role(key=key, title=title) for key, title in role_titles_known().items()],
        update_conflicts=True, unique_fields=["key"], update_fields=["title"],
    )  # fmt: skip
