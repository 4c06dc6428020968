"""A rehearsal 演练: a flow played through with invented people and invented days. It moves by the very rules and clock that
cases move by; what it comes to is a value in the hand of who plays, and no row is written anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from pydantic import TypeAdapter

from yiwang.kernel.worktime import Clock, Due
from yiwang.kernel.worktime import Stop as Pause
from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base import api as standards

from . import clockwork, rules
from .definition import Flow, Step, Verdict
from .errors import AlreadySigned, CannotFollow, NoConsent, NotInForce, SamePerson

MORNING = time(9)
PEOPLE = ("甲", "乙", "丙")
MOST_DAYS, MOST_LINES = 60, 200


@dataclass(frozen=True)
class Told:
    """A line of the rehearsal's history."""

    day: date
    who: str
    says: str
    step: str = ""
    verdict: str = ""


@dataclass(frozen=True)
class Halt:
    kind: str
    title: str
    since: date
    until: date | None = None


@dataclass(frozen=True)
class Played:
    """Where a rehearsed case stands on `day`. `opened`: since when its step waits for somebody; None where nobody can act."""

    day: date
    step: str
    received: date
    status: rules.Status = "submitted"
    outcome: str = ""
    opened: date | None = None
    seated: bool = False
    accepted: date | None = None
    limit: dict[str, Any] | None = None
    extended: int = 0
    halts: tuple[Halt, ...] = ()
    signed: tuple[str, ...] = ()
    signing: str = ""
    doers: tuple[tuple[str, str], ...] = ()
    lines: tuple[Told, ...] = ()

    def told(self, who: str, says: str, step: str = "", verdict: str = "") -> Played:
        return replace(self, lines=(*self.lines, Told(self.day, who, says, step, verdict)))


_shape = TypeAdapter(Played)


def to_data(played: Played) -> dict[str, Any]:
    """As JSON can hold it."""
    return _shape.dump_python(played, mode="json")  # type: ignore[no-any-return]


def from_data(data: Mapping[str, Any]) -> Played:
    return _shape.validate_python(data)


def begin(flow: Flow, day: date) -> Played:
    return Played(day, flow.start.key, received=day, opened=day).told("申请人", "提交申请")


def choices(flow: Flow, played: Played) -> list[Verdict]:
    """What can be decided now; where a message is awaited, what it could say."""
    step = flow.step(played.step)
    if step is None or played.opened is None or played.status == "closed":
        return []
    return list(step.verdicts) if step.by_itself else rules.offered(step, played.status)


def give(flow: Flow, played: Played, verdict: str, who: str, *, kind: str = "", agreed: bool = True) -> Played:
    """`who` decides. Raises what the engine raises: `CannotFollow`, `SamePerson`, `NoConsent`, `AlreadySigned`."""
    step = flow.step(played.step)
    chosen = next((one for one in choices(flow, played) if one.key == verdict), None)
    if step is None or chosen is None:
        raise CannotFollow(now=rules.STATUS_TITLES[played.status], wanted=verdict)
    if before := next((key for key, did in played.doers if key in step.not_by and did == who), ""):
        raise SamePerson(step=(flow.step(before) or step).title)
    votes = [agreed] * len(step.seats) if played.seated else []
    if votes and rules.binds(step, chosen) and rules.tally(step.consent, step.share, votes) == "failed":
        raise NoConsent(how="有人不同意", wanted=chosen.title)
    if step.people > 1 and not step.by_itself:
        signed = played.signed if played.signing in ("", chosen.key) else ()
        if who in signed:
            raise AlreadySigned(role=security.role_titles.get(step.by, step.by))
        signed = (*signed, who)
        if rules.signatures_missing(step, [PEOPLE.index(one) for one in signed]):
            return replace(played, signed=signed, signing=chosen.key).told(who, f"{step.title}：签字，{chosen.title}")
    doers = played.doers if step.by_itself else (*played.doers, (step.key, who))
    return _carry(flow, replace(played, doers=doers), step, chosen, "别处" if step.by_itself else who, kind)


def _carry(flow: Flow, played: Played, step: Step, verdict: Verdict, who: str, kind: str) -> Played:
    move = rules.follow(step, verdict, played.status)
    now = replace(
        played, status=move.status, outcome=move.outcome or played.outcome, signed=(), signing="", opened=None
    )
    if move.accepts or move.clock == "start":
        now = _accept(flow, now, now.day)
    if step.stops:
        now = _go(now, step.stops)
    if verdict.effect == "pause":
        now = _halt(flow, now, kind)
    now = now.told(who, verdict.past or f"{step.title}：{verdict.title}", step.key, verdict.key)
    now = replace(now, step=move.step)
    following = flow.step(move.step)
    if following and not move.closes and move.status not in ("supplementing", "paused"):
        now = _enter(flow, now, following)
    return now


def _accept(flow: Flow, played: Played, day: date) -> Played:
    return replace(played, accepted=day, limit=clockwork.limit_on(flow.limit, day))


def _enter(flow: Flow, played: Played, step: Step) -> Played:
    now = replace(played, step=step.key, opened=played.day, seated=bool(step.seats))
    return _halt(flow, now, step.stops) if step.stops else now


def _halt(flow: Flow, played: Played, kind: str) -> Played:
    special = flow.special(kind)
    if special is None:
        raise CannotFollow(now=rules.STATUS_TITLES[played.status], wanted=kind or "特别程序")
    return replace(played, halts=(*played.halts, Halt(special.key, special.title, played.day)))


def _go(played: Played, kind: str = "") -> Played:
    """End the stop that is open."""
    ended = tuple(
        replace(one, until=played.day) if one.until is None and kind in ("", one.kind) else one for one in played.halts
    )
    return replace(played, halts=ended)


def resubmit(flow: Flow, played: Played) -> Played:
    """The applicant hands in what was missing."""
    step = flow.step(played.step)
    if played.status != "supplementing" or step is None:
        raise CannotFollow(now=rules.STATUS_TITLES[played.status], wanted="补交材料")
    now = replace(played, status="submitted", received=played.day)
    return _enter(flow, now, step).told("申请人", "补交材料")


def resume(flow: Flow, played: Played, who: str) -> Played:
    """The special procedure is over."""
    step = flow.step(played.step)
    halt = next((one for one in played.halts if one.until is None), None)
    if played.status != "paused" or halt is None or step is None:
        raise CannotFollow(now=rules.STATUS_TITLES[played.status], wanted="恢复计时")
    return _enter(flow, _go(replace(played, status="accepted")), step).told(who, f"{halt.title}结束，恢复计时")


def extend(flow: Flow, played: Played, who: str) -> Played:
    """The one extension. Raises `CannotFollow`, and `NotInForce` where its number was never read."""
    if played.status not in ("accepted", "paused") or played.extended or not flow.extension:
        raise CannotFollow(
            now="已经延长过一次" if played.extended else rules.STATUS_TITLES[played.status], wanted="延长期限"
        )
    more = clockwork.limit_on(flow.extension, played.accepted or played.day)
    if more["how"] != "read":
        raise NotInForce(what=more["ground"], use="延长期限")
    return replace(played, extended=more["days"]).told(who, f"期限延长 {more['days']} 个工作日")


def let_pass(flow: Flow, played: Played, working_days: int) -> Played:
    """So many working days go by, and whatever they do by themselves: silence past the intake limit accepts."""
    until = standards.calendar().working_day_after(played.day, max(0, min(working_days, MOST_DAYS))).day
    while played.day < until:
        played = _silent(flow, replace(played, day=played.day + timedelta(days=1)))
    return played


def _silent(flow: Flow, played: Played) -> Played:
    step, due = flow.step(played.step), task_due(flow, played)
    if (
        step is None
        or due is None
        or due >= played.day
        or played.status != "submitted"
        or step.late != "deemed_accepted"
    ):
        return played
    accept = next((one for one in step.verdicts if one.effect == "accept"), None)
    if accept is None:
        return played
    now = _accept(flow, replace(played, status="accepted", opened=None), played.received)
    now = now.told("系统", "逾期没有告知，自收到之日起视为受理", step.key, accept.key)
    now = replace(now, step=accept.to, signed=(), signing="")
    following = flow.step(accept.to)
    return _enter(flow, now, following) if following else now


def task_due(flow: Flow, played: Played) -> date | None:
    """The last day of the step itself. Days pass here, no hours: a limit in hours ends on the day it would if it began in
    the morning."""
    step = flow.step(played.step)
    if step is None or played.opened is None:
        return None
    return clockwork.step_ends(step, played.opened, datetime.combine(played.opened, MORNING)).day


def due(played: Played) -> Due | None:
    """The law's last day; None before acceptance and while the clock stands still."""
    if played.accepted is None or played.limit is None:
        return None
    stops = tuple(Pause(one.since, one.until) for one in played.halts)
    clock = Clock(played.accepted, played.limit["days"] + played.extended, played.limit["unit"], stops)
    return clock.due(standards.calendar())


def left(flow: Flow, played: Played) -> int | None:
    """Working days after the rehearsed day up to the day that presses now."""
    law = due(played)
    last = law.day if law else task_due(flow, played)
    return standards.calendar().working_days_between(played.day, last) if last else None


def light(flow: Flow, played: Played) -> rules.Light:
    return rules.light(left(flow, played), played.status in ("supplementing", "paused", "decided", "closed"))
