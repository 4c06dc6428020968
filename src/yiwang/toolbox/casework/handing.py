"""转办 and back: a task given to one colleague by name, given back to all of its role, freed when he is gone."""

from __future__ import annotations

from yiwang.kernel.errors import Refused
from yiwang.pillars.security.base import api as security
from yiwang.toolbox.organisations import api as organisations

from . import clockwork, history, rules
from .deciding import as_seen, barred_by, in_reach, task_of
from .errors import CannotFollow, CannotHand, WhyMissing
from .flows import flow_of
from .models import Case, Task
from .queries import CaseView, may_take

HAND_OVER = security.declare("casework.hand_over", "转办", by="staff")
TAKE = security.declare("casework.take", "接手", by="staff")
PUT_BACK = security.declare("casework.put_back", "退回公共待办", by="staff")
RELEASE = security.declare("casework.release", "接手人离岗，退回公共待办", by="system")
LEADS = frozenset({"approver", "supervisor"})


def hand_over(by: security.Actor, number: str, *, to: str, reason: str, revision: int, key: str | None) -> str:
    """Give the open task to the colleague with account `to`; returns his name. The clock does not notice.

    He must have the task's role at the same agency and nothing may bar him from it. Raises `NotFound`, `Refused` (not
    his task), `Changed`, `WhyMissing`, `CannotHand`."""
    body = {"number": number, "to": to, "reason": reason}
    with security.acting(by, HAND_OVER, security.Ref("case", number), key=key, body=body) as record:
        if record.replayed:
            return str(record.outcome)
        case = in_reach(by, number)
        task = task_of(by, case)
        as_seen(case, revision)
        if not reason.strip():
            raise WhyMissing
        other = _taker(by, case, task, to)
        task.assignee = other
        task.save(update_fields=["assignee"])
        name = other.display_name or other.username
        history.write(record, case, "handed_over", f"“{task.title}”转给{name}办理", reason=reason, public=False,
                      announce=False, to=other.pk)  # fmt: skip
        clockwork.keep(case)
        return str(record.done(name))


def take(by: security.Actor, number: str, *, revision: int, key: str | None) -> str:
    """Take a task nobody has by name; until he gives it back it is his alone. Returns his name. Raises `NotFound`,
    `Refused` (not his step), `Changed`, `CannotHand` (somebody has it, or several sign)."""
    with security.acting(by, TAKE, security.Ref("case", number), key=key, body={"number": number}) as record:
        if record.replayed:
            return str(record.outcome)
        case = in_reach(by, number)
        task = task_of(by, case)
        as_seen(case, revision)
        flow = flow_of(case)
        step = flow.step(task.step)
        if task.assignee_id is not None:
            raise CannotHand(says="已经有人接手了")
        if step is None or step.people > 1:
            raise CannotHand(says="这一步要几个人签字，谁签完谁放下，不用接手")
        if did := barred_by(by.user, case, flow, step):
            raise CannotHand(says=f"您办过“{did}”，这一步要换一个人办")
        task.assignee_id = by.user
        task.save(update_fields=["assignee"])
        history.write(record, case, "taken", f"{by.name}接手“{task.title}”", public=False, announce=False)
        clockwork.keep(case)
        return str(record.done(by.name))


def _taker(by: security.Actor, case: Case, task: Task, to: str) -> security.User:
    flow = flow_of(case)
    step = flow.step(task.step)
    if step is None or step.people > 1:
        raise CannotHand(says="这一步要几个人签字，谁签完谁放下，不用转")
    other = security.User.objects.filter(username=to.strip()).first()
    if other is None or other.pk == by.user or not organisations.holds(other.pk, task.agency_id, task.role):
        role = security.role_titles.get(task.role, task.role)
        raise CannotHand(says=f"要选本单位另一位{role}")
    if did := barred_by(other.pk, case, flow, step):
        raise CannotHand(says=f"他办过“{did}”，这一步要换一个人办")
    return other


def put_back(by: security.Actor, number: str, *, reason: str, revision: int, key: str | None) -> str:
    """Let everybody of its role take the task again: said by whom it was given to, or by who leads the agency's work."""
    body = {"number": number, "reason": reason}
    with security.acting(by, PUT_BACK, security.Ref("case", number), key=key, body=body) as record:
        if record.replayed:
            return str(record.outcome)
        case = in_reach(by, number)
        as_seen(case, revision)
        task = _named(case)
        if task is None:
            raise CannotFollow(now=rules.STATUS_TITLES[case.status], wanted="退回公共待办")
        if not _may_free(by, task):
            raise Refused(why="只有接手的人，或者本单位的审批人、督办人能把它退回")
        if not reason.strip():
            raise WhyMissing
        _free(record, case, task, f"“{task.title}”退回公共待办", reason)
        return str(record.done("free"))


def release_left() -> int:
    """Free what was given by name to people who have left the post since: no task waits for who is not coming."""
    with security.viewing(security.SYSTEM):
        named = Task.objects.filter(kind="main", state="open", assignee__isnull=False)
        holders = named.values_list("assignee_id", "agency_id", "role").distinct()
        gone = [one for one in holders if not organisations.holds(*one)]  # type: ignore[misc]
        numbers = [
            number for who, agency, role in gone
            for number in named.filter(assignee=who, agency=agency, role=role).values_list("case__number", flat=True)
        ]  # fmt: skip
    return sum(_release(number) for number in numbers)


def _release(number: str) -> int:
    with security.acting(security.SYSTEM, RELEASE, security.Ref("case", number)) as record:
        case = Case.objects.select_for_update().get(number=number)
        task = _named(case)
        if task is None or organisations.holds(task.assignee_id or 0, task.agency_id, task.role):
            return 0
        _free(record, case, task, f"接手人已不在这个岗位，“{task.title}”退回公共待办", "")
        return 1


def _named(case: Case) -> Task | None:
    return case.tasks.select_for_update().filter(kind="main", state="open", assignee__isnull=False).first()


def _may_free(by: security.Actor, task: Task) -> bool:
    if by.agency != task.agency_id:
        return False
    return bool(by.roles & LEADS) or task.role in by.roles and may_take(by, task)


def _free(record: security.Record, case: Case, task: Task, says: str, reason: str) -> None:
    task.assignee = None
    task.save(update_fields=["assignee"])
    history.write(record, case, "put_back", says, reason=reason, public=False, announce=False)
    clockwork.keep(case)


def colleagues_for(viewer: security.Actor, view: CaseView) -> list[tuple[str, str]]:
    """Whom `viewer` may give the open task to: account and name. Empty where he may not."""
    task, step = view.task, view.step
    if task is None or step is None or view.why_not or step.people > 1:
        return []
    return organisations.colleagues_with(viewer, task.role)


def may_put_back(viewer: security.Actor, view: CaseView) -> bool:
    return view.task is not None and view.task.assignee_id is not None and _may_free(viewer, view.task)
