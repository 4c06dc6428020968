"""终止: a case ends without a decision, because what it was about is no more. Said by who leads; the reason reaches everybody."""

from __future__ import annotations

from yiwang.kernel import clock
from yiwang.kernel.errors import Refused
from yiwang.pillars.security.base import api as security

from . import clockwork, history, rules
from .deciding import as_seen, in_reach
from .errors import CannotFollow, ReasonMissing
from .flows import flow_of
from .handing import LEADS
from .models import Case
from .moving import leave
from .queries import CaseView

TERMINATE = security.declare("casework.terminate", "终止办理", by="staff", roles="approver supervisor")


def terminate(by: security.Actor, number: str, *, reason: str, revision: int, key: str | None) -> str:
    """End a case nobody has decided. Raises `NotFound`, `Refused` (another agency's), `Changed`, `ReasonMissing`,
    `CannotFollow` once it is decided: what was granted is put right or revoked, not ended."""
    body = {"number": number, "reason": reason}
    with security.acting(by, TERMINATE, security.Ref("case", number), key=key, body=body) as record:
        if record.replayed:
            return str(record.outcome)
        case = in_reach(by, number)
        if case.agency_id != by.agency:
            raise Refused(why="这件由别的单位办理，只有办理单位的负责人能终止")
        as_seen(case, revision)
        if not rules.may_withdraw(case.status):  # type: ignore[arg-type]
            raise CannotFollow(now=rules.STATUS_TITLES[case.status], wanted="终止办理")
        if not reason.strip():
            raise ReasonMissing
        end(record, case, reason)
        return str(record.done(case.status))


def end(record: security.Record, case: Case, reason: str) -> None:
    """Everything open in it is dropped, its own sub-cases too; files and history stay."""
    case.tasks.filter(state__in=["open", "planned"]).update(state="dropped", done_at=clock.now())
    case.stops.filter(ended_on__isnull=True).update(ended_on=clock.today())
    step = flow_of(case).step(case.step)
    case.status, case.outcome, case.closed_at = "closed", "ended", clock.now()
    if step:
        leave(record, case, step, reason)
    history.write(record, case, "ended", "终止办理", reason=reason)
    clockwork.reckon(case)
    clockwork.keep(case)


def may_terminate(viewer: security.Actor, view: CaseView) -> bool:
    return viewer.agency == view.case.agency_id and bool(viewer.roles & LEADS) and rules.may_withdraw(view.case.status)  # type: ignore[arg-type]
