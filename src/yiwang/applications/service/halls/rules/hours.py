"""Opening hours as somebody types them: "9:00-12:00 13:00-17:00", a line a weekday. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import time

SPAN = re.compile(r"(\d{1,2})[:：](\d{2})\s*(?:-|－|—|–|至|到|~)+\s*(\d{1,2})[:：](\d{2})")
BETWEEN = re.compile(r"[\s,，、;；]*")
CLOSED = ("", "休息", "不开", "无", "-", "—")


class Unclear(ValueError):
    """What was typed for a day is not hours; the message says how to write them."""


def spans_in(text: str) -> list[list[str]]:
    """`[["09:00", "12:00"], …]`, early ones first. Raises `Unclear`."""
    text = text.strip()
    if text in CLOSED:
        return []
    if BETWEEN.sub("", SPAN.sub("", text)):
        raise Unclear(f"“{text[:40]}”看不懂。请写成 9:00-12:00 13:00-17:00，休息的那天留空")
    return _in_order([_span(*found) for found in SPAN.findall(text)])


def _span(*parts: str) -> tuple[time, time]:
    hours = [int(part) for part in parts]
    if hours[0] > 23 or hours[2] > 23 or hours[1] > 59 or hours[3] > 59:
        raise Unclear(f"“{parts[0]}:{parts[1]}-{parts[2]}:{parts[3]}”不是一天里的时间")
    low, high = time(hours[0], hours[1]), time(hours[2], hours[3])
    if low >= high:
        raise Unclear(f"{low:%H:%M} 到 {high:%H:%M}：关门要晚于开门")
    return low, high


def _in_order(spans: Sequence[tuple[time, time]]) -> list[list[str]]:
    ordered = sorted(spans)
    for (_, ended), (begins, _) in zip(ordered, ordered[1:], strict=False):
        if begins < ended:
            raise Unclear(f"{begins:%H:%M} 开始的一段和前一段重叠了")
    return [[f"{low:%H:%M}", f"{high:%H:%M}"] for low, high in ordered]


def as_typed(weekly: Mapping[str, Sequence[Sequence[str]]], day: int) -> str:
    """What stands in the field of a weekday (0 Monday)."""
    return " ".join(f"{low}-{high}" for low, high in weekly.get(str(day), ()))
