"""Values by date: what the law says on a day, never what it says now. Changing the future leaves the past alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Generic, TypeVar

from .errors import DomainError

T = TypeVar("T")


class NotYetInForce(DomainError):
    """“{what}”从 {first} 起才有规定，{day} 这一天没有可用的数"""

    code = "kernel.not_yet_in_force"
    status = 422


@dataclass(frozen=True)
class Span(Generic[T]):
    """`value` holds from `since` to `until`, both included; `until` None: still."""

    since: date
    until: date | None
    value: T


class Dated(Generic[T]):
    """A value that changes on days.

    >>> limit = Dated("办结时限", {date(2015, 1, 1): 5, date(2021, 6, 1): 1})
    >>> limit.on(date(2021, 5, 31)), limit.on(date(2021, 6, 1))
    (5, 1)
    """

    def __init__(self, what: str, values: Mapping[date, T]) -> None:
        if not values:
            raise ValueError(f"{what}: at least one value is needed")
        self.what = what
        self._values = tuple(sorted(values.items(), key=lambda item: item[0]))

    def on(self, day: date) -> T:
        """The latest value whose day is not after `day`. Before the first: `NotYetInForce`, never a guess."""
        for since, value in reversed(self._values):
            if since <= day:
                return value
        raise NotYetInForce(what=self.what, first=self.first, day=day)

    @property
    def first(self) -> date:
        return self._values[0][0]

    def spans(self) -> Iterator[Span[T]]:
        """All values with the days they hold, oldest first."""
        ends = [since - timedelta(days=1) for since, _ in self._values[1:]]
        for (since, value), until in zip(self._values, [*ends, None], strict=True):
            yield Span(since, until, value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Dated) and (self.what, self._values) == (other.what, other._values)

    def __hash__(self) -> int:
        return hash((self.what, tuple(since for since, _ in self._values)))

    def __repr__(self) -> str:
        return f"Dated({self.what!r}, {dict(self._values)!r})"
