"""Who may put whom into which post, and when an appointment is looked at again. Pure: no table, no clock.

Three powers are kept apart, as classified protection asks of every information system: who runs it, who decides about
people, who audits. `GRANTS` says which role may give which; what is in no list nobody gives.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, timedelta

BUSINESS = frozenset({"clerk", "examiner", "inspector", "approver", "supervisor", "data_steward", "matters_editor"})
GRANTS: dict[str, frozenset[str]] = {
    "personnel": BUSINESS,
    "administrator": BUSINESS | {"matters_checker", "personnel", "administrator", "auditor"},
}
CONFIRMS: dict[str, frozenset[str]] = {**GRANTS, "approver": BUSINESS | {"personnel"}}
APART = (frozenset({"auditor", "administrator"}), frozenset({"auditor", "personnel"}))
EVERYWHERE = frozenset({"administrator", "auditor"})
NEVER = date.max


@dataclass(frozen=True)
class Granter:
    """Who gives. `near`: his own agency and those directly below it."""

    user: int
    roles: frozenset[str]
    near: frozenset[int]


@dataclass(frozen=True)
class Place:
    """A post as it is given."""

    agency: int
    roles: frozenset[str]


def givable(by: Granter, powers: dict[str, frozenset[str]] | None = None) -> frozenset[str]:
    """Roles he may give (or, under `CONFIRMS`, confirm)."""
    known = GRANTS if powers is None else powers
    return frozenset().union(*(known.get(role, frozenset()) for role in by.roles))


def reaches(by: Granter, agency: int) -> bool:
    return "administrator" in by.roles or agency in by.near


def problem(
    by: Granter, place: Place, holder: int, held: Collection[str], titles: Callable[[str], str],
    powers: dict[str, frozenset[str]] | None = None,
) -> str:  # fmt: skip
    """Why `by` may not give (or confirm) `place` to `holder`, who holds the roles `held`; empty when he may."""
    if holder == by.user:
        return "不能给自己任命、延长或者复核。请同级或者上一级的人事来办"
    if not reaches(by, place.agency):
        return "只能办本机构和直接下级机构的岗位"
    if beyond := place.roles - givable(by, powers):
        return f"您的岗位不能给出“{'、'.join(sorted(map(titles, beyond)))}”。请系统管理员来办"
    for pair in APART:
        if place.roles & pair and len((set(held) | place.roles) & pair) > 1:
            return f"“{'”和“'.join(sorted(map(titles, pair)))}”不能由同一个人担任"
    return ""


def until(last: date | None) -> date | None:
    """The first day it no longer holds, from its last day."""
    return last + timedelta(days=1) if last else None


def last_day(first_without: date | None) -> date | None:
    return first_without - timedelta(days=1) if first_without else None


def term_problem(since: date, last: date | None, today: date) -> str:
    if since < today:
        return "开始的日子不能早于今天"
    return "最后一天不能早于开始的日子" if last is not None and last < since else ""


@dataclass(frozen=True)
class Review:
    """What is to be done about an appointment today: "set" its day, "tell" it, "end" it, or nothing; and the day."""

    do: str
    by: date | None


def review(
    since: date, by: date | None, told: date | None, today: date, every: int, notice: int
) -> Review:  # fmt: skip
    """Nothing ends that was not told at least `notice` days ahead, however long the house stood still."""
    if by is None:
        return Review("set", max(since + timedelta(days=every), today + timedelta(days=notice)))
    if told is None:
        due = by - timedelta(days=notice) <= today
        return Review("tell", max(by, today + timedelta(days=notice))) if due else Review("", by)
    if by <= today and told + timedelta(days=notice) <= today:
        return Review("end", today)
    return Review("", by)


def level_below(division_level: int) -> int:
    """The level of an agency (2 province … 5 township) from its division's (1 … 4); a village's office is its township's."""
    return min(division_level, 4) + 1
