"""What a signature is worth, from what was found about it. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

State = Literal["good", "bad", "unsure", "unsigned"]


@dataclass(frozen=True)
class Step:
    """One thing looked at. `good` None: it could not be decided here; `says` tells why."""

    key: str
    title: str
    good: bool | None
    says: str


def state_of(steps: Iterable[Step]) -> State:
    """One failure outweighs all else, then one thing nobody could decide."""
    answers = [step.good for step in steps]
    if False in answers:
        return "bad"
    return "unsure" if None in answers or not answers else "good"


def whole(states: Iterable[State]) -> State:
    """Of a file: its worst signature's. Without any signature: `unsigned`."""
    found = list(states)
    return next((one for one in ("bad", "unsure") if one in found), "good") if found else "unsigned"


def day(moment: datetime) -> str:
    return f"{moment.year}年{moment.month}月{moment.day}日"


def seal_dates(at: datetime, since: datetime, until: datetime) -> Step:
    key, title = "seal_dates", "印章有效期"
    if at > until:
        return Step("seal_expired", title, False, f"盖章时电子印章已经过期：有效期到 {day(until)}，盖章在 {day(at)}")
    if at < since:
        return Step("seal_not_yet", title, False, f"盖章时电子印章还没有生效：从 {day(since)} 起，盖章在 {day(at)}")
    return Step(key, title, True, f"盖章时在有效期内（{day(since)}至{day(until)}）")


def certificate_dates(who: str, at: datetime, since: datetime, until: datetime) -> Step:
    key, title = ("signer_dates", "签章人证书有效期") if who == "signer" else ("maker_dates", "制章人证书有效期")
    if since <= at <= until:
        return Step(key, title, True, f"当时在有效期内（到 {day(until)}）")
    how = "已经过期" if at > until else "还没有生效"
    return Step(key, title, False, f"当时证书{how}：有效期 {day(since)}至{day(until)}，用在 {day(at)}")
