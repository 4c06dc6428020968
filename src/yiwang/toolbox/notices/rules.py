"""When a document counts as served, and from when a citizen's days run. Pure: days and the law's numbers come in.

Administrative law sends service to the civil procedure law where it is silent (行政许可法 art. 44, 行政处罚法 art. 61);
the numbers there were written from memory (`remembered`), so they mark a document as served, 待核实, and start no limit
against anybody: only a day on which he is known to have it does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Method = Literal["electronic", "pickup", "post", "public_notice"]
METHODS: dict[Method, str] = {
    "electronic": "电子送达", "pickup": "当面领取", "post": "邮寄送达", "public_notice": "公告送达",
}  # fmt: skip
BY_SENDING: frozenset[Method] = frozenset({"electronic", "public_notice"})  # these count without a receipt


@dataclass(frozen=True)
class Rule:
    """The law's days of a method: counted from the sending (`BY_SENDING`), otherwise from the day on the receipt."""

    days: int
    ground: str
    how: Literal["read", "remembered"]


@dataclass(frozen=True)
class Served:
    """`day` it counts as served, and why."""

    day: date
    ground: str
    how: Literal["read", "remembered"]


RECEIPT = "本人确认收到"


def served(method: Method, rule: Rule, sent_on: date, received_on: date | None = None) -> Served | None:
    """The day of service; None while only a receipt could tell and there is none. A receipt before the legal fiction
    takes its place."""
    if method not in BY_SENDING:
        return Served(received_on + timedelta(days=rule.days), rule.ground, rule.how) if received_on else None
    fiction = Served(sent_on + timedelta(days=rule.days), rule.ground, rule.how)
    if received_on and received_on < fiction.day:
        return Served(received_on, RECEIPT, "read")
    return fiction


def runs_from(document: Served | None, received_on: date | None) -> date | None:
    """The day after which the days for review or a lawsuit are counted: his actual receipt; without one, the legal
    fiction, but only where its rule was read in the source. None: nothing runs yet."""
    if received_on:
        return received_on
    return document.day if document and document.how == "read" else None
