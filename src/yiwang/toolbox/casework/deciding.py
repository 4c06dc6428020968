"""What an official does to a case. Every act goes the same way: find it in reach, check that it still stands where he
saw it, that he may, that nothing is missing; then move, write history, print, announce."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.formats import date_format

from yiwang.kernel import clock
from yiwang.kernel.errors import NotFound, Refused
from yiwang.kernel.section import functions
from yiwang.pillars.security.base import api as security
from yiwang.toolbox.forms import api as forms

from . import asides, clockwork, conditions, history, papers, rules
from .answering import answers_of
from .definition import FILED, ORIGIN, Flow, Step, Verdict
from .errors import (
    AlreadySigned,
    CannotFollow,
    Changed,
    ItemsMissing,
    NotAlike,
    NotSo,
    ReasonMissing,
    SamePerson,
    ToldAnew,
)
from .flows import flow_of
from .models import Case, Entry, Signature, Task
from .moving import Said, carry_out
from .opening import Given, attach
from .queries import may_take
from .reach import within_reach

DECIDE = security.declare("casework.decide", "办理办件", by="staff")


@dataclass(frozen=True)
class Opinion:
    """What an official gives with a verdict. `items` are materials still missing; `kind` a special procedure; `facts`
    the answers of the step's own form; `revision` the state of the case he looked at. `alike`: the same is given to many at
    once."""

    verdict: str
    revision: int
    reason: str = ""
    items: Sequence[str] = ()
    kind: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    files: Sequence[Given] = ()
    alike: bool = False


def decide(by: security.Actor, number: str, opinion: Opinion, *, key: str) -> str:
    """Give a verdict on the step a case stands at; returns the case's new status ("signed": others must sign too).

    Raises `NotFound` (out of reach), `Refused` (not his step), `Changed` (somebody was quicker), `CannotFollow`,
    `ReasonMissing`, `ItemsMissing`, `ToldAnew`, `SamePerson`, `AlreadySigned`. Nothing is changed then.
    """
    body = {"number": number, "verdict": opinion.verdict, "reason": opinion.reason}
    purpose = f"办理 {number}"
    with security.acting(by, DECIDE, security.Ref("case", number), key=key, body=body, purpose=purpose) as record:
        if record.replayed:
            return str(record.outcome)
        case = in_reach(by, number)
        task = task_of(by, case)
        _say_for_whom(record, case, task)
        flow = flow_of(case)
        step = flow.step(case.step)
        assert step is not None  # noqa: S101  a definition in use never changes
        verdict = _offered(case, step, opinion)
        if opinion.alike and (why := rules.not_alike(step, verdict)):
            raise NotAlike(what=verdict.title, says=why)
        _complete(case, verdict, opinion)
        facts = dict(opinion.facts) or dict(task.draft.get("facts", {}))
        ready(case, flow, step, verdict, opinion.reason, facts)
        _another_person(by, case, flow, step)
        asked = list(task.asides.select_related("assignee"))
        asides.settle(by, step, verdict, asked)
        attach(case, opinion.files, internal=True)
        if not _signed_by_enough(by, case, task, step, verdict, opinion):
            history.write(record, case, "signed", f"{step.title}：签字，{verdict.title}", reason=opinion.reason,
                          public=False, announce=False)  # fmt: skip
            return str(record.done(_saved(case, "signed")))
        if any(one.kind == "after" and one.state == "planned" for one in asked):
            _hold(by, task, opinion, facts)
            history.write(record, case, "signed", f"{step.title}：{verdict.title}，等后加签", reason=opinion.reason,
                          public=False, announce=False)  # fmt: skip
            return str(record.done(_saved(case, "held")))
        _close_task(by, task, verdict)
        carry_out(record, case, flow, step, verdict, Said(opinion.reason, opinion.items, opinion.kind, facts))
        return str(record.done(_saved(case, case.status)))


def in_reach(by: security.Actor, number: str) -> Case:
    """The case, locked, if it is in reach of `by`; `NotFound` otherwise."""
    found = within_reach(Case.objects.select_for_update(of=("self",)), by).filter(number=number).first()
    if found is None:
        raise NotFound
    return found


def _saved(case: Case, outcome: str) -> str:
    clockwork.keep(case)
    return outcome


def task_of(by: security.Actor, case: Case) -> Task:
    """The open task of the case, locked, if `by` may do it now; `CannotFollow` or `Refused` with the reason otherwise."""
    task = case.tasks.select_for_update().filter(kind="main", state="open").first()
    if task is None:
        raise CannotFollow(now=rules.STATUS_TITLES[case.status], wanted="办理")
    if task.agency_id != by.agency or task.role not in by.roles:
        role = security.role_titles.get(task.role, task.role)
        raise Refused(why=f"“{task.title}”由{task.agency.name}的{role}办理，您现在的岗位是{by.post_title}")
    if not may_take(by, task):
        raise Refused(why=f"“{task.title}”已经交给别人办理。要接手，请先请他退回")
    if "held" in task.draft:
        raise CannotFollow(now="已经决定，等后加签", wanted="办理")
    return task


def _say_for_whom(record: security.Record, case: Case, task: Task) -> None:
    """Who stands in signs with his own name; the history says whose task it was."""
    if task.assignee is None or task.assignee_id == record.by.user:
        return
    absent = task.assignee.display_name or task.assignee.username
    history.write(
        record, case, "stood_in", f"{record.by.name}代{absent}办理“{task.title}”", public=False, announce=False
    )
    record.note(instead_of=task.assignee_id)


def _offered(case: Case, step: Step, opinion: Opinion) -> Verdict:
    verdict = step.verdict(opinion.verdict)
    as_seen(case, opinion.revision)
    if verdict is None or verdict not in rules.offered(step, case.status, bool(case.origin_id)):  # type: ignore[arg-type]
        wanted = verdict.title if verdict else opinion.verdict
        raise CannotFollow(now=rules.STATUS_TITLES[case.status], wanted=wanted)
    return verdict


def as_seen(case: Case, revision: int) -> None:
    """Raise `Changed` where somebody was quicker."""
    if revision != case.revision:
        last = Entry.objects.filter(case=case).order_by("-at").first()
        raise Changed(who=last.who if last else "", when=date_format(last.at, "H:i") if last else "")


def _complete(case: Case, verdict: Verdict, opinion: Opinion) -> None:
    if "reason" in verdict.needs and not opinion.reason.strip():
        raise ReasonMissing
    if "items" in verdict.needs:
        if not opinion.items:
            raise ItemsMissing
        told = Entry.objects.filter(case=case, verb="supplement").order_by("at").first()
        if anew := rules.told_anew(told.facts.get("items", []) if told else [], opinion.items):
            raise ToldAnew(items="、".join(anew))


def ready(
    case: Case, flow: Flow, step: Step, verdict: Verdict, reason: str, given: Mapping[str, Any]
) -> None:  # fmt: skip
    """What the verdict needs must be known and true; the record given with it counts already."""
    if verdict.when:
        _holds(case, flow, step, verdict, given)
    judge(case, verdict, reason, given)


def _holds(case: Case, flow: Flow, step: Step, verdict: Verdict, given: Mapping[str, Any]) -> None:
    earlier = {**papers.earlier_of(case), **({step.key: given} if given else {})}
    form = forms.form_of(case.form_version)
    if not conditions.holds(flow, form, verdict, answers_of(case), earlier):
        raise NotSo(says=verdict.unless or f"现在还不能“{verdict.title}”，它要的条件没有满足")


def judge(case: Case, verdict: Verdict, reason: str, given: Mapping[str, Any]) -> None:
    """What the pack's own rule says against it. Raises `NotSo` with its sentence."""
    if verdict.judged:
        said = functions[verdict.judged](papers.told(case, reason, given))
        if not said["ok"]:
            raise NotSo(says=said["says"])


def _another_person(by: security.Actor, case: Case, flow: Flow, step: Step) -> None:
    if before := barred_by(by.user, case, flow, step):
        raise SamePerson(step=before)


def barred_by(user: int | None, case: Case, flow: Flow, step: Step) -> str:
    """What `user` did in this case that keeps him from `step`; "" where nothing does."""
    if FILED in step.not_by and case.filed_by_id == user:
        return "提出"
    if ORIGIN in step.not_by and decided_before(user, case):
        return "原来那件"
    for key in step.not_by:
        if Task.objects.filter(case=case, kind="main", step=key, state="done", done_by=user).exists():
            before = flow.step(key)
            return before.title if before else key
    return ""


def decided_before(user: int | None, case: Case) -> bool:
    """Did `user` decide in the case this one goes back to?"""
    return (
        bool(user and case.origin_id)
        and Task.objects.filter(case=case.origin_id, kind="main", state="done", done_by=user).exists()
    )


def _signed_by_enough(
    by: security.Actor, case: Case, task: Task, step: Step, verdict: Verdict, opinion: Opinion
) -> bool:
    """One officer signs and the task waits for the next; another verdict by the second starts the signing anew."""
    if step.people == 1:
        return True
    signed = list(task.signatures.values_list("user_id", flat=True))
    if task.verdict and task.verdict != verdict.key:
        task.signatures.all().delete()
        signed = []
    if by.user in signed:
        raise AlreadySigned(role=security.role_titles.get(step.by, step.by))
    Signature.objects.create(task=task, case=case, user_id=by.user or 0, shown=history.shown(by), at=clock.now())
    task.verdict = verdict.key
    task.draft = {**task.draft, "reason": opinion.reason, "facts": dict(opinion.facts) or task.draft.get("facts", {})}
    task.save(update_fields=["verdict", "draft"])
    return not rules.signatures_missing(step, [*signed, by.user or 0])


def _hold(by: security.Actor, task: Task, opinion: Opinion, facts: Mapping[str, Any]) -> None:
    """Keep the decision with its task until those who sign after it agree, and ask them now."""
    task.draft = {**task.draft, "held": {"verdict": opinion.verdict, "reason": opinion.reason, "items": list(opinion.items),
                                         "kind": opinion.kind, "facts": dict(facts), "by": by.user}}  # fmt: skip
    task.save(update_fields=["draft"])
    task.asides.filter(kind="after", state="planned").update(state="open", opened_at=clock.now())


def _close_task(by: security.Actor, task: Task, verdict: Verdict) -> None:
    task.state, task.verdict, task.done_at, task.done_by_id = "done", verdict.key, clock.now(), by.user
    task.save(update_fields=["state", "verdict", "done_at", "done_by"])


KEEP_DRAFT = security.declare("casework.keep_draft", "暂存办理意见", by="staff")


def keep_draft(record: security.Record, number: str, draft: Mapping[str, Any]) -> None:
    """Keep an unfinished opinion with its task, inside the open change. Others who may do the task see it too."""
    case = in_reach(record.by, number)
    task = task_of(record.by, case)
    task.draft = {**task.draft, **draft}
    task.save(update_fields=["draft"])
