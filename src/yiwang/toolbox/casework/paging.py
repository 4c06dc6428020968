"""A page of an ordered table from where the last one ended: no row is counted off to get there, and none is shown twice
because another came in above."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from .models import Case
from .narrowing import Order

NONE, APART = "-", "~"


def mark_of(case: Case, order: Order) -> str:
    """Where a row stands in the order, as an address says it."""
    return APART.join(_said(getattr(case, column)) for column in order.columns)


def _said(value: Any) -> str:
    return NONE if value is None else value.isoformat() if isinstance(value, date) else str(value)


def place(text: str, order: Order) -> list[Any] | None:
    """The other way round; None for what is no such mark."""
    parts = text.split(APART)
    if len(parts) != len(order.columns) or "\0" in text:
        return None
    try:
        return [_value(column, part) for column, part in zip(order.columns, parts, strict=True)]
    except ValueError:
        return None


def _value(column: str, text: str) -> Any:
    if column == "number":
        return text
    if column == "id":
        return UUID(text)
    if text == NONE and column in ("urgent_on", "due_on"):
        return None
    if column in ("submitted_at", "closed_at"):
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            raise ValueError(text)
        return moment
    return date.fromisoformat(text)


def page(rows: QuerySet[Case], order: Order, size: int, at: list[Any] | None, back: bool) -> tuple[list[Case], bool]:
    """The rows after `at` (before it where `back`), in the order, and whether there are more that way."""
    down = order.down != back
    found: list[Case] = []
    for part, columns, values in _stretches(rows, order, at, back):
        if values is not None:
            part = part.filter(_beyond(columns, values, down))
        names = [f"-{one}" if down else one for one in columns]
        found += part.order_by(*names)[: size + 1 - len(found)]
        if len(found) > size:
            break
    more, found = len(found) > size, found[:size]
    return (found[::-1] if back else found), more


def _stretches(
    rows: QuerySet[Case], order: Order, at: list[Any] | None, back: bool
) -> list[tuple[QuerySet[Case], tuple[str, ...], list[Any] | None]]:
    """A column that may be empty makes two stretches of the table, so that each is one stretch of an index. From the top
    both are one: the database puts the empty ones last by itself."""
    if at is None or not order.loose:
        return [(rows, order.columns, at)]
    first, *rest = order.columns
    full = rows.filter(**{f"{first}__isnull": False}), order.columns
    empty = rows.filter(**{f"{first}__isnull": True}), tuple(rest)
    if at[0] is None:
        here = (*empty, at[1:])
        return [here, (*full, None)] if back else [here]
    here = (*full, at)
    return [here] if back else [here, (*empty, None)]


def _beyond(columns: tuple[str, ...], values: list[Any], down: bool) -> Q:
    """(a, b) > (x, y), written so that an index on a serves."""
    way = "lt" if down else "gt"
    (column, *rest), (value, *others) = columns, values
    if not rest:
        return Q(**{f"{column}__{way}": value})
    beyond = Q(**{f"{column}__{way}": value}) | Q(**{column: value}) & _beyond(tuple(rest), others, down)
    return Q(**{f"{column}__{way}e": value}) & beyond
