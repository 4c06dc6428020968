"""A worklist as its address says it: view, filters, order and place are in the URL, so that it can be shared, kept and
exported. Whoever opens the address sees what he may see."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.safestring import SafeString

from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base import api as standards
from yiwang.toolbox.casework import api as casework

from . import counting, shown

VIEWS = {"mine": "待我办", "waiting": "等别人", "reach": "辖区在办", "closed": "已办结"}
SIZE, SIZES, CAP, MOST = 50, (50, 100, 200), 1000, 10_000
MANY = 3  # so many values of one filter are named one by one
ASIDE = ("status", "who", "agency", "from", "to", "due", "matter", "step")  # the filters that are folded away


@dataclass(frozen=True)
class Chip:
    """One thing the list is narrowed by, and the address without it."""

    title: str
    says: str
    without: str


@dataclass(frozen=True)
class Worklist:
    """What the address asks for, and what there is."""

    view: str
    what: casework.Asked
    size: int
    found: casework.Listing
    more: bool = False
    met: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    agencies: Mapping[str, str] = field(default_factory=dict)

    @property
    def lines(self) -> list[casework.Line]:
        return self.found.lines

    @property
    def total(self) -> int:
        return min(self.found.total, CAP)

    @property
    def capped(self) -> bool:
        return self.found.total > CAP

    @cached_property
    def query(self) -> dict[str, list[str]]:
        """What is kept, shared and exported: the view, the filters, the order."""
        return {"view": [self.view], **self.what.said()}

    @cached_property
    def kept(self) -> str:
        return urlencode(self.query, doseq=True)

    def address(self, without: tuple[str, str] = ("", ""), /, **changes: Any) -> str:
        """The address of this list with something changed; always from its first page."""
        asked: dict[str, Any] = {
            key: [one for one in values if (key, one) != without] for key, values in self.query.items()
        }
        asked |= {"size": self.size if self.size != SIZE else "", "more": "1" if self.more else "", **changes}
        return "?" + urlencode({key: value for key, value in asked.items() if value}, doseq=True)

    @property
    def rows(self) -> Iterator[SafeString]:
        return shown.rows(self.lines, ticks=self.view != "closed")

    @property
    def sizes(self) -> dict[int, str]:
        return {size: self.address(size=size if size != SIZE else "") for size in SIZES}

    @property
    def before(self) -> str:
        return self.address(before=self.found.before) if self.found.before else ""

    @property
    def after(self) -> str:
        return self.address(after=self.found.after) if self.found.after else ""

    @property
    def unfolded(self) -> str:
        return self.address(more="" if self.more else "1")

    @cached_property
    def chips(self) -> list[Chip]:
        found = []
        for key, texts in self.what.said().items():
            if key == "sort":
                continue
            title, names = casework.FILTERS[key].title, self._names(key)
            if len(texts) > MANY:
                found.append(Chip(title, f"{len(texts)} 个", self.address(**{key: ""})))
                continue
            found += [Chip(title, names.get(one, one), self.address((key, one))) for one in texts]
        return found

    def _names(self, key: str) -> Mapping[str, str]:
        if key == "agency":
            return self.agencies
        seen = {"matter": {line.matter: line.title for line in self.lines}}.get(key, {})
        return {**seen, **self.met.get(key, {}), **casework.FILTERS[key].choices}

    @cached_property
    def fields(self) -> dict[str, dict[str, Any]]:
        """What the form shows of each filter: its name, what is chosen, what there is to choose."""
        made = {}
        said = self.what.said()
        for key, one in casework.FILTERS.items():
            texts = said.get(key, [])
            names = self._names(key)
            choices = dict(one.choices) if one.kind in ("choice", "who") else dict(self.met.get(key, {}))
            if one.kind == "agency":
                choices = dict(self.agencies)
            choices |= {text: names.get(text, text) for text in texts if one.kind not in ("text", "day")}
            made[key] = {
                "key": key, "title": one.title, "kind": one.kind, "value": texts[0] if texts else "", "choices": choices,
                "kept": texts if len(texts) > 1 else [],
            }  # fmt: skip
        return made

    @property
    def folded(self) -> list[dict[str, Any]]:
        return [one for key, one in self.fields.items() if key in ASIDE and (one["choices"] or one["kind"] == "day")]

    @property
    def orders(self) -> dict[str, str]:
        return {key: one.title for key, one in casework.ORDERS.items() if self.view == "closed" or key != "closed"}

    @property
    def order(self) -> str:
        return self.what.order or ("closed" if self.view == "closed" else "urgent")


def asked(viewer: security.Actor, query: QueryDict, size: int = 0) -> Worklist:
    view = query.get("view", "mine")
    view = view if view in VIEWS else "mine"
    what = casework.read_asked(dict(query.lists()))
    said = query.get("size", "")
    size = size or (int(said) if said in {str(one) for one in SIZES} else SIZE)
    ends = {key: query.get(key, "")[:200] for key in ("after", "before")}
    found = casework.listing(viewer, what, view=view, size=size, **ends)
    more = query.get("more", "") == "1"
    met = casework.choices(viewer, view) if more else {}
    return Worklist(view, what, size, found, more, met, _agencies(viewer, what, more))


def _agencies(viewer: security.Actor, what: casework.Asked, more: bool) -> dict[str, str]:
    if more:
        return {str(one.pk): one.short_name for one in counting.agencies(viewer)}
    wanted = [one for one in what.values.get("agency", ()) if one in viewer.agencies]
    return {str(one): standards.agency(one).short_name for one in wanted}


def as_json(found: Worklist) -> dict[str, object]:
    """The same page for a program: masked as on the screen. `total` counts to 1,000 and then says `capped`."""
    return {
        "view": found.view, "size": found.size, "total": found.total, "capped": found.capped, "order": found.order,
        "before": found.before, "after": found.after, "problems": list(found.found.problems),
        "cases": [vars(line) for line in found.lines],
    }  # fmt: skip


HEAD: list[object] = ["编号", "事项", "申请人", "环节", "状态", "时限", "剩余工作日", "收件时间"]


def as_row(line: casework.Line) -> list[object]:
    return [
        line.number, line.title, line.party, line.step, line.status, line.due_on, line.days_left, line.submitted_at,
    ]  # fmt: skip
