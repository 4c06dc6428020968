"""Asking others beside a decision, and taking it back: 加签, 委派, 征求意见, 传阅, 抄送; 减签."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from yiwang.kernel import clock
from yiwang.kernel.errors import NotFound, Refused
from yiwang.kernel.uuid7 import uuid7
from yiwang.pillars.security.base import api as security
from yiwang.toolbox.organisations import api as organisations

from . import clockwork, history, rules
from .asides import ASKABLE, KINDS, next_in_line, next_in_turn, open_beside, whom
from .deciding import as_seen, in_reach, task_of
from .definition import Step
from .errors import CannotAsk, WhyMissing
from .flows import flow_of
from .handing import LEADS
from .models import Case, Task
from .queries import CaseView

ASK = security.declare("casework.ask", "请人加签、委派、征求意见、传阅、抄送", by="staff")
RECALL = security.declare("casework.recall", "收回请求（减签）", by="staff")
RECALL_LEFT = security.declare("casework.recall_left", "被请的人离岗，收回请求", by="system")
MOST = 20


def ask(
    by: security.Actor, number: str, *, kind: str, to: Sequence[str], says: str, revision: int, key: str | None,
    due: date | None = None, in_turn: bool = False,
) -> str:  # fmt: skip
    """Ask colleagues (accounts, at the same agency) beside the open decision; returns their names. 加签 `after` asks them
    once the decision is given; `in_turn` (依次) asks each when the one before him in `to` has answered. The law's clock
    runs on.

    Raises `NotFound`, `Refused` (not his task), `Changed`, `WhyMissing`, `CannotAsk`; nobody is asked then."""
    body = {"number": number, "kind": kind, "to": list(to) if in_turn else sorted(to), "says": says}
    with security.acting(by, ASK, security.Ref("case", number), key=key, body=body) as record:
        if record.replayed:
            return str(record.outcome)
        case = in_reach(by, number)
        main = task_of(by, case)
        as_seen(case, revision)
        if kind not in ASKABLE:
            raise CannotAsk(says="没有这种请法")
        if not says.strip() and kind not in ("read", "copy"):
            raise WhyMissing
        if due is not None and due < clock.today():
            raise CannotAsk(says="要他回复的日子已经过了")
        if in_turn and kind == "after":
            raise CannotAsk(says="后加签在您决定以后一起签，不能依次")
        others = _others(by, case, main, kind, to)
        line = uuid7().hex if in_turn and len(others) > 1 else ""
        for place, (other, role) in enumerate(others):
            open_beside(main, kind=kind, title=KINDS[kind].title, role=role, assignee=other, asker_id=by.user, asks=says.strip(),
                   due_on=due, state="planned" if kind == "after" or line and place else "open",
                   draft={"line": line, "place": place} if line else {})  # fmt: skip
        names = "、".join(other.display_name or other.username for other, _ in others)
        title = f"依次{KINDS[kind].title}" if line else KINDS[kind].title
        history.write(record, case, "asked", f"{title}：{names}", reason=says, public=False, announce=False,
                      kind=kind, to=[other.pk for other, _ in others])  # fmt: skip
        clockwork.keep(case)
        return str(record.done(names))


def _others(
    by: security.Actor, case: Case, main: Task, kind: str, to: Sequence[str]
) -> list[tuple[security.User, str]]:
    accounts = list(dict.fromkeys(one.strip() for one in to if one.strip()))
    if not 0 < len(accounts) <= MOST:
        raise CannotAsk(says=f"要选 1 到 {MOST} 位同事")
    flow = flow_of(case)
    step = flow.step(main.step)
    if kind == "beside" and step and not rules.way_out(step, case.status, bool(case.origin_id)):  # type: ignore[arg-type]
        raise CannotAsk(says="这一步只有往前走的决定，他不同意就没有出路。请改用前加签")
    live = case.tasks.filter(kind=kind, state__in=["open", "planned"], of__isnull=False)
    there = set(live.values_list("assignee_id", flat=True))
    found = []
    for account in accounts:
        other = security.User.objects.filter(username=account).first()
        role = organisations.role_at(other.pk, main.agency_id, WORKS) if other else ""
        if other is None or not role or other.pk == by.user:
            raise CannotAsk(says=f"“{account}”不是本单位办件岗位上的另一位同事")
        if other.pk in there:
            raise CannotAsk(says=f"{other.display_name or account}已经请过，还没有回复")
        found.append((other, role))
    return found


WORKS = ("clerk", "examiner", "inspector", "approver", "supervisor")


def recall(by: security.Actor, number: str, aside: UUID, *, reason: str, revision: int, key: str | None) -> str:
    """Take off who was asked and has not answered: said by who asked, or by who leads the agency's work (who alone may take
    off a seat of the flow). Raises `NotFound`, `Refused`, `Changed`, `WhyMissing`."""
    body = {"number": number, "aside": str(aside), "reason": reason}
    with security.acting(by, RECALL, security.Ref("case", number), key=key, body=body) as record:
        if record.replayed:
            return str(record.outcome)
        case = in_reach(by, number)
        task = open_aside(case, aside)
        as_seen(case, revision)
        if not may_recall(by, task):
            raise Refused(why="只有请他的人，或者本单位的审批人、督办人能收回")
        if not reason.strip():
            raise WhyMissing
        _take_off(record, case, task, f"收回{KINDS[task.kind].title}：{whom(task)}", reason)
        return str(record.done(whom(task)))


def open_aside(case: Case, aside: UUID) -> Task:
    found = (
        case.tasks.select_for_update(of=("self",)).select_related("assignee", "of").filter(pk=aside, of__isnull=False)
    )
    task = found.filter(state__in=["open", "planned"]).first()
    if task is None:
        raise NotFound
    return task


def may_recall(by: security.Actor, task: Task) -> bool:
    if by.agency != task.agency_id or task.state not in ("open", "planned"):
        return False
    return bool(by.roles & LEADS) or task.kind != "seat" and task.asker_id == by.user


def _take_off(record: security.Record, case: Case, task: Task, says: str, reason: str) -> None:
    task.state, task.verdict, task.done_at, task.done_by_id = "dropped", "recalled", clock.now(), record.by.user
    task.save(update_fields=["state", "verdict", "done_at", "done_by"])
    main, step = task.of, _step(case, task)
    next_in_line(task)
    if task.kind == "seat" and main and step.in_turn:
        next_in_turn(main, step)
    if task.kind == "after" and main:
        again(main)
    history.write(record, case, "recalled", says, reason=reason, public=False, announce=False)
    clockwork.keep(case)


def again(main: Task) -> None:
    """The decision was given and did not come to hold: it is open again, and whoever signs after it is asked anew."""
    main.draft = {name: value for name, value in main.draft.items() if name != "held"}
    main.save(update_fields=["draft"])
    main.asides.filter(kind="after", state="open").update(state="planned")


def _step(case: Case, task: Task) -> Step:
    step = flow_of(case).step(task.step)
    assert step is not None  # noqa: S101  a definition in use never changes
    return step


def recall_left() -> int:
    """Take off those who have left the post since they were asked: no decision waits for who is not coming."""
    with security.viewing(security.SYSTEM):
        rows = Task.objects.filter(state__in=["open", "planned"], of__isnull=False, assignee__isnull=False)
        holders = rows.values_list("assignee_id", "agency_id", "role").distinct()
        gone = [one for one in holders if not organisations.holds(*one)]  # type: ignore[misc]
        found = [
            pair for who, agency, role in gone
            for pair in rows.filter(assignee=who, agency=agency, role=role).values_list("case__number", "pk")
        ]  # fmt: skip
    return sum(_recall_left(number, aside) for number, aside in found)


def _recall_left(number: str, aside: UUID) -> int:
    with security.acting(security.SYSTEM, RECALL_LEFT, security.Ref("case", number)) as record:
        case = Case.objects.select_for_update().get(number=number)
        task = case.tasks.select_related("assignee", "of").filter(pk=aside, state__in=["open", "planned"]).first()
        if task is None or organisations.holds(task.assignee_id or 0, task.agency_id, task.role):
            return 0
        _take_off(record, case, task, f"{whom(task)}已不在这个岗位，{KINDS[task.kind].title}收回", "")
        return 1


def askable(viewer: security.Actor, view: CaseView) -> list[tuple[str, str]]:
    """Whom `viewer` may ask beside the open decision: account and name. Empty where it is not his."""
    if view.task is None or view.why_not and not view.awaits:
        return []
    return organisations.colleagues_with(viewer, *WORKS)
