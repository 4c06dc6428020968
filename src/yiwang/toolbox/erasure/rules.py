"""What goes and what stays, and who may say so. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

How = Literal["goes", "busy", "kept", "unverified", "last"]
STATES = {
    "withdrawn": "已经撤回", "declined": "没有同意", "asked": "等待核对", "checked": "等待另一位工作人员批准",
    "approved": "正在删除", "done": "已经删除",
}  # fmt: skip
OPEN = ("asked", "checked", "approved")
LISTED = {key: STATES[key] for key in (*OPEN, "done", "declined", "withdrawn")}
HOLDS = {"lawsuit": "诉讼", "audit": "审计", "review": "行政复议", "case": "案件调查"}


@dataclass(frozen=True)
class Limit:
    """How long the law has it kept. One that was not read in the source binds nobody, and so lets nothing go either."""

    value: int
    unit: str
    ground: str
    binding: bool


@dataclass(frozen=True)
class Line:
    """What becomes of so many rows of one kind. `until` is the last day the latest of them is kept."""

    group: str
    what: str
    how: How
    count: int
    until: date | None = None
    ground: str = ""

    @property
    def says(self) -> str:
        day = f"{self.until.year}年{self.until.month}月{self.until.day}日" if self.until else ""
        if self.how == "goes":
            return "可以删除"
        if self.how == "busy":
            return "还在办理或者有效，结束以后才谈得上删除"
        if self.how == "kept":
            return f"法定保存期限没有满，保存到{day}。依据：{self.ground}"
        if self.how == "unverified":
            about = f"估计到{day}" if day else "到期日还算不出"
            return f"保存期限待核实（{about}），核实以前只保存，不删除。依据：{self.ground}"
        return "其他各项都删除以后，才能删除"


def until(since: date, limit: Limit) -> date:
    """The last day: 年 and 月 by the calendar, everything else as days. A 29 February ends on the 28th."""
    if limit.unit in ("年", "月"):
        months = since.year * 12 + since.month - 1 + limit.value * (12 if limit.unit == "年" else 1)
        year, month = divmod(months, 12)
        for day in (since.day, 30, 29, 28):
            try:
                return date(year, month + 1, day)
            except ValueError:
                continue
    return since + timedelta(days=limit.value)


def fate(busy: bool, since: date | None, limit: Limit | None, today: date) -> tuple[How, date | None]:
    """What becomes of one row today."""
    if busy:
        return "busy", None
    if limit is None:
        return "goes", None
    last = until(since, limit) if since else None
    if not limit.binding:
        return "unverified", last
    if last is None:
        return "busy", None
    return ("goes", None) if today > last else ("kept", last)


def together(lines: Iterable[Line]) -> list[Line]:
    """Lines of the same kind and fate as one, in the order they came."""
    found: dict[tuple[str, str, str], Line] = {}
    for one in lines:
        key = (one.group, one.what, one.how)
        if key not in found:
            found[key] = one
            continue
        known = found[key]
        latest = max(filter(None, (known.until, one.until)), default=None)
        found[key] = replace(known, count=known.count + one.count, until=latest)
    return list(found.values())


def whole(lines: Sequence[Line], chosen: frozenset[str], last: str) -> bool:
    """Does nothing else of his stay, so that his account may go too?"""
    return last in chosen and all(
        one.how == "goes" and (one.group == last or one.group in chosen) for one in lines if one.count
    )


def may_go(lines: Sequence[Line], last: str) -> list[str]:
    """The groups of which something can go."""
    others = [one for one in lines if one.group != last]
    found = list(dict.fromkeys(one.group for one in others if one.how == "goes" and one.count))
    mine = [one for one in lines if one.group == last and one.count]
    return [*found, last] if mine and all(one.how == "goes" for one in [*others, *mine] if one.count) else found


def why_not_check(official: int | None, asker: int | None) -> str:
    return "自己的请求不能自己核对" if official == asker else ""


def why_not_approve(official: int | None, asker: int | None, checker: int | None) -> str:
    if official == asker:
        return "自己的请求不能自己批准"
    return "核对和批准不能是同一个人" if official == checker else ""
