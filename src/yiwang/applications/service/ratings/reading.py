"""Reading ratings: by the link, at the desk, and for everybody as counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F, Q, Sum

from yiwang.applications.service.matters import api as library
from yiwang.kernel import clock
from yiwang.kernel.chart import Column, stacked
from yiwang.kernel.errors import NotFound
from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base import api as standards

from . import counting, rules, tokens
from .models import Rating, Step, Tally

VIEWS: Mapping[str, str] = {
    "todo": "待回复",
    "visit": "待回访",
    "review": "待复核",
    "bad": "全部差评",
    "all": "全部评价",
}
CAP, PAGE = 1000, 50


@dataclass(frozen=True)
class RatingView:
    """A rating as a page shows it. `when` is a day, no more, where the rater is anonymous."""

    row: Rating
    grade: str
    stars: str
    bad: bool
    state: str
    channel: str
    when: str
    indicators: list[str]
    days_left: int | None = None
    steps: list[Step] = field(default_factory=list)


@dataclass(frozen=True)
class Board:
    """An agency in public: counts of the last twelve months, never a share without its interval."""

    agency: standards.Agency
    standing: rules.Standing
    grades: list[tuple[int, str, int, float]]
    enough: bool
    served: int
    bad: int
    replied: int
    named: int
    visited: int
    pleased: int
    columns: list[Column] = field(default_factory=list)
    matters: list[tuple[str, rules.Standing, bool]] = field(default_factory=list)

    @property
    def low(self) -> float:
        return self.standing.interval[0] * 100

    @property
    def high(self) -> float:
        return self.standing.interval[1] * 100

    @property
    def share(self) -> float:
        return self.standing.share * 100

    @property
    def wide(self) -> float:
        return self.high - self.low

    @property
    def active(self) -> float | None:
        """主动评价率: how many of the services were rated."""
        return min(100.0, 100 * self.standing.n / self.served) if self.served else None


def by_link(text: str) -> tuple[tokens.Service, RatingView | None]:
    """The service of a link, and its rating if there is one. Raises `LinkUnclear`."""
    service = tokens.read(text)
    code = tokens.code_of(service)
    with security.viewing(security.NOBODY, code=code):
        row = Rating.objects.select_related("agency").filter(code=code).first()
        return service, _view(row, public=True) if row else None


def listed(viewer: security.Actor, view: str, page: int = 1) -> tuple[list[RatingView], int]:
    """A page of a list of the desk, what is due first; and how many there are, counted to a cap."""
    rows = _in_view(viewer, view if view in VIEWS else "todo")
    order = (F("due_on").asc(nulls_last=True), "-made_at") if view in ("todo", "visit", "review") else ("-made_at",)
    total = rows.values("pk")[: CAP + 1].count()
    calendar = standards.calendar()
    shown = rows.select_related("agency").order_by(*order)[(page - 1) * PAGE : page * PAGE]
    return [_view(row, calendar=calendar) for row in shown], total


def many(viewer: security.Actor) -> dict[str, int]:
    """The figures beside the views, each capped."""
    return {key: _in_view(viewer, key).values("pk")[:CAP].count() for key in VIEWS}


def _in_view(viewer: security.Actor, view: str) -> Any:
    rows = security.visible(Rating.objects.all(), viewer)
    standing = rows.filter(grade__gte=4, state__in=counting.COUNTS)
    if view == "todo":
        return standing.filter(replied_at__isnull=True)
    if view == "visit":
        return standing.filter(named=True, visited_at__isnull=True)
    if view == "review":
        return rows.filter(state="review")
    return rows.filter(grade__gte=4) if view == "bad" else rows


def one(viewer: security.Actor, rating: UUID) -> RatingView:
    """One rating with all that was done. Raises `NotFound` where it is out of reach."""
    row = security.visible(Rating.objects.select_related("agency"), viewer).filter(pk=rating).first()
    if row is None:
        raise NotFound
    return _view(row)


def _view(row: Rating, *, public: bool = False, calendar: Any = None) -> RatingView:
    made = row.made_at.astimezone(clock.CHINA)
    left = None
    if row.due_on and not row.replied_at and row.state in counting.COUNTS:
        left = (calendar or standards.calendar()).working_days_between(clock.today(), row.due_on)
    steps = [] if calendar else list(row.steps.filter(Q(public=True) if public else Q()).order_by("at"))
    return RatingView(
        row, rules.GRADES[row.grade], "★" * (6 - row.grade) + "☆" * (row.grade - 1), row.grade in rules.BAD,
        rules.STATES[row.state], rules.CHANNELS[row.channel], f"{made:%Y-%m-%d %H:%M}" if row.named else f"{made:%Y-%m-%d}",
        [rules.INDICATORS[row.kind][key] for key in row.indicators if key in rules.INDICATORS.get(row.kind, {})],
        left, steps,
    )  # fmt: skip


def boards(line: str = "", within: int | None = None) -> tuple[list[Board], list[Board]]:
    """All agencies rated in the last twelve months: those ranked, best first, and those with too few ratings."""
    rows = Tally.objects.filter(month__gte=counting.months()[0])
    if line:
        rows = rows.filter(agency__line=line)
    if within:
        rows = rows.filter(
            agency__division__in=standards.Division.objects.filter(code__range=standards.subtree(within))
        )
    counts: dict[int, Counter[str]] = {}
    for agency, what, number in rows.values_list("agency", "what").annotate(Sum("many")):
        counts.setdefault(agency, Counter())[what] = number
    agencies = {one.pk: one for one in standards.Agency.objects.filter(pk__in=counts)}
    found = {key: _board(agencies[key], count) for key, count in counts.items()}
    enough, few = rules.ranked((one.standing for one in found.values() if one.standing.n), rules.RANKED_FROM)
    return [found[one.key] for one in enough], [found[one.key] for one in few]


def board(agency: int) -> Board:
    """One agency's page. Raises `NotFound`."""
    one = standards.Agency.objects.filter(pk=agency).select_related("division").first()
    if one is None:
        raise NotFound
    since = counting.months()
    rows = list(Tally.objects.filter(agency=one, month__gte=since[0]).values_list("month", "matter", "what", "many"))
    return _board(one, _sum(rows), _columns(rows, since), _matters(rows))


def _sum(rows: Iterable[tuple[date, str, str, int]]) -> Counter[str]:
    total: Counter[str] = Counter()
    for _month, _matter, what, number in rows:
        total[what] += number
    return total


def _standing(key: int, name: str, count: Mapping[str, int]) -> rules.Standing:
    grades = {grade: count.get(f"g{grade}", 0) for grade in rules.GRADES}
    return rules.Standing(key, name, sum(grades[grade] for grade in rules.GOOD), sum(grades.values()))


def _board(agency: standards.Agency, count: Mapping[str, int], columns: Any = (), matters: Any = ()) -> Board:
    standing = _standing(agency.pk, agency.name, count)
    grades = [(grade, says, count.get(f"g{grade}", 0), 100 * count.get(f"g{grade}", 0) / (standing.n or 1))
              for grade, says in rules.GRADES.items()]  # fmt: skip
    return Board(
        agency, standing, grades, standing.n >= rules.RANKED_FROM, count.get("served", 0), count.get("bad", 0),
        count.get("replied", 0), count.get("bad_named", 0), count.get("visited", 0), count.get("pleased", 0),
        list(columns), list(matters),
    )  # fmt: skip


def _columns(rows: list[tuple[date, str, str, int]], since: list[date]) -> list[Column]:
    by_month: dict[date, Counter[str]] = {month: Counter() for month in since}
    for month, _matter, what, number in rows:
        by_month.setdefault(month, Counter())[what] += number
    return stacked([
        (f"{month.month}月", [("good", sum(by_month[month][f"g{grade}"] for grade in rules.GOOD)),
                             ("bad", sum(by_month[month][f"g{grade}"] for grade in rules.BAD))])
        for month in since
    ])  # fmt: skip


def _matters(rows: list[tuple[date, str, str, int]]) -> list[tuple[str, rules.Standing, bool]]:
    found: dict[str, Counter[str]] = {}
    for _month, matter, what, number in rows:
        found.setdefault(matter, Counter())[what] += number
    standings = [_standing(place, title_of(name), count) for place, (name, count) in enumerate(sorted(found.items()))]
    shown = sorted((one for one in standings if one.n), key=lambda one: (-one.n, one.name))
    return [(one.name, one, one.n >= rules.RANKED_FROM) for one in shown]


def title_of(matter: str) -> str:
    return library.matters[matter].title if matter in library.matters else matter
