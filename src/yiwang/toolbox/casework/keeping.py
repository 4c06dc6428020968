"""What the passing of days does by itself: silence past the intake limit accepts; a new calendar moves open limits."""

from __future__ import annotations

from django.db.models import Q

from yiwang.kernel import clock
from yiwang.pillars.operations.base import api as operations
from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base import api as standards

from . import asides, clockwork, history, moving
from .definition import Flow, Step
from .flows import definition_of, flow_of
from .models import Case, Definition, SubCase, Task
from .moving import enter

DEEM = security.declare("casework.deem_accepted", "逾期未告知视为受理", by="system")
PASS = security.declare("casework.pass_late", "超期按规则办理", by="system")
ESCALATE = security.declare("casework.escalate", "超期升级", by="system")
RECKON = security.declare("casework.reckon", "按新日历重算期限", by="system")
CHUNK = 200
ASKED = "rule_asked"


def keep_clocks() -> int:
    """Do what the flows say of steps past their limit. Returns how many; zero when there is nothing (more) to do."""
    with security.viewing(security.SYSTEM):
        late = (
            Task.objects.filter(_ruled(), clockwork.past(), kind="main", state="open")
            .filter(case__status__in=["submitted", "accepted"])
            .select_related("case")
            .order_by("due_on")[:CHUNK]
        )
        found = [(task.case.number, _late(task)) for task in late]
    return sum(RULES[rule](number) for number, rule in found if rule in RULES)


def _ruled() -> Q:
    """The steps, of every version of a flow that runs, whose silence means something; not yet given to whom it goes up."""
    found = Q(pk__in=[])
    for definition in Definition.objects.only("pk"):
        for step in definition_of(definition.pk).steps:
            if step.late != "remind":
                found |= Q(case__definition=definition.pk, step=step.key) & ~Q(role=step.escalates or "-")
    return found & ~Q(draft__has_key=ASKED)


def _late(task: Task) -> str:
    step = flow_of(task.case).step(task.step)
    if step is None or step.late == "deemed_accepted" and task.case.status != "submitted":
        return ""
    return step.late


def _deem_accepted(number: str) -> int:
    """行政许可法 art. 32(4): not told within five days, it counts as accepted from the day it was received."""
    with security.acting(security.SYSTEM, DEEM, security.Ref("case", number)) as record:
        case = Case.objects.select_for_update().get(number=number)
        flow = flow_of(case)
        step = flow.step(case.step)
        task = case.tasks.filter(kind="main", state="open").first()
        accept = next((one for one in step.verdicts if one.effect == "accept"), None) if step else None
        if case.status != "submitted" or not (
            task and accept and step and step.late == "deemed_accepted" and clockwork.is_past(task)
        ):
            return 0
        task.state, task.verdict, task.done_at = "done", "deemed", clock.now()
        task.save(update_fields=["state", "verdict", "done_at"])
        case.status = "accepted"
        asides.drop(case)
        clockwork.start(case, flow, case.received_on)
        history.write(record, case, "deemed_accepted", "逾期没有告知，自收到之日起视为受理",
                      reason="行政许可法第三十二条第一款第四项")  # fmt: skip
        case.step = accept.to
        following = flow.step(accept.to)
        if following:
            enter(record, case, flow, following)
        clockwork.keep(case)
        return 1


def _pass(number: str) -> int:
    """超时默认: past its limit the step takes the verdict its flow names, if its condition holds; else it stays a person's."""
    with security.acting(security.SYSTEM, PASS, security.Ref("case", number)) as record:
        case, flow, step, task = _standing(number)
        if not (step and task and step.late == "pass" and clockwork.is_past(task)):
            return 0
        verdict = step.verdict(step.passes)
        if verdict is None or moving.fitting(case, flow, step.model_copy(update={"verdicts": (verdict,)}), {}) is None:
            task.draft = {**task.draft, ASKED: True}  # a rule that does not fit is not asked every minute
            task.save(update_fields=["draft"])
            return 1
        moving.take(record, case, flow, step, task, verdict)
        clockwork.keep(case)
        return 1


def _escalate(number: str) -> int:
    """超时升级: the task goes to the role its flow names, at the same agency; whoever had it is named in the history."""
    with security.acting(security.SYSTEM, ESCALATE, security.Ref("case", number)) as record:
        case, _flow, step, task = _standing(number)
        if not (step and task and step.late == "escalate" and clockwork.is_past(task)) or task.role == step.escalates:
            return 0
        had = asides.whom(task) if task.assignee_id else security.role_titles.get(task.role, task.role)
        task.role, task.assignee = step.escalates, None
        task.save(update_fields=["role", "assignee"])
        role = security.role_titles.get(step.escalates, step.escalates)
        history.write(
            record, case, "escalated", f"“{step.title}”{had}超期没有办，转{role}", public=False, announce=False
        )
        clockwork.keep(case)
        return 1


def _standing(number: str) -> tuple[Case, Flow, Step | None, Task | None]:
    case = Case.objects.select_for_update().get(number=number)
    flow = flow_of(case)
    task = case.tasks.filter(kind="main", state="open").first()
    return case, flow, flow.step(case.step) if task and task.step == case.step else None, task


RULES = {"deemed_accepted": _deem_accepted, "pass": _pass, "escalate": _escalate}


@operations.listens(standards.CalendarAnnounced, "casework.reckon_open_limits")
def reckon_open_limits(announced: standards.CalendarAnnounced, key: str) -> None:
    """A year's days off were announced: open limits are worked out again, and each that moved says so."""
    with security.acting(security.SYSTEM, RECKON, security.Ref("calendar", str(announced.year)), key=key) as record:
        if record.replayed:
            return
        moved = 0
        for case in (
            Case.objects.select_for_update()
            .exclude(status="closed")
            .filter(accepted_on__isnull=False)
            .order_by("-part_of")
        ):
            before, provisional = case.due_on, case.due_provisional
            clockwork.reckon(case)
            if (before, provisional) == (case.due_on, case.due_provisional):
                continue
            moved += 1
            case.urgent_on = case.due_on or case.urgent_on
            case.save(update_fields=["due_on", "due_provisional", "promised_on", "urgent_on"])
            SubCase.objects.filter(child=case).update(due_on=case.due_on)  # parts come first, the whole asks them
            if before != case.due_on:
                says = f"{announced.year} 年放假安排公布，办结期限由 {before} 调整为 {case.due_on}"
                history.write(record, case, "recomputed", says, announce=False)
        record.note(year=announced.year, moved=moved)
        record.done(moved)
