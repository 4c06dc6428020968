"""Browsing without words: by theme, by department, by place. What runs here first, then what is a guide only."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet

from yiwang.kernel import clock, ids
from yiwang.pillars.standards.base import api as standards

from .definition import Matter
from .guides import Place
from .library import address, matters, themes
from .models import Edition, Item
from .search.current import current
from .search.finding import Listed, found_item

SIZE, MOST_THEMES = 20, 12
PROVINCIAL = 2
Rows = list[tuple[str, Matter | Listed]]


@dataclass(frozen=True)
class Shelf:
    """One page of what is there: (address, what a list shows of it)."""

    page: Page[Any]
    found: Rows = field(default_factory=list)


def departments() -> list[str]:
    """Who is responsible: the province's bureau of each line that has a matter, then whom imported lists name."""
    own = standards.Agency.objects.filter(line__in={one.line for one in matters.values()}, level=PROVINCIAL)
    foreign = _guides_only().values_list("dept_name", flat=True).order_by("dept_name").distinct()
    return list(dict.fromkeys([*own.order_by("name").values_list("name", flat=True), *foreign]))


def all_themes() -> list[str]:
    """Life events of the packs, then the commonest of imported lists."""
    rows = current_guides().exclude(body__user_topic_type="").values_list("body__user_topic_type")
    common = rows.annotate(many=Count("pk")).order_by("-many")[:MOST_THEMES]
    return list(dict.fromkeys([*themes(), *(theme for theme, _ in common if theme)]))


def shelf(theme: str, dept: str, place: Place, number: int) -> Shelf:
    """What answers to all that was chosen; nothing chosen is everything."""
    lines = (
        set(standards.Agency.objects.filter(name=dept, level=PROVINCIAL).values_list("line", flat=True))
        if dept
        else set()
    )
    own: Rows = [
        (address(name), one)
        for name, one in matters.items()
        if (not theme or one.theme == theme) and (not dept or one.line in lines)
    ]
    both: Any = _Both(own, _others(theme, dept, place))
    paper = Paginator(both, SIZE)
    page = paper.get_page(number)
    return Shelf(page, list(page.object_list))


def _guides_only() -> QuerySet[Item]:
    return Item.objects.filter(binding="", basic__matter="")


def current_guides() -> QuerySet[Edition]:
    return current(clock.today()).filter(item__binding="", basic__matter="")


def _others(theme: str, dept: str, place: Place) -> QuerySet[Edition]:
    rows = current_guides().select_related("item").order_by("item__basic__title", "item__task_code")
    if theme:
        rows = rows.filter(Q(body__user_topic_type=theme) | Q(body__corp_topic_type=theme))
    if dept:
        rows = rows.filter(item__dept_name=dept)
    if place.division:
        near = Q(item__division__in=[place.division, *ids.ancestors(place.division)])
        rows = rows.filter(near | Q(item__division__range=standards.subtree(place.division)))
    return rows


class _Both:
    """A list and then a query, as one sequence that a pager can cut."""

    ordered = True

    def __init__(self, first: Rows, then: QuerySet[Edition]) -> None:
        self.first, self.then = first, then

    def count(self) -> int:
        return len(self.first) + self.then.count()

    __len__ = count

    def __getitem__(self, cut: slice) -> Rows:
        start, stop, many = cut.start or 0, cut.stop or 0, len(self.first)
        own, rest = self.first[start:stop], self.then[max(0, start - many) : max(0, stop - many)]
        return [*own, *((each.task_code, found_item(each, one.body).matter) for one in rest if (each := one.item))]
