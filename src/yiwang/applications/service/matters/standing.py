"""Which edition counts on a day, and who may let one pass: pure, like `rules`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Literal, Protocol


class Published(Protocol):
    """What the day's question needs of an edition."""

    @property
    def number(self) -> int: ...
    @property
    def effective_on(self) -> date: ...
    @property
    def withdrawn_on(self) -> date | None: ...


Standing = Literal["none", "in_force", "withdrawn"]


def in_force(editions: Iterable[Published], day: date) -> tuple[Standing, Any]:
    """The edition that counts on `day`: the latest that has taken effect. If that one was withdrawn by then, nothing
    counts until the next takes effect. One withdrawn before it took effect never was."""
    taken = [one for one in editions if one.effective_on <= day and not never_was(one)]
    if not taken:
        return "none", None
    last = max(taken, key=lambda one: (one.effective_on, one.number))
    if last.withdrawn_on is not None and last.withdrawn_on <= day:
        return "withdrawn", last
    return "in_force", last


def never_was(one: Published) -> bool:
    return one.withdrawn_on is not None and one.withdrawn_on < one.effective_on


def standing(one: Published, editions: Sequence[Published], day: date) -> str:
    """One edition's place among the others: waiting, in_force, superseded, withdrawn."""
    if one.withdrawn_on is not None and (never_was(one) or one.withdrawn_on <= day):
        return "withdrawn"
    if one.effective_on > day:
        return "waiting"
    return "in_force" if in_force(editions, day)[1] is one else "superseded"


def earliest(editions: Iterable[Published], today: date) -> date:
    """The first day the next edition may take effect: not in the past, not before one already announced."""
    announced = [one.effective_on for one in editions if not never_was(one)]
    return max([today, *announced])


def may_check(reach: tuple[int, int], division: int, province: tuple[int, int]) -> bool:
    """Who checks sits above: a prefecture what its counties submit, the province everything."""
    low, high = reach
    return low <= division <= high and (reach == province or division != low)
