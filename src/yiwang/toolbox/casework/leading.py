"""What changes a clock by right: going on after a special procedure, and the one extension the law allows."""

from __future__ import annotations

from yiwang.kernel import clock
from yiwang.kernel.errors import Refused
from yiwang.pillars.security.base import api as security

from . import clockwork, history, rules
from .deciding import in_reach
from .errors import CannotFollow, Changed, NotInForce, ReasonMissing
from .flows import flow_of
from .moving import enter

RESUME = security.declare("casework.resume", "恢复计时", by="staff", roles="examiner approver")
UNITS = {"natural": "日", "working": "个工作日"}
EXTEND = security.declare("casework.extend", "批准延长期限", by="staff", roles="approver")


def resume(by: security.Actor, number: str, *, reason: str, revision: int, key: str) -> str:
    """End a special procedure: the clock goes on the day after, and the last day moves by what was not counted."""
    body = {"number": number, "reason": reason}
    with security.acting(by, RESUME, security.Ref("case", number), key=key, body=body) as record:
        if record.replayed:
            return str(record.outcome)
        case = in_reach(by, number)
        _his_agency(by, case.agency_id)
        if case.revision != revision:
            raise Changed(who="别人", when="刚刚")
        stop = case.stops.filter(ended_on__isnull=True).first()
        if case.status != "paused" or stop is None:
            raise CannotFollow(now=rules.STATUS_TITLES[case.status], wanted="恢复计时")
        stop.ended_on = clock.today()
        stop.save(update_fields=["ended_on"])
        case.status = "accepted"
        clockwork.reckon(case)
        step = flow_of(case).step(case.step)
        assert step is not None  # noqa: S101
        enter(record, case, flow_of(case), step)
        history.write(record, case, "resumed", f"{stop.title}结束，恢复计时", reason=reason)
        clockwork.keep(case)
        return str(record.done(case.status))


def extend(by: security.Actor, number: str, *, reason: str, revision: int, key: str) -> str:
    """Extend the limit, once, by the days the law names, with the reason told to the applicant.

    行政许可法 art. 42(1): approved by the head of the organ. A number only remembered extends nothing (`NotInForce`).
    """
    body = {"number": number, "reason": reason}
    with security.acting(by, EXTEND, security.Ref("case", number), key=key, body=body) as record:
        if record.replayed:
            return str(record.outcome)
        case = in_reach(by, number)
        _his_agency(by, case.agency_id)
        if not reason.strip():
            raise ReasonMissing
        flow = flow_of(case)
        if case.revision != revision:
            raise Changed(who="别人", when="刚刚")
        if case.status not in ("accepted", "paused") or case.extended_days or not flow.extension:
            raise CannotFollow(now="已经延长过一次" if case.extended_days else rules.STATUS_TITLES[case.status],
                               wanted="延长期限")  # fmt: skip
        more = clockwork.limit_on(flow.extension, case.accepted_on or clock.today())
        if more["how"] != "read":
            raise NotInForce(what=more["ground"], use="延长期限")
        case.extended_days = more["days"]
        clockwork.reckon(case)
        history.write(
            record,
            case,
            "extended",
            f"期限延长 {more['days']} {UNITS[more['unit']]}",
            reason=reason,
            ground=more["ground"],
        )
        clockwork.keep(case)
        return str(record.done(str(case.due_on)))


def _his_agency(by: security.Actor, agency: int) -> None:
    if by.agency != agency:
        raise Refused(why="这件由别的单位办理，只有办理单位的人能改它的时限")
