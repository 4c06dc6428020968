"""驳回 and 撤回: a case goes back to a step it came through, or its last step is undone before anybody touched the next."""

from __future__ import annotations

from yiwang.kernel import clock
from yiwang.pillars.security.base import api as security
from yiwang.toolbox.organisations import api as organisations

from . import clockwork, history, rules
from .deciding import as_seen, in_reach, task_of
from .definition import Flow, Step
from .errors import CannotFollow, WhyMissing
from .flows import flow_of
from .models import Case, Entry, Task
from .moving import enter, leave
from .queries import CaseView

SEND_BACK = security.declare("casework.send_back", "驳回到前面的环节", by="staff")
TAKE_BACK = security.declare("casework.take_back", "撤回上一步", by="staff")


def send_back(by: security.Actor, number: str, *, to: str, reason: str, revision: int, key: str | None) -> str:
    """Send the case back to the step `to` that it came through; it goes to who did it there, if he still can. The law's
    clock runs on. Raises `NotFound`, `Refused`, `Changed`, `WhyMissing`, `CannotFollow` (no way out from there)."""
    body = {"number": number, "to": to, "reason": reason}
    with security.acting(by, SEND_BACK, security.Ref("case", number), key=key, body=body) as record:
        if record.replayed:
            return str(record.outcome)
        case = in_reach(by, number)
        task = task_of(by, case)
        as_seen(case, revision)
        flow = flow_of(case)
        step, target = step_now(flow, case), next((one for one in _back_to(case, flow) if one.key == to), None)
        if target is None:
            raise CannotFollow(now=step.title, wanted="驳回到这个环节")
        if not reason.strip():
            raise WhyMissing
        drop(by, task, "sent_back")
        history.write(record, case, "sent_back", f"{step.title}：驳回到“{target.title}”", reason=reason, public=False,
                      announce=False, to=target.key)  # fmt: skip
        stand_at(record, case, flow, step, target, _who_did(case, target))
        return str(record.done(target.title))


def take_back(by: security.Actor, number: str, *, reason: str, revision: int, key: str | None) -> str:
    """Undo the step `by` took last, while nobody has begun the next: no draft, no signature, no name on it, and no paper
    or message went to the applicant. What he had written is there again. Raises `NotFound`, `Changed`, `CannotFollow`."""
    body = {"number": number, "reason": reason}
    with security.acting(by, TAKE_BACK, security.Ref("case", number), key=key, body=body) as record:
        if record.replayed:
            return str(record.outcome)
        case = in_reach(by, number)
        as_seen(case, revision)
        flow = flow_of(case)
        step, mine = step_now(flow, case), _mine_untouched(by, case)
        target = flow.step(mine.step) if mine else None
        if mine is None or target is None:
            raise CannotFollow(now=step.title, wanted="撤回上一步")
        drop(by, case.tasks.get(kind="main", state="open"), "taken_back")
        history.write(record, case, "taken_back", f"撤回上一步，回到“{target.title}”", reason=reason, public=False,
                      announce=False, to=target.key)  # fmt: skip
        stand_at(record, case, flow, step, target, by.user if target.people == 1 else None)
        case.tasks.filter(kind="main", state="open").update(draft=mine.draft)
        return str(record.done(target.title))


def step_now(flow: Flow, case: Case) -> Step:
    step = flow.step(case.step)
    assert step is not None  # noqa: S101  a definition in use never changes
    return step


def _back_to(case: Case, flow: Flow) -> list[Step]:
    done = set(case.tasks.filter(kind="main", state="done").values_list("step", flat=True))
    return rules.back_to(flow, step_now(flow, case), case.status, done, bool(case.origin_id))  # type: ignore[arg-type]


def drop(by: security.Actor, task: Task, verdict: str) -> None:
    task.state, task.verdict, task.done_at, task.done_by_id = "dropped", verdict, clock.now(), by.user
    task.save(update_fields=["state", "verdict", "done_at", "done_by"])


def stand_at(record: security.Record, case: Case, flow: Flow, step: Step, target: Step, whose: int | None) -> None:
    leave(record, case, step)
    case.step = target.key
    enter(record, case, flow, target, whose)
    clockwork.reckon(case)
    clockwork.keep(case)


def _who_did(case: Case, target: Step) -> int | None:
    """Who did the step last, if he still has its role and it takes one person only."""
    before = case.tasks.filter(kind="main", step=target.key, state="done").order_by("-done_at", "-pk").first()
    if before is None or before.done_by_id is None or target.people > 1:
        return None
    return before.done_by_id if organisations.holds(before.done_by_id, before.agency_id, before.role) else None


def _mine_untouched(by: security.Actor, case: Case) -> Task | None:
    """The task whose verdict `by` may still take back."""
    last = Entry.objects.filter(case=case).order_by("-at", "-pk").first()
    waiting = case.tasks.filter(kind="main", state="open").first()
    if last is None or waiting is None or case.status not in ("submitted", "accepted"):
        return None
    if last.verb != "forwarded" or last.user_id != by.user or last.facts.get("papers"):
        return None
    if waiting.assignee_id or waiting.draft or waiting.verdict or waiting.signatures.exists():
        return None
    did = (
        case.tasks.filter(kind="main", step=last.step, state="done", done_by=by.user)
        .order_by("-done_at", "-pk")
        .first()
    )
    return did if did and did.agency_id == by.agency and did.role in by.roles else None


def steps_back(view: CaseView) -> list[Step]:
    """Where who may decide now can send the case back to."""
    return [] if view.why_not or view.step is None or view.task is None else _back_to(view.case, view.flow)


def may_take_back(viewer: security.Actor, view: CaseView) -> bool:
    return viewer.is_staff and _mine_untouched(viewer, view.case) is not None
