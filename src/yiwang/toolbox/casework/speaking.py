"""A step at which the party itself speaks: a defence, a wish to be heard, whether it is satisfied. Silence counts at last."""

from __future__ import annotations

from yiwang.kernel import clock
from yiwang.pillars.security.base import api as security

from . import clockwork, history, rules
from .deciding import Opinion, as_seen, in_reach, ready
from .definition import PARTY, Step, Verdict
from .errors import CannotFollow, WhyMissing
from .flows import flow_of
from .models import Case, Task
from .moving import Said, carry_out
from .opening import attach
from .queries import CaseView

SPEAK = security.declare("casework.speak", "当事人在办件里表示意见", by="person firm")
LAPSE = security.declare("casework.lapse", "当事人到期没有表示意见，按规定往下走", by="system")
CHUNK = 200


def may_speak(viewer: security.Actor, view: CaseView) -> bool:
    """Does the case wait for this very party to say something?"""
    return viewer.is_citizen and bool(view.offered) and view.step is not None and view.step.by == PARTY


def speak(by: security.Actor, number: str, opinion: Opinion, *, key: str) -> str:
    """Take the party's word at a step that waits for it; returns the case's new status.

    Raises `NotFound`, `Changed`, `CannotFollow` (it does not wait for him), `NotSo` (the law gives no such right here),
    `WhyMissing`."""
    body = {"number": number, "verdict": opinion.verdict, "reason": opinion.reason, "facts": dict(opinion.facts)}
    with security.acting(by, SPEAK, security.Ref("case", number), key=key, body=body) as record:
        if record.replayed:
            return str(record.outcome)
        case = in_reach(by, number)
        security.within_mandate(by, case.matter, case.title)
        as_seen(case, opinion.revision)
        flow = flow_of(case)
        step = flow.step(case.step)
        verdict = step.verdict(opinion.verdict) if step else None
        task = case.tasks.select_for_update().filter(kind="main", state="open", role=PARTY).first()
        if step is None or task is None or verdict is None or case.party_id != by.party:
            raise CannotFollow(now=rules.STATUS_TITLES[case.status], wanted=verdict.title if verdict else "表示意见")
        if "reason" in verdict.needs and not opinion.reason.strip():
            raise WhyMissing
        ready(case, flow, step, verdict, opinion.reason, opinion.facts)
        attach(case, opinion.files)
        _close(task, verdict, by.user)
        carry_out(record, case, flow, step, verdict, Said(reason=opinion.reason, facts=dict(opinion.facts)))
        clockwork.keep(case)
        return str(record.done(case.status))


def lapse() -> int:
    """Let cases go on whose party said nothing within its limit. Returns how many."""
    with security.viewing(security.SYSTEM):
        late = Task.objects.filter(clockwork.past(), kind="main", state="open", role=PARTY)
        numbers = list(late.order_by("due_on").values_list("case__number", flat=True)[:CHUNK])
    return sum(_lapse(number) for number in numbers)


def _lapse(number: str) -> int:
    with security.acting(security.SYSTEM, LAPSE, security.Ref("case", number)) as record:
        case = Case.objects.select_for_update().get(number=number)
        task = case.tasks.filter(clockwork.past(), kind="main", state="open", role=PARTY).first()
        flow = flow_of(case)
        step: Step | None = flow.step(case.step)
        verdict = step.verdict(step.lapse) if step else None
        if task is None or step is None or verdict is None:
            return 0
        history.write(record, case, "lapsed", f"{step.title}：到 {task.due_on} 没有收到当事人的意见", announce=False)
        _close(task, verdict, None)
        carry_out(record, case, flow, step, verdict, Said())
        clockwork.keep(case)
        return 1


def _close(task: Task, verdict: Verdict, user: int | None) -> None:
    """Silence is nobody's deed: such a task is marked as what it is."""
    task.state, task.done_at, task.done_by_id = "done", clock.now(), user
    task.verdict = verdict.key if user else "silent"
    task.save(update_fields=["state", "verdict", "done_at", "done_by"])
