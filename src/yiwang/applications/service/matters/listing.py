"""The console's list of lists: filtered, paged, and the same as a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet

from yiwang.kernel import clock, ids
from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base import api as standards

from . import rules
from .drafting import STATES
from .fields import whole
from .models import Basic, Draft, Edition, Item
from .standing import in_force
from .targets import PROVINCE

SIZE, MOST = 50, 5_000
FILTERS = ("q", "at", "agency", "state")
CHOICES = {
    "": "全部", "submitted": "等审核", "returned": "退回修改", "draft": "草稿", "in_force": "生效中", "waiting": "待生效",
    "withdrawn": "已停办", "none": "还没有发布", "faults": "有问题的",
}  # fmt: skip
STANDINGS = {"in_force": "生效中", "withdrawn": "已停办", "none": "还没有发布"}


@dataclass(frozen=True)
class Line:
    """One list as the table shows it. `blocks`: what stands against the basic entry as it is today."""

    code: str
    title: str
    dept: str
    number: int
    standing: str
    effective_on: date | None
    waiting: date | None
    draft: str
    promise: str
    blocks: int
    warns: int

    @property
    def says(self) -> str:
        return STANDINGS[self.standing]

    @property
    def draft_says(self) -> str:
        return STATES.get(self.draft, "")


@dataclass(frozen=True)
class Listing:
    kind: str
    filters: dict[str, str]
    page: Page[Any]
    lines: list[Line]
    counts: dict[str, int]
    place: str


def listing(viewer: security.Actor, kind: str, asked: dict[str, str], number: int) -> Listing:
    """One page. `kind`: lists (items) or entries (the basic catalogue)."""
    kind = kind if kind in ("lists", "entries") else "lists"
    filters = {key: asked.get(key, "").strip()[:60] for key in FILTERS}
    rows = _entries(viewer, filters) if kind == "entries" else _lists(viewer, filters)
    if filters["state"] == "faults":
        found: Any = [line for line in _lines(rows[:MOST], viewer) if line.blocks]
        page = Paginator(found, SIZE).get_page(number)
        lines = list(page.object_list)
    else:
        page = Paginator(rows, SIZE).get_page(number)
        lines = list(_lines(page.object_list, viewer))
    return Listing(kind, filters, page, lines, counts(viewer), _name(filters["at"]))


def counts(viewer: security.Actor) -> dict[str, int]:
    """What waits: drafts by state, for the tabs."""
    states = security.visible(Draft.objects.all(), viewer).values_list("state", flat=True)
    found = list(states[:MOST])
    return {state: found.count(state) for state in STATES}


def table(viewer: security.Actor, kind: str, asked: dict[str, str]) -> Iterator[list[object]]:
    """The whole list, not a page, with its head: for the file."""
    filters = {key: asked.get(key, "").strip()[:60] for key in FILTERS}
    yield [
        "编码",
        "事项名称",
        "实施主体",
        "版本",
        "状态",
        "生效日期",
        "下一版生效",
        "草稿",
        "承诺时限",
        "要改的",
        "提醒的",
    ]
    rows = _entries(viewer, filters) if kind == "entries" else _lists(viewer, filters)
    for one in _lines(rows[:MOST], viewer):
        if filters["state"] != "faults" or one.blocks:
            yield [one.code, one.title, one.dept, one.number, one.says, one.effective_on or "", one.waiting or "",
                   one.draft_says, one.promise, one.blocks, one.warns]  # fmt: skip


def _name(at: str) -> str:
    try:
        return standards.division(at).name if at else ""
    except (standards.NoSuchDivision, ids.WrongDivision):
        return ""


def _entries(viewer: security.Actor, filters: dict[str, str]) -> QuerySet[Basic]:
    rows = Basic.objects.order_by("catalog_code")
    if filters["q"]:
        rows = rows.filter(Q(title__contains=filters["q"]) | Q(catalog_code__startswith=filters["q"]))
    mine = Edition.objects.filter(basic=OuterRef("pk"), item=None)
    drafts = security.visible(Draft.objects.all(), viewer).filter(basic=OuterRef("pk"), item=None)
    return _in_state(rows, filters["state"], mine, drafts)


def _lists(viewer: security.Actor, filters: dict[str, str]) -> QuerySet[Item]:
    low, high = viewer.divisions or (0, 0)
    near = Q(division__range=(low, high))
    if (low, high) == standards.subtree(PROVINCE):
        near |= Q(agency=None)  # imported from elsewhere: the province looks after it
    rows = Item.objects.filter(near).select_related("basic").order_by("basic__catalog_code", "division", "task_code")
    if filters["q"]:
        text = filters["q"]
        rows = rows.filter(Q(basic__title__contains=text) | Q(task_code__startswith=text) | Q(dept_name__contains=text))
    if _name(filters["at"]):
        rows = rows.filter(division__range=standards.subtree(standards.division(filters["at"]).pk))
    if filters["agency"] == "own":
        rows = rows.filter(agency=viewer.agency)
    mine = Edition.objects.filter(item=OuterRef("pk"))
    drafts = security.visible(Draft.objects.all(), viewer).filter(item=OuterRef("pk"))
    return _in_state(rows, filters["state"], mine, drafts)


def _in_state(rows: Any, state: str, editions: QuerySet[Edition], drafts: QuerySet[Draft]) -> Any:
    today = clock.today()
    if state in STATES:
        return rows.filter(Exists(drafts.filter(state=state)))
    if state == "waiting":
        return rows.filter(Exists(editions.filter(effective_on__gt=today, withdrawn_on=None)))
    if state == "withdrawn":
        return rows.filter(
            Exists(editions.filter(withdrawn_on__lte=today)), ~Exists(editions.filter(withdrawn_on=None))
        )
    if state == "none":
        return rows.filter(~Exists(editions))
    if state == "in_force":
        return rows.filter(
            Exists(editions.filter(Q(withdrawn_on=None) | Q(withdrawn_on__gt=today), effective_on__lte=today))
        )
    return rows


def _lines(rows: Iterable[Any], viewer: security.Actor) -> Iterator[Line]:
    """With three queries for all of them together."""
    today, rows = clock.today(), list(rows)
    items = rows and isinstance(rows[0], Item)
    basics = {row.basic_id if items else row.pk for row in rows}
    above: dict[int, list[Edition]] = {}
    for one in Edition.objects.filter(item=None, basic__in=basics):
        above.setdefault(one.basic_id, []).append(one)
    own: dict[int, list[Edition]] = {} if items else above
    for one in Edition.objects.filter(item__in=[row.pk for row in rows]) if items else ():
        own.setdefault(one.item_id or 0, []).append(one)
    drafts = security.visible(Draft.objects.all(), viewer)
    drafts = drafts.filter(item__in=[row.pk for row in rows]) if items else drafts.filter(item=None, basic__in=basics)
    states = dict(drafts.values_list("item_id" if items else "basic_id", "state"))
    for row in rows:
        basic = in_force(above.get(row.basic_id, ()), today)[1] if items else None
        yield _line(row, own.get(row.pk, []), basic, states.get(row.pk, ""), today)


def _line(row: Any, editions: list[Edition], basic: Edition | None, draft: str, today: date) -> Line:
    found, edition = in_force(editions, today)
    waiting = [one.effective_on for one in editions if one.effective_on > today and one.withdrawn_on is None]
    item = isinstance(row, Item)
    body = whole(edition.body) if edition else None
    faults = rules.faults(body, whole(basic.body) if basic else None) if body and found == "in_force" else []
    return Line(
        row.task_code if item else row.catalog_code, row.basic.title if item else row.title,
        row.dept_name if item else "全省", edition.number if edition else 0, found,
        edition.effective_on if edition else None, min(waiting, default=None), draft,
        f"{body['promise_day']}" if body and body["promise_day"] is not None else "",
        len(rules.blocking(faults)), len(faults) - len(rules.blocking(faults)),
    )  # fmt: skip
