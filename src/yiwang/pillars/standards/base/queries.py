"""Looking up places, agencies and working days. Plain tables: no actor is needed and no row is hidden."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import QuerySet

from yiwang.kernel import clock, ids
from yiwang.kernel.worktime import Calendar

from .errors import NoSuchAgency, NoSuchDivision
from .models import Agency, CalendarDay, CalendarYear, Division, DivisionChange, Role

COUNTRY = (10**11, 10**12 - 1)
AT_OR_ABOVE = f"""
SELECT {", ".join(str(field.column) for field in Agency._meta.concrete_fields)}
FROM standards_agency WHERE line = %s AND division_id = ANY(%s)
AND EXISTS (SELECT 1 FROM standards_division WHERE code = %s) AND (until IS NULL OR until > %s)
"""  # noqa: S608


@dataclass(frozen=True)
class Place:
    """A place as it was called on a day (`code`, `name`), and what it is on today's map (`division`)."""

    code: int
    name: str
    division: Division


def division(code: str | int) -> Division:
    """The division a code of 6, 9 or 12 digits means today; old codes lead to their successors.

    Raises `ids.WrongDivision` (not a code) or `NoSuchDivision` (nothing has or had it)."""
    wanted = ids.parse_division(code).code
    if found := Division.objects.filter(pk=wanted).first():
        return found
    county = wanted // 10**6 * 10**6
    if change := DivisionChange.objects.select_related("new").filter(old=county).first():
        below = wanted - county
        return (Division.objects.filter(pk=change.new_id + below).first() if below else None) or change.new
    raise NoSuchDivision(division=wanted)


def resolve(code: str | int, on: date | None = None) -> Place:
    """The place `code` means, as it was called `on` that day (today). Whatever code of its history is given, the
    same place comes back: 532331 and 532302 on 2020-01-01 are both 532331 禄丰县. Raises like `division`."""
    here = division(code)
    day = on or clock.today()
    county = here.code // 10**6 * 10**6
    change = DivisionChange.objects.filter(new_id=county, on__gt=day).order_by("on").first()
    if change is None:
        return Place(here.code, here.name, here)
    below = here.code - county
    return Place(change.old + below, here.name if below else change.old_name, here)


def subtree(code: str | int) -> tuple[int, int]:
    """The range of 12-digit codes, both ends included, of a place and all below it. Asks no database."""
    return ids.subtree(ids.parse_division(code).code)


def children(code: str | int) -> QuerySet[Division]:
    """What lies directly below, in the order of the codes."""
    return Division.objects.filter(parent_id=ids.parse_division(code).code).order_by("code")


def find_divisions(text: str, within: int | None = None, limit: int = 20) -> list[Division]:
    """Places by the beginning of their code, part of their name, or their initials (whq); larger places first."""
    wanted = text.strip()
    if not wanted:
        return []
    if wanted.isascii() and wanted.isdigit():
        width = 10 ** max(0, 12 - len(wanted[:12]))
        found = Division.objects.filter(code__range=(int(wanted[:12]) * width, (int(wanted[:12]) + 1) * width - 1))
    elif wanted.isascii():
        found = Division.objects.filter(initials__startswith=wanted.lower())
    else:
        found = Division.objects.filter(name__contains=wanted)
    if within is not None:
        found = found.filter(code__range=subtree(within))
    return list(found.order_by("level", "initials", "code")[:limit])


_calendar: dict[tuple[int, datetime | None], Calendar] = {}


def calendar() -> Calendar:
    """The working calendar of all announced years. One small query asks whether the kept one is still good, so a
    notice entered by another process counts at once; take it once for a loop."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), max(changed_at) FROM standards_calendaryear")
        key = cursor.fetchone()
    if key not in _calendar:
        _calendar.clear()
        _calendar[key] = _read_calendar()
    return _calendar[key]


def _read_calendar() -> Calendar:
    days = list(CalendarDay.objects.filter(year__announced=True).values_list("day", "kind"))
    return Calendar(
        off=frozenset(day for day, kind in days if kind == "off"),
        work=frozenset(day for day, kind in days if kind == "work"),
        years=frozenset(CalendarYear.objects.filter(announced=True).values_list("year", flat=True)),
    )


def agency(pk: int) -> Agency:
    """One agency; `Agency.DoesNotExist` where there is none."""
    return Agency.objects.select_related("division").get(pk=pk)


def agency_for(line: str, place: Division | str | int) -> Agency:
    """The nearest agency of `line` at the place or above it (a village's market bureau is its county's).

    Raises `NoSuchAgency`, `NoSuchDivision`, `ids.WrongDivision`."""
    code = place.code if isinstance(place, Division) else ids.parse_division(place).code
    if nearest := _nearest(line, code):
        return nearest
    here = division(code)  # an old code, or none at all
    if here.code != code and (nearest := _nearest(line, here.code)):
        return nearest
    raise NoSuchAgency(place=here.name, line=line)


def _nearest(line: str, code: int) -> Agency | None:
    """One query, and nothing where the code is not (or no longer) a division's."""
    found = Agency.objects.raw(AT_OR_ABOVE, [line, [code, *ids.ancestors(code)], code, clock.today()])
    return max(found, key=lambda one: (ids.level(one.division_id), -one.pk), default=None)


def agencies_under(above: Agency | int) -> frozenset[int]:
    """Ids of an agency and of all agencies below it by parenthood."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH RECURSIVE below (id) AS (SELECT %s::bigint UNION SELECT a.id FROM standards_agency a"
            " JOIN below ON a.parent_id = below.id) SELECT id FROM below",
            [above if isinstance(above, int) else above.pk],
        )
        return frozenset(row[0] for row in cursor.fetchall())


def role_titles() -> Mapping[str, str]:
    """All roles: key → title."""
    return dict(Role.objects.values_list("key", "title"))
