"""跳转: who leads takes a case past the way the flow shows, with the reason on record; never past what the law makes a must."""

from __future__ import annotations

from yiwang.kernel.errors import Refused
from yiwang.pillars.security.base import api as security

from . import history, rules
from .deciding import as_seen, in_reach
from .definition import Flow, Step
from .errors import CannotFollow, WhyMissing
from .flows import flow_of
from .handing import LEADS
from .models import Case
from .queries import CaseView
from .undoing import drop, stand_at, step_now

JUMP = security.declare("casework.jump", "跳转环节", by="staff", roles="approver supervisor")


def jump(by: security.Actor, number: str, *, to: str, reason: str, revision: int, key: str | None) -> str:
    """Take the case to the step `to`; returns its title. The law's clock runs on. Raises `NotFound`, `Refused` (another
    agency's), `Changed`, `WhyMissing`, `CannotFollow` (decided, a must in between, no way to an end from there)."""
    body = {"number": number, "to": to, "reason": reason}
    with security.acting(by, JUMP, security.Ref("case", number), key=key, body=body) as record:
        if record.replayed:
            return str(record.outcome)
        case = in_reach(by, number)
        if case.agency_id != by.agency:
            raise Refused(why="这件由别的单位办理，只有办理单位的负责人能跳转")
        as_seen(case, revision)
        flow = flow_of(case)
        step = step_now(flow, case)
        target = next((one for one in _steps(flow, step, case) if one.key == to), None)
        if target is None:
            raise CannotFollow(now=step.title, wanted="跳到这个环节")
        if not reason.strip():
            raise WhyMissing
        for task in case.tasks.select_for_update().filter(kind="main", state="open"):
            drop(by, task, "jumped")
        history.write(record, case, "jumped", f"{step.title}：跳到“{target.title}”", reason=reason, public=False,
                      announce=False, to=target.key)  # fmt: skip
        stand_at(record, case, flow, step, target, None)
        return str(record.done(target.title))


def _steps(flow: Flow, step: Step, case: Case) -> list[Step]:
    done = set(case.tasks.filter(kind="main", state="done").values_list("step", flat=True))
    return rules.jump_to(flow, step, case.status, done)  # type: ignore[arg-type]


def steps_to_jump(viewer: security.Actor, view: CaseView) -> list[Step]:
    """Where `viewer` may take the case; empty for who does not lead its agency's work."""
    leads = viewer.agency == view.case.agency_id and bool(viewer.roles & LEADS)
    return _steps(view.flow, view.step, view.case) if leads and view.step else []
