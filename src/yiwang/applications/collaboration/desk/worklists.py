"""A worklist as its address says it: view, filters and page are in the URL, so that it can be shared and exported."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from yiwang.pillars.security.base import api as security
from yiwang.toolbox.casework import api as casework

from . import shown

VIEWS = {"mine": "待我办", "waiting": "等别人", "reach": "辖区在办", "closed": "已办结"}
SIZE, SIZES = 50, (50, 100)
FILTERS = ("q", "step", "light")
MOST, MOST_MATTERS = 5000, 100


@dataclass(frozen=True)
class Worklist:
    """What the address asks for, and what there is."""

    view: str
    filters: dict[str, str]
    matters: list[str]
    page: int
    size: int
    lines: list[casework.Line]
    total: int

    @property
    def capped(self) -> bool:
        return self.total > 1000

    @property
    def pages(self) -> int:
        return max(1, -(-min(self.total, 1000) // self.size))

    @property
    def chips(self) -> dict[str, str]:
        return {key: value for key, value in self.filters.items() if value}

    def address(self, **changes: str | int) -> str:
        """The address of this list with something changed."""
        asked = {
            "view": self.view,
            **self.chips,
            "matter": self.matters,
            "size": self.size,
            "page": self.page,
            **changes,
        }
        usual = (("page", 1), ("size", SIZE))
        said = {key: value for key, value in asked.items() if value and (key, value) not in usual}
        return "?" + urlencode(said, doseq=True)

    @property
    def rows(self) -> Iterator[dict[str, Any]]:
        return shown.rows(self.lines)

    @property
    def sizes(self) -> dict[int, str]:
        return {size: self.address(size=size, page=1) for size in SIZES}

    @property
    def before(self) -> str:
        return self.address(page=self.page - 1) if self.page > 1 else ""

    @property
    def after(self) -> str:
        return self.address(page=self.page + 1) if self.page < self.pages else ""


def asked(viewer: security.Actor, query: QueryDict, size: int = 0) -> Worklist:
    view = query.get("view", "mine")
    view = view if view in VIEWS else "mine"
    filters = {key: query.get(key, "").strip()[:60] for key in FILTERS}
    matters = [one[:120] for one in query.getlist("matter") if one][:MOST_MATTERS]
    size = size or (_number(query.get("size")) if _number(query.get("size")) in SIZES else SIZE)
    page = max(1, min(_number(query.get("page")), 10_000))
    lines, total = casework.worklist(
        viewer, view=view, text=filters["q"], matter=matters, step=filters["step"], light=filters["light"],
        page=page, size=size,
    )  # fmt: skip
    return Worklist(view, filters, matters, page, size, lines, total)


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else 0


def as_json(found: Worklist) -> dict[str, object]:
    """The same page for a program: masked as on the screen. `total` counts to 1,000 and then says `capped`."""
    return {
        "view": found.view, "page": found.page, "size": found.size, "total": min(found.total, 1000), "capped": found.capped,
        "cases": [vars(line) for line in found.lines],
    }  # fmt: skip


def as_table(viewer: security.Actor, query: QueryDict) -> Iterator[list[object]]:
    """The same list for a file: masked as on the screen, to the same boundary."""
    page = asked(viewer, query, size=MOST)
    yield ["编号", "事项", "申请人", "环节", "状态", "时限", "剩余工作日", "收件时间"]
    for line in page.lines:
        yield [
            line.number,
            line.title,
            line.party,
            line.step,
            line.status,
            line.due_on,
            line.days_left,
            line.submitted_at,
        ]
