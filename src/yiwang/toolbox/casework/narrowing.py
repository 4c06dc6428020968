"""How a worklist is narrowed and ordered: each filter declared once, for the page, its file and the lists people keep.

what = read({"light": ["red"], "from": ["2026-03-01"], "sort": ["due"]})
what.values, what.order, what.problems        # what could not be used is said, the rest holds
narrowed(rows, what, viewer)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, Literal

from django.db.models import Exists, OuterRef, Q, QuerySet

from yiwang.kernel import clock
from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base import api as standards

from . import rules
from .models import Case, Task

STOPPED = ("supplementing", "paused", "decided", "closed")
LIGHTS = {"red": "已超期", "yellow": "快到期", "green": "时间充裕", "grey": "停表或没有时限"}
WHO = {"me": "我", "nobody": "还没有人接手", "others": "别的同事"}
MOST, LONGEST, LAST = 100, 120, chr(0x10FFFF)  # the last character there is: what begins with a text lies before it
FAR = 120  # days looked ahead for where a colour ends


@dataclass(frozen=True)
class Looking:
    """Who looks, on which day."""

    viewer: security.Actor

    @cached_property
    def today(self) -> date:
        return clock.today()

    def until(self, most: int) -> date:
        """The last day that is at most `most` working days away."""
        calendar, found = standards.calendar(), self.today
        while calendar.working_days_between(self.today, found) > most:
            found -= timedelta(days=1)
        for _ in range(FAR):
            if calendar.working_days_between(self.today, found + timedelta(days=1)) > most:
                break
            found += timedelta(days=1)
        return found


@dataclass(frozen=True)
class Filter:
    """`read` takes one text of an address to a value, or raises `ValueError` with the sentence why not; `rows` says which
    cases have one of the values. `many`: it may be said more than once."""

    title: str
    kind: Literal["text", "choice", "code", "agency", "day", "who"]
    read: Callable[[str], Any]
    rows: Callable[[list[Any], Looking], Q]
    choices: Mapping[str, str] = field(default_factory=dict)
    many: bool = False


def _text(said: str) -> str:
    return said[:60]


def _code(said: str) -> str:
    if len(said) > LONGEST:
        raise ValueError("太长了")
    return said


def _one_of(choices: Mapping[str, str]) -> Callable[[str], str]:
    def read(said: str) -> str:
        if said not in choices:
            raise ValueError(f"只能是{'、'.join(choices.values())}")
        return said

    return read


def _day(said: str) -> date:
    try:
        found = date.fromisoformat(said)
    except ValueError:
        raise ValueError("日期请写成 2026-03-02 的样子") from None
    if not 1990 <= found.year <= 2100:
        raise ValueError("年份要在 1990 到 2100 之间")
    return found


def _number(said: str) -> int:
    if not (said.isascii() and said.isdigit() and len(said) < 10):
        raise ValueError("没有这个单位")
    return int(said)


def _who(said: str) -> str:
    if len(said) > 150:
        raise ValueError("没有这个同事")
    return said


def _begins(texts: list[str], _at: Looking) -> Q:
    """As two comparisons, not LIKE: under row-level security only those may use an index."""
    text = texts[0]
    return Q(number__gte=text, number__lt=text + LAST) | Q(party_shown__gte=text, party_shown__lt=text + LAST)


def _lit(lights: list[str], at: Looking) -> Q:
    found, runs = Q(pk__in=[]), ~Q(status__in=STOPPED)
    for one in lights:
        if one == "grey":
            found |= Q(status__in=STOPPED) | Q(urgent_on__isnull=True)
        elif one == "red":
            found |= runs & Q(urgent_on__lte=at.until(-1))
        elif one == "yellow":
            found |= runs & Q(urgent_on__gt=at.until(-1), urgent_on__lte=at.until(rules.WARN_DAYS))
        else:
            found |= runs & Q(urgent_on__gt=at.until(rules.WARN_DAYS))
    return found


def _below(agencies: list[int], at: Looking) -> Q:
    """The agency and all below it, as far as they are in his reach."""
    below = frozenset[int]().union(*(standards.agencies_under(one) for one in agencies))
    reach = below & at.viewer.agencies if at.viewer.kind == "staff" else below
    return Q(agency__among=sorted(reach))


def _held(by: list[str], at: Looking) -> Q:
    """Whose the open decision is."""
    open_ones = Task.objects.filter(case=OuterRef("pk"), kind="main", state="open")
    found = Q(pk__in=[])
    for one in by:
        if one == "nobody":
            found |= Q(Exists(open_ones.filter(assignee__isnull=True)))
        elif one == "others":
            found |= Q(Exists(open_ones.filter(assignee__isnull=False).exclude(assignee=at.viewer.user)))
        elif one == "me":
            found |= Q(Exists(open_ones.filter(assignee=at.viewer.user)))
        else:
            found |= Q(Exists(open_ones.filter(assignee__username=one)))
    return found


def _midnight(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), clock.CHINA)


STATUSES = {**rules.STATUS_TITLES, "supplementing": "等申请人补材料"}
FILTERS: dict[str, Filter] = {
    "q": Filter("编号、申请人", "text", _text, _begins),
    "matter": Filter("事项", "code", _code, lambda said, _: Q(matter__in=said), many=True),
    "step": Filter("环节", "code", _code, lambda said, _: Q(step__in=said), many=True),
    "status": Filter("状态", "choice", _one_of(STATUSES), lambda said, _: Q(status__in=said), STATUSES, many=True),
    "light": Filter("时限", "choice", _one_of(LIGHTS), _lit, LIGHTS, many=True),
    "agency": Filter("单位（含下级）", "agency", _number, _below),
    "from": Filter("收件从", "day", _day, lambda said, _: Q(submitted_at__gte=_midnight(said[0]))),
    "to": Filter("收件到", "day", _day, lambda said, _: Q(submitted_at__lt=_midnight(said[0] + timedelta(days=1)))),
    "due": Filter("到期不晚于", "day", _day, lambda said, _: Q(urgent_on__lte=said[0])),
    "who": Filter("谁在办", "who", _who, _held, WHO, many=True),
}


@dataclass(frozen=True)
class Order:
    """Columns, all one way; the first may be empty where `loose`: those come last."""

    title: str
    columns: tuple[str, ...]
    down: bool = False
    loose: bool = False


ORDERS: dict[str, Order] = {
    "urgent": Order("最急的在前", ("urgent_on", "submitted_at", "id"), loose=True),
    "received": Order("新收的在前", ("submitted_at", "id"), down=True),
    "oldest": Order("早收的在前", ("submitted_at", "id")),
    "due": Order("法定期限近的在前", ("due_on", "submitted_at", "id"), loose=True),
    "number": Order("按编号", ("number",)),
    "closed": Order("新办结的在前", ("closed_at", "id"), down=True),
}


@dataclass(frozen=True)
class Asked:
    """What was asked and can be used; `problems` says what could not."""

    values: Mapping[str, list[Any]] = field(default_factory=dict)
    order: str = ""
    problems: tuple[str, ...] = ()

    def said(self) -> dict[str, list[str]]:
        """As an address says it."""
        found = {key: [str(one) for one in values] for key, values in self.values.items()}
        return found | ({"sort": [self.order]} if self.order else {})


def read(said: Mapping[str, Iterable[str]]) -> Asked:
    """Read an address. Never raises: what is unclear is left out and named."""
    values: dict[str, list[Any]] = {}
    problems = []
    for key, one in FILTERS.items():
        texts = [clean for text in said.get(key, ()) if (clean := text.replace("\0", "").strip())]
        for text in dict.fromkeys(texts[: MOST if one.many else 1]):
            try:
                found = one.read(text)
            except ValueError as why:
                problems.append(f"“{one.title}”没有用上：{why}")
            else:
                values.setdefault(key, []).append(found)
        if len(texts) > MOST:
            problems.append(f"“{one.title}”一次最多 {MOST} 个，用了前 {MOST} 个")
    since, until = values.get("from"), values.get("to")
    if since and until and since[0] > until[0]:
        values["from"], values["to"] = until, since
        problems.append("收件开始日期晚于结束日期，已经调换")
    order = next((text for text in said.get("sort", ()) if text), "")
    if order and order not in ORDERS:
        problems.append(f"不能这样排序，可以用：{'、'.join(one.title for one in ORDERS.values())}")
        order = ""
    return Asked(values, order, tuple(problems))


def narrowed(rows: QuerySet[Case], what: Asked, viewer: security.Actor) -> QuerySet[Case]:
    """Filters narrow and never widen: all must hold."""
    at = Looking(viewer)
    for key, values in what.values.items():
        rows = rows.filter(FILTERS[key].rows(values, at))
    return rows
