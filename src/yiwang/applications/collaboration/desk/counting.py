"""The monthly counts as their address says them: how far back, by what, narrowed to what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlencode

from django.http import QueryDict

from yiwang.kernel import clock
from yiwang.kernel.chart import Column, stacked
from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base import api as standards
from yiwang.toolbox.casework import api as casework

SPANS, SPAN = (3, 6, 12, 24), 6
BY = {"agency": "单位", "matter": "事项", "channel": "渠道"}
CHANNELS = {"mobile": "手机", "pc": "电脑", "web": "网上", "window": "窗口", "kiosk": "自助终端", "phone": "12345 电话",
            "hotline": "12345 电话", "helper": "帮办代办", "import": "旧系统迁入"}  # fmt: skip
HEAD = ("收件", "受理", "补正过", "不予", "撤回", "已决定", "按期", "按期率", "已办结", "中位天数")


@dataclass(frozen=True)
class Counts:
    """`rows` one for each month and whatever it is grouped by; `total` the same months without grouping."""

    months: int
    by: list[str]
    narrowed: dict[str, str]
    rows: list[casework.Figures]
    total: list[casework.Figures]
    columns: list[Column] = field(default_factory=list)

    @property
    def titles(self) -> list[str]:
        return [BY[key] for key in self.by]

    @property
    def sums(self) -> dict[str, int]:
        keys = ("received", "accepted", "supplemented", "refused", "withdrawn", "decided", "on_time", "closed")
        return {key: sum(getattr(one, key) for one in self.total) for key in keys}

    @property
    def on_time(self) -> float | None:
        found = self.sums
        return 100 * found["on_time"] / found["decided"] if found["decided"] else None

    @property
    def address(self) -> str:
        said = {"months": self.months, "by": self.by or "none", **self.narrowed}
        return "?" + urlencode(said, doseq=True)


def asked(viewer: security.Actor, query: QueryDict) -> Counts:
    text = query.get("months", "")
    months = int(text) if text in {str(span) for span in SPANS} else SPAN
    by = [key for key in BY if key in query.getlist("by")] if "by" in query else ["matter"]
    narrowed = {key: query.get(key, "")[:120] for key in ("agency", "matter", "channel") if query.get(key, "")}
    agency = narrowed.get("agency", "")
    number = int(agency) if agency.isascii() and agency.isdigit() and len(agency) < 10 else None
    since, until = span(clock.today(), months)
    ask = {"agency": number, "matter": narrowed.get("matter", ""), "channel": narrowed.get("channel", "")}
    total = casework.figures(viewer, since, until, **ask)  # type: ignore[arg-type]
    rows = casework.figures(viewer, since, until, by, **ask) if by else total  # type: ignore[arg-type]
    return Counts(months, by, narrowed, rows, total, _columns(total, since, months))


def span(today: date, months: int) -> tuple[date, date]:
    """From the first day of the month that many months ago, this month included, until the first of the next."""
    at = today.year * 12 + today.month
    first = at - months
    return date(first // 12, first % 12 + 1, 1), date(at // 12, at % 12 + 1, 1)


def _columns(total: Sequence[casework.Figures], since: date, months: int) -> list[Column]:
    """A column a month: decided in time, decided late, not decided yet, ended without a decision."""
    known = {(one.month.year, one.month.month): one for one in total}
    made = []
    for number in range(months):
        at = since.year * 12 + since.month - 1 + number
        key = (at // 12, at % 12 + 1)
        one = known.get(key)
        decided, on_time = (one.decided, one.on_time) if one else (0, 0)
        ended = max(0, one.closed - decided) if one else 0
        open_ones = max(0, one.received - decided - ended) if one else 0
        label = f"{key[1]}月" if months <= 12 else str(key[1])
        made.append((label, [("good", on_time), ("bad", decided - on_time), ("3", ended), ("open", open_ones)]))
    return stacked(made)


def named(key: str, value: str) -> str:
    return CHANNELS.get(value, value) if key == "channel" else value


def agencies(viewer: security.Actor) -> list[standards.Agency]:
    """The agencies to narrow to, where there are several in reach and not too many to choose from."""
    if len(viewer.agencies) < 2 or len(viewer.agencies) > 400:
        return []
    return list(standards.Agency.objects.filter(pk__in=sorted(viewer.agencies)).order_by("level", "division_id", "pk"))


def as_table(found: Counts) -> Iterator[list[object]]:
    """The table for a file."""
    yield ["收件月份", *found.titles, *HEAD]
    for one in found.rows:
        yield [
            f"{one.month:%Y-%m}", *(named(key, one.names[key]) for key in found.by), one.received, one.accepted,
            one.supplemented, one.refused, one.withdrawn, one.decided, one.on_time,
            None if one.share is None else round(one.share, 1), one.closed,
            None if one.median is None else round(one.median, 1),
        ]  # fmt: skip
