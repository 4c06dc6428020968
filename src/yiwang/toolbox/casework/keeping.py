"""What the passing of days does by itself: silence past the intake limit accepts; a new calendar moves open limits."""

from __future__ import annotations

from yiwang.kernel import clock
from yiwang.pillars.operations.base import api as operations
from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base import api as standards

from . import asides, clockwork, history
from .flows import flow_of
from .models import Case, Task
from .moving import enter

DEEM = security.declare("casework.deem_accepted", "逾期未告知视为受理", by="system")
RECKON = security.declare("casework.reckon", "按新日历重算期限", by="system")
CHUNK = 200


def keep_clocks() -> int:
    """Accept what nobody answered in time. Returns how many; zero when there is nothing (more) to do."""
    with security.viewing(security.SYSTEM):
        late = (
            Task.objects.filter(kind="main", state="open", due_on__lt=clock.today(), case__status="submitted")
            .select_related("case")
            .order_by("due_on")[:CHUNK]
        )
        numbers = [task.case.number for task in late if _silence_accepts(task)]
    return sum(_deem_accepted(number) for number in numbers)


def _silence_accepts(task: Task) -> bool:
    step = flow_of(task.case).step(task.step)
    return step is not None and step.late == "deemed_accepted"


def _deem_accepted(number: str) -> int:
    """行政许可法 art. 32(4): not told within five days, it counts as accepted from the day it was received."""
    with security.acting(security.SYSTEM, DEEM, security.Ref("case", number)) as record:
        case = Case.objects.select_for_update().get(number=number)
        flow = flow_of(case)
        step = flow.step(case.step)
        task = case.tasks.filter(kind="main", state="open").first()
        accept = next((one for one in step.verdicts if one.effect == "accept"), None) if step else None
        if case.status != "submitted" or not (task and accept and _silence_accepts(task)):
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
            enter(case, flow, following)
        clockwork.keep(case)
        return 1


@operations.listens(standards.CalendarAnnounced, "casework.reckon_open_limits")
def reckon_open_limits(announced: standards.CalendarAnnounced, key: str) -> None:
    """A year's days off were announced: open limits are worked out again, and each that moved says so."""
    with security.acting(security.SYSTEM, RECKON, security.Ref("calendar", str(announced.year)), key=key) as record:
        if record.replayed:
            return
        moved = 0
        for case in Case.objects.select_for_update().exclude(status="closed").filter(accepted_on__isnull=False):
            before, provisional = case.due_on, case.due_provisional
            clockwork.reckon(case)
            if (before, provisional) == (case.due_on, case.due_provisional):
                continue
            moved += 1
            case.urgent_on = case.due_on or case.urgent_on
            case.save(update_fields=["due_on", "due_provisional", "promised_on", "urgent_on"])
            if before != case.due_on:
                says = f"{announced.year} 年放假安排公布，办结期限由 {before} 调整为 {case.due_on}"
                history.write(record, case, "recomputed", says, announce=False)
        record.note(year=announced.year, moved=moved)
        record.done(moved)
