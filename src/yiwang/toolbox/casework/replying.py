"""Answering what one was asked beside a decision; and what silence means where the flow gives it a meaning."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from yiwang.kernel import clock
from yiwang.kernel.errors import NotFound, Refused
from yiwang.pillars.security.base import api as security

from . import clockwork, history
from .asides import KINDS, drop, next_in_line, next_in_turn, whom
from .asking import again, open_aside
from .deciding import barred_by, in_reach
from .definition import Flow, Step
from .errors import AnswerMissing, SamePerson
from .flows import flow_of
from .models import Case, Task
from .moving import Said, carry_out
from .queries import may_take

ANSWER = security.declare("casework.answer", "回复加签、委派、征求意见", by="staff")
PASS_SILENT = security.declare("casework.pass_silent", "逾期未会签视为同意", by="system")
CHUNK = 200


def answer(by: security.Actor, number: str, aside: UUID, *, vote: str, says: str, key: str | None) -> str:
    """Answer what `by` was asked; returns the case's status. `vote` is "agree" or "disagree" where it is yes or no. The
    last yes to a decision that waited for it (后加签) carries it out; a no opens it again.

    Raises `NotFound` (also when taken back meanwhile), `Refused` (another was asked), `AnswerMissing`, `SamePerson`."""
    body = {"number": number, "aside": str(aside), "vote": vote, "says": says}
    with security.acting(
        by, ANSWER, security.Ref("case", number), key=key, body=body, purpose=f"会办 {number}"
    ) as record:
        if record.replayed:
            return str(record.outcome)
        case = in_reach(by, number)
        task = open_aside(case, aside)
        _his(by, task)
        verdict = _whole(task, vote, says)
        _once(by, task)
        flow = flow_of(case)
        step = flow.step(task.step)
        main = task.of
        assert step is not None and main is not None  # noqa: S101
        if KINDS[task.kind].counts and (before := barred_by(by.user, case, flow, step)):
            raise SamePerson(step=before)
        _done(task, verdict, says, by.user)
        words = {"agree": "同意", "disagree": "不同意", "read": "已阅", "answered": "已回复"}[verdict]
        history.write(record, case, "answered", f"{task.title}：{words}", reason=says, public=False, announce=False,
                      kind=task.kind)  # fmt: skip
        _and_then(record, case, flow, step, main, task)
        clockwork.keep(case)
        return str(record.done(case.status))


def _his(by: security.Actor, task: Task) -> None:
    if task.state != "open":
        raise NotFound
    if task.agency_id != by.agency or task.role not in by.roles or not may_take(by, task):
        raise Refused(why=f"这是请{whom(task)}回复的")


def _whole(task: Task, vote: str, says: str) -> str:
    kind = KINDS[task.kind]
    if kind.votes:
        if vote not in ("agree", "disagree"):
            raise AnswerMissing(says="请选同意或者不同意")
        if vote == "disagree" and not says.strip():
            raise AnswerMissing(says="不同意要写理由，请他决定的人要看")
        return vote
    if (kind.waits or kind.words) and not says.strip():
        raise AnswerMissing(says="请写下意见，请您的人在等" if kind.waits else "请写明原因，和打算怎么办")
    return "answered" if kind.waits or kind.words else "read"


def _once(by: security.Actor, task: Task) -> None:
    """Nobody counts twice at one decision, whichever of his posts he sits in, nor signs after his own."""
    if task.kind == "after" and task.of and task.of.draft.get("held", {}).get("by") == by.user:
        raise SamePerson(step=task.of.title)
    if not KINDS[task.kind].counts or task.of is None:
        return
    counted = [kind for kind, one in KINDS.items() if one.counts]
    if task.of.asides.filter(kind__in=counted, state="done", done_by=by.user).exists():
        raise SamePerson(step=task.title)


def _done(task: Task, verdict: str, says: str, user: int | None) -> None:
    task.state, task.verdict, task.said, task.done_at, task.done_by_id = "done", verdict, says, clock.now(), user
    task.save(update_fields=["state", "verdict", "said", "done_at", "done_by"])


def _and_then(record: security.Record, case: Case, flow: Flow, step: Step, main: Task, task: Task) -> None:
    next_in_line(task)
    if task.kind == "seat" and step.in_turn:
        next_in_turn(main, step)
    if task.kind != "after":
        return
    if task.verdict == "disagree":
        again(main)
        Task.objects.filter(pk=task.pk).update(state="dropped")
        _plan_anew(main, task)
    elif not main.asides.filter(kind="after", state="open").exists():
        _carry_held(record, case, flow, step, main)


def _plan_anew(main: Task, task: Task) -> None:
    """Who said no is asked again after the next decision."""
    Task(case_id=main.case_id, step=main.step, agency_id=main.agency_id, division=main.division, party_id=main.party_id,
         of=main, opened_at=clock.now(), kind="after", title=task.title, role=task.role, assignee_id=task.assignee_id,
         asker_id=task.asker_id, asks=task.asks, state="planned").save(force_insert=True)  # fmt: skip


def _carry_held(record: security.Record, case: Case, flow: Flow, step: Step, main: Task) -> None:
    held: dict[str, Any] = main.draft["held"]
    verdict = step.verdict(held["verdict"])
    assert verdict is not None  # noqa: S101
    main.state, main.verdict, main.done_at, main.done_by_id = "done", verdict.key, clock.now(), held["by"]
    main.save(update_fields=["state", "verdict", "done_at", "done_by"])
    drop(case)
    carry_out(record, case, flow, step, verdict, Said(held["reason"], held["items"], held["kind"], held["facts"]))


def pass_silent() -> int:
    """Count as agreement the silence of who signs beside, where the flow says so and the step's limit is past."""
    with security.viewing(security.SYSTEM):
        late = Task.objects.filter(clockwork.past(), state="open", kind="seat").select_related("case")
        found = [
            (task.case.number, task.pk) for task in late.order_by("due_on")[:CHUNK]
            if (step := flow_of(task.case).step(task.step)) and step.silence == "agree"
        ]  # fmt: skip
    return sum(_pass(number, aside) for number, aside in found)


def _pass(number: str, aside: UUID) -> int:
    with security.acting(security.SYSTEM, PASS_SILENT, security.Ref("case", number)) as record:
        case = Case.objects.select_for_update().get(number=number)
        task = case.tasks.select_related("of").filter(clockwork.past(), pk=aside, state="open").first()
        step = flow_of(case).step(task.step) if task else None
        if task is None or step is None or task.of is None:
            return 0
        _done(task, "silent", "", None)
        history.write(
            record, case, "answered", f"{task.title}：逾期没有回复，按规定视为同意", public=False, announce=False
        )
        next_in_turn(task.of, step)
        clockwork.keep(case)
        return 1
