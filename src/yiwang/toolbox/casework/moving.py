"""Carrying out what a verdict does, whoever gave it: an official, a message from elsewhere, or a rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from yiwang.kernel import clock
from yiwang.pillars.security.base import api as security

from . import asides, clockwork, enrolling, history, papers, rules
from .definition import Flow, Step, Verdict
from .errors import CannotFollow
from .models import Case, Stop
from .opening import open_task

VERBS = {
    "accept": "accepted", "decline": "declined", "supplement": "supplement", "pause": "paused", "grant": "granted",
    "refuse": "refused", "finish": "finished", "forward": "forwarded", "revoke": "revoked",
}  # fmt: skip


@dataclass(frozen=True)
class Said:
    """What goes with a verdict into the case: reasons, missing items, the special procedure, the step's own record."""

    reason: str = ""
    items: Sequence[str] = ()
    kind: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


def carry_out(record: security.Record, case: Case, flow: Flow, step: Step, verdict: Verdict, said: Said) -> None:
    """State, clock, papers, history, the next task: in this order. The case is not saved here."""
    move = rules.follow(step, verdict, case.status)  # type: ignore[arg-type]
    today = clock.today()
    case.status, case.outcome = move.status, move.outcome or case.outcome
    if move.accepts or move.clock == "start":
        clockwork.start(case, flow, today)
    leave(case, step)
    if verdict.tells and case.party_id is None:
        _tell(case)
    if verdict.effect == "pause":
        _stop(case, flow, said.kind, said.reason)
    if verdict.effect in ("grant", "refuse"):
        case.decided_on = today
    if move.closes:
        case.closed_at = clock.now()
        asides.drop(case, all_of_them=True)
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
        papers=[str(one.document) for one in issued],
    )  # fmt: skip
    case.step = move.step
    following = flow.step(move.step)
    if following and not move.closes and move.status not in ("supplementing", "paused"):
        enter(case, flow, following)


def _tell(case: Case) -> None:
    """From now on whom the case concerns is its party: he sees it, is told of it, and speaks in it."""
    case.party_id = case.concerns_id
    case.tasks.update(party_id=case.concerns_id)


def enter(case: Case, flow: Flow, step: Step, assignee: int | None = None) -> None:
    """Open the step's task; a step that is itself a special procedure stops the clock."""
    main = open_task(case, step, assignee)
    if step.seats:
        asides.seat(main, flow)
    if step.stops:
        _stop(case, flow, step.stops, f"进入“{step.title}”")
        clockwork.reckon(case)


def leave(case: Case, step: Step) -> None:
    asides.drop(case)
    if step.stops:
        case.stops.filter(kind=step.stops, ended_on__isnull=True).update(ended_on=clock.today())


def _stop(case: Case, flow: Flow, kind: str, reason: str) -> None:
    special = flow.special(kind)
    if special is None:
        raise CannotFollow(now=rules.STATUS_TITLES[case.status], wanted=kind or "特别程序")
    Stop.objects.create(case=case, kind=special.key, title=special.title, reason=reason,
                        started_on=clock.today(), expected_days=special.days)  # fmt: skip
