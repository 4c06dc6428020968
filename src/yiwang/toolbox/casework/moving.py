"""Carrying out what a verdict does, whoever gave it: an official, a message from elsewhere, or a rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from yiwang.kernel import clock
from yiwang.pillars.security.base import api as security
from yiwang.toolbox.forms import api as forms

from . import asides, clockwork, conditions, enrolling, history, papers, planning, rules
from .answering import answers_of
from .definition import Flow, Step, Verdict
from .errors import CannotFollow
from .flows import flow_of
from .models import Case, Stop, Task
from .opening import open_task

VERBS = {
    "accept": "accepted", "decline": "declined", "supplement": "supplement", "pause": "paused", "grant": "granted",
    "refuse": "refused", "finish": "finished", "forward": "forwarded", "revoke": "revoked",
}  # fmt: skip
BY_RULE = "系统（按规则）"


@dataclass(frozen=True)
class Said:
    """What goes with a verdict into the case: reasons, missing items, the special procedure, the step's own record; `who`
    where it is not the actor of the change."""

    reason: str = ""
    items: Sequence[str] = ()
    kind: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    who: str = ""


def carry_out(record: security.Record, case: Case, flow: Flow, step: Step, verdict: Verdict, said: Said) -> None:
    """State, clock, papers, history, the next task: in this order. The case is not saved here."""
    move = rules.follow(step, verdict, case.status)  # type: ignore[arg-type]
    today = clock.today()
    case.status, case.outcome = move.status, move.outcome or case.outcome
    if move.accepts or move.clock == "start":
        clockwork.start(case, flow, today)
    leave(record, case, step)
    if verdict.tells and case.party_id is None:
        _tell(case)
    if verdict.effect == "pause":
        _stop(case, flow, said.kind, said.reason)
    if verdict.effect in ("grant", "refuse"):
        case.decided_on = today
    if move.closes:
        case.closed_at = clock.now()
        asides.drop(case, all_of_them=True)
    if verdict.effect != "forward" or step.stops:
        clockwork.reckon(case)
    if verdict.effect == "revoke":
        papers.revoke_results(record, case, said.reason)
    issued = papers.issue_for(record, case, step, verdict, said.reason, list(said.items), said.facts)
    if verdict.enrols:
        enrolling.enrol(record, case, verdict.enrols, papers.facts_of(case, said.reason, (), said.facts))
    verb = "told" if verdict.tells and verdict.effect == "forward" else VERBS[verdict.effect]
    history.write(
        record, case, verb, verdict.past or f"{step.title}：{verdict.title}", reason=said.reason,
        public=verb != "forwarded" or bool(step.public), paper=str(issued[0].document) if issued else "",
        announce=verb != "forwarded", items=list(said.items), answers=dict(said.facts), form=step.form,
        papers=[str(one.document) for one in issued], who=said.who,
    )  # fmt: skip
    case.step = move.step
    following = flow.step(move.step)
    if following and not move.closes and move.status not in ("supplementing", "paused"):
        enter(record, case, flow, following)


def _tell(case: Case) -> None:
    """From now on whom the case concerns is its party: he sees it, is told of it, and speaks in it."""
    case.party_id = case.concerns_id
    case.tasks.update(party_id=case.concerns_id)


def enter(record: security.Record, case: Case, flow: Flow, step: Step, assignee: int | None = None) -> None:
    """Open the step's task. A step that is itself a special procedure stops the clock; one that opens sub-cases asks for
    them; an automatic one is taken at once where a rule of it fits."""
    main = open_task(case, step, assignee, since_of(case, step))
    if step.seats:
        asides.seat(main, flow)
    if step.stops:
        _stop(case, flow, step.stops, f"进入“{step.title}”")
        clockwork.reckon(case)
    if step.opens:
        planning.plan(record, case, flow, step)
    if step.auto and (verdict := fitting(case, flow, step, {})):
        take(record, case, flow, step, main, verdict)


def since_of(case: Case, step: Step) -> date | None:
    """The day the step's limit runs from where an earlier record says it."""
    where, _, what = step.since.partition(".")
    said = (papers.earlier_of(case).get(where) or {}).get(what) if what else None
    return date.fromisoformat(said) if isinstance(said, str) else said


def begin(record: security.Record, case: Case) -> None:
    """Where the first step is taken by rule, take it as the case is opened: what must be accepted is, that day."""
    flow = flow_of(case)
    task = case.tasks.filter(kind="main", state="open").first()
    if flow.start.auto and task and (verdict := fitting(case, flow, flow.start, {})):
        take(record, case, flow, flow.start, task, verdict)
        clockwork.keep(case)


def take(
    record: security.Record, case: Case, flow: Flow, step: Step, task: Task, verdict: Verdict,
    facts: Mapping[str, Any] | None = None,
) -> None:  # fmt: skip
    """A rule takes `verdict` at the open `task`; no official is named as having done it."""
    task.state, task.verdict, task.role, task.done_at = "done", verdict.key, "system", clock.now()
    task.save(update_fields=["state", "verdict", "role", "done_at"])
    carry_out(record, case, flow, step, verdict, Said(facts=dict(facts or {}), who=BY_RULE))


def fitting(case: Case, flow: Flow, step: Step, facts: Mapping[str, Any]) -> Verdict | None:
    """The first verdict whose condition is known to hold, `facts` being what the step itself found."""
    earlier = {**papers.earlier_of(case), step.key: facts}
    form, answers = forms.form_of(case.form_version), answers_of(case)
    given = step.verdicts if step.by_itself else rules.offered(step, case.status, bool(case.origin_id))  # type: ignore[arg-type]
    return next((one for one in given if conditions.holds(flow, form, one, answers, earlier)), None)


def leave(record: security.Record, case: Case, step: Step, reason: str = "") -> None:
    """What was asked beside the step, and what it opened and still waits for, ends with it."""
    asides.drop(case)
    if step.opens:
        planning.give_up(record, case, step, reason)
    if step.stops:
        case.stops.filter(kind=step.stops, ended_on__isnull=True).update(ended_on=clock.today())


def _stop(case: Case, flow: Flow, kind: str, reason: str) -> None:
    special = flow.special(kind)
    if special is None:
        raise CannotFollow(now=rules.STATUS_TITLES[case.status], wanted=kind or "特别程序")
    Stop.objects.create(case=case, kind=special.key, title=special.title, reason=reason,
                        started_on=clock.today(), expected_days=special.days)  # fmt: skip
