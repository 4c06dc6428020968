"""What an applicant does to his case after he sent it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from yiwang.kernel import clock
from yiwang.pillars.security.base import api as security

from . import answering, clockwork, history, papers, rules
from .deciding import in_reach
from .errors import CannotFollow
from .flows import flow_of
from .models import Attachment
from .moving import enter, leave
from .opening import Given, attach

RESUBMIT = security.declare("casework.resubmit", "补交材料", by="person firm")
WITHDRAW = security.declare("casework.withdraw", "撤回申请", by="person firm")


def resubmit(
    by: security.Actor, number: str, *, answers: Mapping[str, Any] | None, files: Sequence[Given], key: str
) -> str:
    """Hand in what was missing. A file replaces the earlier one of its slot, which is kept. The agency's days to look
    at it start anew; the days of waiting were never counted. Raises `NotFound`, `CannotFollow`."""
    body = {"number": number, "files": [one.file for one in files]}
    with security.acting(by, RESUBMIT, security.Ref("case", number), key=key, body=body) as record:
        if record.replayed:
            return str(record.outcome)
        case = in_reach(by, number)
        if case.status != "supplementing":
            raise CannotFollow(now=rules.STATUS_TITLES[case.status], wanted="补交材料")
        if answers is not None:
            answering.keep(case, {**answering.answers_of(case), **answers})
        slots = {one.slot for one in files}
        Attachment.objects.filter(case=case, slot__in=slots).update(replaced=True)
        attach(case, files)
        case.status, case.received_on = "submitted", clock.today()
        step = flow_of(case).step(case.step)
        assert step is not None  # noqa: S101
        enter(record, case, flow_of(case), step)
        history.write(record, case, "resubmitted", "补交材料", slots=sorted(slots))
        clockwork.keep(case)
        return str(record.done(case.status))


def withdraw(by: security.Actor, number: str, *, reason: str, key: str) -> str:
    """Take an application back before it is decided. Open work is dropped, files stay in the history."""
    body = {"number": number, "reason": reason}
    with security.acting(by, WITHDRAW, security.Ref("case", number), key=key, body=body) as record:
        if record.replayed:
            return str(record.outcome)
        case = in_reach(by, number)
        if not rules.may_withdraw(case.status) or flow_of(case).against:  # type: ignore[arg-type]
            raise CannotFollow(now=rules.STATUS_TITLES[case.status], wanted="撤回")
        case.tasks.filter(state__in=["open", "planned"]).update(state="dropped", done_at=clock.now())
        case.stops.filter(ended_on__isnull=True).update(ended_on=clock.today())
        case.status, case.outcome, case.closed_at = "closed", "withdrawn", clock.now()
        if step := flow_of(case).step(case.step):
            leave(record, case, step, f"申请人撤回了“{case.title}”")
        issued = papers.answer_withdrawal(record, case, flow_of(case).withdrawal, reason)
        history.write(record, case, "withdrawn", "撤回申请", reason=reason, papers=[str(one.document) for one in issued],
                      paper=str(issued[0].document) if issued else "")  # fmt: skip
        clockwork.reckon(case)
        clockwork.keep(case)
        return str(record.done(case.status))
