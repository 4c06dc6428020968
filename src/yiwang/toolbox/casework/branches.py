"""The parts of a case as its page shows them: whose each is, how far, by when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from yiwang.kernel.worktime import Calendar
from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base import api as standards

from . import rules
from .clockwork import days_left
from .definition import Flow
from .flows import flows
from .models import Case, SubCase
from .reach import within_reach

STATES = {
    "granted": "办成了", "done": "办完了", "refused": "没有批准", "declined": "没有受理", "withdrawn": "申请人撤回",
    "ended": "终止办理", "failed": "没有开出", "moot": "不用办了", "revoked": "已撤销",
}  # fmt: skip


@dataclass(frozen=True)
class Part:
    """One part. `tone` is good, bad, warn (its applicant must do something), stop or info; `number` is empty where it is
    no case (yet) or out of the reader's reach: then `says` tells why there is none."""

    title: str
    agency: str
    state: str
    tone: str
    number: str
    says: str
    due_on: date | None
    days_left: int | None
    light: str


def parts_of(viewer: security.Actor, case: Case, flow: Flow) -> list[Part]:
    """In the declared order; empty for a case that opens none. A part's own people's words stay with them: what is shown is
    what the whole is told."""
    if not any(step.opens for step in flow.steps):
        return []
    rows = list(case.subcases.filter(stands=True).order_by("step", "place"))
    near = dict(
        within_reach(Case.objects.all(), viewer)
        .filter(part_of=case.number, number__in=[one.number for one in rows if one.number])
        .values_list("number", "status")
    )
    calendar = standards.calendar()
    words = _words(flow)
    return [_part(one, near, calendar, words.get((one.step, one.key), {})) for one in rows]


def _words(flow: Flow) -> dict[tuple[str, str], Mapping[Any, str]]:
    """What an outcome is called in the parts that go a way of their own."""
    return {
        (step.key, one.key): flows[one.flow].words for step in flow.steps for one in step.opens if one.flow in flows
    }


def _part(row: SubCase, near: dict[str, str], calendar: Calendar, words: Mapping[Any, str]) -> Part:
    state, tone = _state(row, near.get(row.number, ""))
    state = words.get(row.outcome, state) if row.state == "done" else state
    left = days_left(row.due_on, calendar) if row.state == "open" else None
    return Part(
        row.title, row.agency_name, state, tone, row.number if row.number in near else "", row.says,
        row.due_on if row.state == "open" else None, left, rules.light(left, row.stopped),
    )  # fmt: skip


def _state(row: SubCase, status: str) -> tuple[str, str]:
    if row.state == "planned":
        return "等前面的办好", "stop"
    if row.state == "done":
        good = row.outcome in rules.GOOD
        return STATES.get(row.outcome, row.outcome), "good" if good else "stop" if row.outcome == "moot" else "bad"
    if status == "supplementing":
        return rules.STATUS_TITLES["supplementing"], "warn"
    return ("特别程序中", "stop") if row.stopped else ("办理中", "info")


def settled(parts: Iterable[Part]) -> int:
    """How many are over, however."""
    return sum(one.tone in ("good", "bad") or one.state == STATES["moot"] for one in parts)


def whole_of(viewer: security.Actor, case: Case) -> str:
    """The number of the whole a sub-case belongs to, where `viewer` may see that; else empty."""
    reach = within_reach(Case.objects.all(), viewer).filter(number=case.part_of) if case.part_of else None
    return case.part_of if reach is not None and reach.exists() else ""
