"""Whose turn it is. One queue over all windows; a window is given only what it and its clerk may take.

Among those, in this order: who was overtaken often enough; who comes at his appointed time; who has priority; who came
first. Nobody is overtaken more than `Terms.most_passed` times, so nobody starves.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

STAGES = {"intake": "收件", "acceptance": "受理", "handout": "出件"}


@dataclass(frozen=True)
class Ground:
    """Why somebody goes first. `how` as everywhere: only what was read in the source is shown without 待核实."""

    key: str
    title: str
    proof: str
    law: str
    how: str = "remembered"


# What a hall lets go first. Priority refuses nobody: it only orders, within the bound that keeps the others moving.
GROUNDS = {
    one.key: one
    for one in (
        Ground("elder", "70 岁以上老人", "身份证", "老年人权益保障法；70 岁是大厅自己定的"),
        Ground("disabled", "残疾人", "残疾人证", "无障碍环境建设法"),
        Ground("military", "军人、残疾军人、烈属", "军人证、优待证", "军人地位和权益保障法"),
        Ground("pregnant", "孕妇、带婴儿的人", "不用证件", "大厅自己定的"),
    )
}


@dataclass(frozen=True)
class Terms:
    """A hall's own rules, no law's: how late an appointment may come and still go first, how often one may be
    overtaken, what a service takes while nothing is known, how long one is waited for."""

    grace: timedelta = timedelta(minutes=10)
    most_passed: int = 3
    minutes: tuple[tuple[str, float], ...] = (("intake", 12.0), ("acceptance", 15.0), ("handout", 5.0))
    may_miss: int = 1
    ahead_days: int = 14
    missed_in: int = 3
    missed_within_days: int = 90

    def fallback(self, stage: str) -> float:
        return dict(self.minutes).get(stage, 10.0)


TERMS = Terms()


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who waits. `due`: the appointed time; `passed`: how often one who came later went before him."""

    id: str
    arrived: datetime
    stage: str
    matter: str
    line: str
    due: datetime | None = None
    priority: bool = False
    passed: int = 0

    @property
    def order(self) -> tuple[datetime, str]:
        return self.arrived, self.id


@dataclass(frozen=True, slots=True)
class Grant:
    """What a clerk may accept: of a line (or one matter), at these stages. `until` is minded by whoever collects them."""

    line: str = ""
    matter: str = ""
    stages: frozenset[str] = frozenset(STAGES)
    ground: str = ""


@dataclass(frozen=True, slots=True)
class Desk:
    """A window with somebody at it. No lines and no matters: a general window 综合窗口 for everything."""

    number: int
    stages: frozenset[str]
    lines: frozenset[str] = frozenset()
    matters: frozenset[str] = frozenset()
    grants: tuple[Grant, ...] = field(default=())


def covers(grant: Grant, stage: str, matter: str, line: str) -> bool:
    named = grant.matter == matter if grant.matter else grant.line == line
    return named and stage in grant.stages


def why_unfit(desk: Desk, stage: str, matter: str, line: str) -> str:
    """The sentence that says why this window is not given it; empty when it may be."""
    if stage not in desk.stages:
        return f"{desk.number} 号窗口不办{STAGES.get(stage, stage)}"
    if (desk.lines or desk.matters) and line not in desk.lines and matter not in desk.matters:
        return f"{desk.number} 号窗口不办这个事项"
    if not any(covers(grant, stage, matter, line) for grant in desk.grants):
        return f"您的单位不负责这个事项，大厅也没有授权综合窗口办它的{STAGES[stage]}"
    return ""


def fits(desk: Desk, one: Waiting) -> bool:
    return not why_unfit(desk, one.stage, one.matter, one.line)


def next_ticket(desk: Desk, waiting: Iterable[Waiting], now: datetime, terms: Terms = TERMS) -> Waiting | None:
    """Whom this window calls now; None when nobody waits for what it may take."""
    return min((one for one in waiting if fits(desk, one)), key=lambda one: _rank(one, now, terms), default=None)


def _rank(one: Waiting, now: datetime, terms: Terms) -> tuple[int, datetime, str]:
    if one.passed >= terms.most_passed:
        return 0, *one.order
    if one.due and one.due <= now and one.arrived <= one.due + terms.grace:
        return 1, one.due, one.id
    return 2 if one.priority else 3, *one.order


def overtaken(chosen: Waiting, desk: Desk, waiting: Sequence[Waiting]) -> list[str]:
    """Who came earlier, could have been called here, and was not."""
    return [one.id for one in waiting if one.order < chosen.order and fits(desk, one)]
