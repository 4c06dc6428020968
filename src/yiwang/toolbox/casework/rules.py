"""The law of moving: pure functions of a definition and where a case stands."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from .definition import ENDS, Consent, Flow, Step, Verdict

Status = Literal["submitted", "supplementing", "accepted", "paused", "decided", "closed"]
STATUS_TITLES: dict[str, str] = {
    "submitted": "已提交", "supplementing": "等您补材料", "accepted": "办理中", "paused": "特别程序中", "decided": "已决定",
    "closed": "已办结",
}  # fmt: skip
OUTCOMES: dict[str, str] = {
    "granted": "准予许可", "refused": "不予许可", "declined": "不予受理", "withdrawn": "申请人撤回", "revoked": "已撤销",
    "ended": "终止办理", "merged": "并入别的办件",
}  # fmt: skip
WARN_DAYS = 2


def status_title(status: str, *, moved: bool) -> str:
    """`moved`: the case has left its first step. Some flows have nothing to accept (a petition is handled from the first day)."""
    return STATUS_TITLES["accepted" if moved and status == "submitted" else status]


def posts(flow: Flow, agency: int, tasks: Iterable[tuple[int, str]]) -> frozenset[tuple[int, str]]:
    """Who works on a case: the roles of its steps at its agency, and wherever a task of it went (agency, role)."""
    return frozenset({*((agency, step.by) for step in flow.steps), *tasks})


@dataclass(frozen=True)
class Move:
    """What a verdict does. `clock` is "start", "stop", "go" (on) or "" (untouched). `accepts` where an application is
    accepted and decided in one act 当场办结."""

    step: str
    status: Status
    clock: Literal["start", "stop", "go", ""] = ""
    outcome: str = ""
    closes: bool = False
    accepts: bool = False


def follow(step: Step, verdict: Verdict, status: Status) -> Move:
    """Where `verdict`, given at `step`, takes a case that stands at `status`."""
    onward = verdict.to or step.key
    match verdict.effect:
        case "accept":
            return Move(onward, "accepted", clock="start")
        case "decline":
            return Move(step.key, "closed", outcome="declined", closes=True)
        case "supplement":
            return Move(step.key, "supplementing")
        case "pause":
            return Move(step.key, "paused", clock="stop")
        case "grant":
            return Move(onward, "decided", clock="stop", outcome="granted", accepts=status == "submitted")
        case "refuse":
            return Move(onward, "decided", clock="stop", outcome="refused", accepts=status == "submitted")
        case "revoke":
            return Move(step.key, "closed", outcome="revoked", closes=True)
        case "finish":
            return Move(step.key, "closed", closes=True)
        case _:
            return Move(onward, status)


def leads_to(step: Step, verdict: Verdict) -> str:
    """The key of the step a case stands at after `verdict`; "" where it ends there."""
    move = follow(step, verdict, "submitted")
    return "" if move.closes else move.step


def offered(step: Step, status: Status, goes_back: bool = False) -> list[Verdict]:
    """The verdicts that make sense now: nothing is decided while the applicant or a special procedure is awaited,
    what was accepted is not declined any more, and only what was decided
    can be taken back: here, or in the case this one `goes_back` to."""
    if status in ("supplementing", "paused", "closed") or step.by_itself:
        return []
    return [one for one in step.verdicts if _in_season(one, status, goes_back)]


def _in_season(verdict: Verdict, status: Status, goes_back: bool) -> bool:
    if verdict.effect in ("accept", "decline", "supplement"):
        return status == "submitted"
    if verdict.effect in ("grant", "refuse"):
        return status != "decided"
    return verdict.effect != "revoke" or goes_back or status == "decided"


def may_withdraw(status: Status) -> bool:
    """An applicant may take an application back until it is decided."""
    return status in ("submitted", "supplementing", "accepted", "paused")


def told_anew(first: Collection[str], now: Collection[str]) -> list[str]:
    """Items of a later supplement notice that the first one did not name. 行政许可法 art. 32(4): everything is told at
    once, so a later notice may only repeat what is still missing of the first."""
    return [item for item in now if first and item not in first]


def outcome_words(flow: Flow, outcome: str) -> str:
    """What an outcome is called in cases of this kind; "" where there is none yet."""
    return flow.words.get(outcome) or OUTCOMES.get(outcome, "")  # type: ignore[call-overload, no-any-return]


Light = Literal["green", "yellow", "red", "grey"]


def light(days_left: int | None, stopped: bool, *, over: bool = False) -> Light:
    """Grey while nothing is counted; red past the limit (`over`: one counted in hours); yellow on its last days."""
    if stopped or days_left is None:
        return "grey"
    if days_left < 0 or over:
        return "red"
    return "yellow" if days_left <= WARN_DAYS else "green"


def number_of(division: int, year: int, month: int, serial: int) -> str:
    """530102-2611-000042: the county, the month of submission, a serial number."""
    return f"{division // 10**6:06d}-{year % 100:02d}{month:02d}-{serial:06d}"


def targets(step: Step) -> Iterator[str]:
    for verdict in step.verdicts:
        if verdict.effect not in ENDS:
            yield verdict.to or step.key


def stuck(flow: Flow) -> list[str]:
    """Steps from which no end can be reached: nobody must ever be left in one."""
    reaching = {step.key for step in flow.steps if any(verdict.effect in ENDS for verdict in step.verdicts)}
    while True:
        more = {step.key for step in flow.steps if reaching & set(targets(step))} - reaching
        if not more:
            return [step.key for step in flow.steps if step.key not in reaching]
        reaching |= more


def unreached(flow: Flow) -> list[str]:
    """Steps nothing leads to."""
    seen, front = {flow.start.key}, [flow.start]
    while front:
        step = front.pop()
        for key in targets(step):
            following = flow.step(key)
            if following and key not in seen:
                seen.add(key)
                front.append(following)
    return [step.key for step in flow.steps if step.key not in seen]


def signatures_missing(step: Step, signed: Sequence[int]) -> int:
    """How many more people must sign. The same person signs once."""
    return max(0, step.people - len(set(signed)))


Standing = Literal["open", "passed", "failed"]


def tally(rule: Consent, share: int, votes: Sequence[bool | None]) -> Standing:
    """How signing together stands: True agrees, False does not, None has not said. It is settled as soon as nothing that
    can still be said would change it; only under "all" everybody is heard first."""
    agree, missing = votes.count(True), votes.count(None)
    needed = {"any": min(1, len(votes)), "share": -(-share * len(votes) // 100)}.get(rule, len(votes))
    if rule == "all" and missing:
        return "open"
    if agree >= needed:
        return "passed"
    return "open" if agree + missing >= needed else "failed"


def binds(step: Step, verdict: Verdict) -> bool:
    """Does `verdict` need the agreement of who signs beside? Where the flow does not say: whatever moves a case on."""
    if any(one.consent for one in step.verdicts):
        return verdict.consent
    return verdict.effect in ("accept", "grant", "forward", "finish") and verdict.tone != "bad"


def not_alike(step: Step, verdict: Verdict) -> str:
    """Why a verdict is not given to many cases at once; "" where it may be: whatever needs judgement of its own, a record
    or a list is given case by case."""
    if verdict.effect not in ("accept", "forward", "finish") or verdict.tone == "bad" or verdict.enrols:
        return "要一件一件判断"
    if step.form:
        return "要一件一件填写记录"
    return "要一件一件写明" if set(verdict.needs) - {"reason"} else ""


def way_out(step: Step, status: Status, goes_back: bool = False) -> bool:
    """Can the step be left although somebody beside does not agree?"""
    return any(not binds(step, one) for one in offered(step, status, goes_back))


def reasons(days: int, awaited: Sequence[str], told: Sequence[str], extended: int) -> list[str]:
    """Why a case takes long, in words: how many working days it stands where it is, for whom it waits, what it went through."""
    found = [f"这一环节已经 {days} 个工作日"] if days > 0 else []
    if awaited:
        found.append(f"在等{'、'.join(awaited)}回复")
    for verb, word in (("sent_back", "驳回过"), ("paused", "停过表")):
        if many := told.count(verb):
            found.append(f"{word} {many} 次")
    return [*found, f"延长过 {extended} 天"] if extended else found


GOES_ON: dict[Status, Status] = {"supplementing": "submitted", "paused": "accepted"}  # once what is awaited has come


def leads_out(flow: Flow, step: Step, status: Status, goes_back: bool = False) -> bool:
    """Can a case that stands at `step` in `status` still come to an end, by nothing but what is offered on its way?"""
    seen: set[tuple[str, Status]] = set()
    front: list[tuple[str, Status]] = [(step.key, status)]
    while front:
        key, now = front.pop()
        here = flow.step(key)
        if here is None or (key, now) in seen:
            continue
        seen.add((key, now))
        for verdict in here.verdicts if here.by_itself else offered(here, now, goes_back):
            move = follow(here, verdict, now)
            if move.closes:
                return True
            front.append((move.step, GOES_ON.get(move.status, move.status)))
    return False


def back_to(flow: Flow, step: Step, status: Status, done: Collection[str], goes_back: bool = False) -> list[Step]:
    """驳回: the steps a case may be sent back to from `step`. It went through them (`done`), people act there, and from
    there it can still come to an end: where acceptance was, nothing is left to do once it is accepted. What is decided is
    not sent back but put right by a case of its own."""
    if status not in ("submitted", "accepted"):
        return []
    return [
        one for one in flow.steps
        if one.key in done and one.key != step.key and peopled(one) and leads_out(flow, one, status, goes_back)
    ]  # fmt: skip


def peopled(step: Step) -> bool:
    """Is it a step people simply do: nothing awaited, no rule, no special procedure?"""
    return not (step.by_itself or step.auto or step.stops)


def jump_to(flow: Flow, step: Step, status: Status, done: Collection[str]) -> list[Step]:
    """跳转: the steps a case may be taken to past the way the flow shows, by who leads. People act there, it still comes to
    an end from there, and no step on between that the law makes a `must` is left undone."""
    if status not in ("submitted", "accepted") or step.key not in {one.key for one in flow.steps}:
        return []
    at = flow.steps.index(step)
    found = []
    for place, one in enumerate(flow.steps):
        skipped = [each for each in flow.steps[at:place] if each.must and each.key not in done]
        somebody = peopled(one) and offered(one, status)
        if place != at and somebody and not skipped and leads_out(flow, one, status):
            found.append(one)
    return found


def whole_due(own: date | None, parts: Iterable[tuple[date | None, bool]]) -> date | None:
    """The last day of a case whose parts share its time: that of whichever part is due last, since a part's special
    procedure is not counted for it. Nobody knows it (None) while a part stands in one."""
    days = list(parts)
    if own is None or any(stopped for _, stopped in days):
        return None
    return max([own, *(day for day, _ in days if day is not None)])


def joined(step: Step, outcomes: Sequence[str]) -> Standing:
    """How the sub-cases of a step stand together: "" is under way, a grant (or an end without a decision) counts as yes."""
    return tally(step.join, step.share, [None if not one else one in GOOD for one in outcomes])


GOOD = ("granted", "done")


def rings(flow: Flow) -> list[str]:
    """Automatic steps that lead to one another in a circle: a case would never come to rest."""
    onward = {step.key: set(targets(step)) for step in flow.steps if step.auto}
    found = []
    for key in onward:
        seen: set[str] = set()
        front = [key]
        while front:
            for following in onward.get(front.pop(), set()) - seen:
                seen.add(following)
                front.append(following)
        if key in seen:
            found.append(key)
    return found
