"""The functions of the language, each with a body per engine, because engines disagree about dates and rounding.

A body sees no missing value: a function of something not known is not known.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from .types import Type

CENT = Decimal("0.01")
HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True)
class Function:
    """`postgres` names its arguments {0}, {1}; they arrive in parentheses and cast to their type."""

    name: str
    takes: tuple[Type, ...]
    result: Type
    python: Callable[..., Any]
    postgres: str
    says: str


def months_between(first: date, last: date) -> int:
    """Full months from `first` to `last`; a month without that day is full on its last day.

    民法典第二百零二条, remembered.
    """
    if last < first:
        return -months_between(last, first)
    months = (last.year - first.year) * 12 + last.month - first.month
    ends = last.day == monthrange(last.year, last.month)[1]
    return months - (last.day < first.day and not ends)


def age_on(birth: date, day: date) -> int:
    """Full years on `day`; the birthday counts, 1 March for those of 29 February (as `kernel.ids` has it)."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def days_between(first: date, last: date) -> int:
    return (last - first).days


def share(amount: Decimal, pct: Decimal) -> Decimal:
    return amount * pct * HUNDREDTH


def round_cents(amount: Decimal) -> Decimal:
    """To the cent, halves away from zero."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def contains(items: tuple[str, ...], item: str) -> bool:
    return item in items


def _months(first: str, last: str) -> str:
    """Full months where `first` is not after `last`, in PostgreSQL."""
    return (
        f"((extract(year FROM {last}) - extract(year FROM {first})) * 12"
        f" + extract(month FROM {last}) - extract(month FROM {first})"
        f" - CASE WHEN extract(day FROM {last}) < extract(day FROM {first})"
        f" AND extract(month FROM {last} + 1) = extract(month FROM {last}) THEN 1 ELSE 0 END)"
    )


MONTHS = f"(CASE WHEN {{1}} < {{0}} THEN -{_months('{1}', '{0}')} ELSE {_months('{0}', '{1}')} END)"
YEARS = (
    "(extract(year FROM {1}) - extract(year FROM {0}) - CASE WHEN (extract(month FROM {1}), extract(day FROM {1}))"
    " < (extract(month FROM {0}), extract(day FROM {0})) THEN 1 ELSE 0 END)"
)
N, T, D, B, L = Type.NUMBER, Type.TEXT, Type.DATE, Type.BOOLEAN, Type.LIST
FUNCTIONS = {
    f.name: f
    for f in (
        Function("age_on", (D, D), N, age_on, YEARS, "{0}到{1}的周岁"),
        Function("months_between", (D, D), N, months_between, MONTHS, "{0}到{1}的整月数"),
        Function("days_between", (D, D), N, days_between, "({1} - {0})::numeric", "{0}到{1}的天数"),
        Function("share", (N, N), N, share, "({0} * {1} * 0.01)", "{0}的百分之{1}"),
        Function("round_cents", (N,), N, round_cents, "round({0}, 2)", "{0}（到分）"),
        Function("length", (T,), N, len, "length({0})::numeric", "{0}的字数"),
        Function("contains", (L, T), B, contains, "(CASE WHEN {1} IS NOT NULL THEN {1} = ANY({0}) END)", "{0}里有{1}"),
    )
}
