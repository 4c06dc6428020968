"""Cases that were under way in an older system: they go on here where they stood, with their number and their clock."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from yiwang.kernel import clock
from yiwang.kernel.errors import Conflict, Invalid
from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base import api as standards

from . import answering, clockwork, history
from .errors import NoAgency
from .flows import current, flows
from .models import Case
from .opening import open_task

TAKE_OVER = security.declare("casework.take_over", "由旧系统迁入办件", by="system")


class NoSuchStep(Invalid):
    """“{flow}”没有“{step}”这个环节，已有的环节：{steps}。"""

    code = "casework.no_such_step"


class WrongDays(Invalid):
    """{says}"""

    code = "casework.wrong_days"


class NumberInUse(Conflict):
    """编号 {number} 已经是别的办件，不能再用它迁入。"""

    code = "casework.number_in_use"


@dataclass(frozen=True)
class Former:
    """A case as the older system knew it. `step` is where it goes on; `accepted_on` None: not accepted yet. `facts` say
    where it comes from."""

    number: str
    matter: str
    title: str
    flow: str
    form: str
    version: str
    line: str
    division: int
    step: str
    received_on: date
    accepted_on: date | None
    answers: Mapping[str, Any]
    party: UUID | None
    party_shown: str
    applicant: Mapping[str, Any] = field(default_factory=dict)
    synthetic: bool = False
    facts: Mapping[str, Any] = field(default_factory=dict)


def fits(what: Former) -> standards.Agency:
    """The agency it goes on at. Raises `NoSuchStep`, `WrongDays`, `NoAgency`: asked before anything is written."""
    flow = flows[what.flow]
    step = flow.step(what.step)
    if step is None:
        steps = "、".join(f"{one.key}（{one.title}）" for one in flow.steps)
        raise NoSuchStep(flow=flow.title, step=what.step, steps=steps)
    if what.received_on > clock.today() or (what.accepted_on and what.accepted_on > clock.today()):
        raise WrongDays(says="收件、受理日期不能晚于今天")
    if what.accepted_on and what.accepted_on < what.received_on:
        raise WrongDays(says="受理日期不能早于收件日期")
    if (step.key != flow.start.key) != (what.accepted_on is not None):
        raise WrongDays(says=f"“{step.title}”在受理以后，要有受理日期" if what.accepted_on is None
                        else f"“{step.title}”还没有受理，不能有受理日期")  # fmt: skip
    try:
        return standards.agency_for(what.line, what.division)
    except standards.NoSuchAgency as none:
        raise NoAgency(place="这个地方") from none


def take_over(
    by: security.Actor, number: str, row: Mapping[str, Any], prepare: Callable[[security.Record], Former]
) -> bool:
    """Take one case over, whole or not at all; False where this very row was taken over before. `prepare` makes what
    it needs (the party) inside the same change. Raises `NumberInUse`, `KeyReused` (the row now says something else)."""
    key = f"take over {number}"
    with security.acting(by, TAKE_OVER, security.Ref("case", number), key=key, body=dict(row)) as record:
        if record.replayed:
            return False
        if Case.objects.filter(number=number).exists():
            raise NumberInUse(number=number)
        _open(record, prepare(record))
        record.done(number)
        return True


def _open(record: security.Record, what: Former) -> None:
    """The limit is the one of the acceptance day; the clock is where it would be had it begun here."""
    agency, flow = fits(what), flows[what.flow]
    step = flow.step(what.step)
    assert step is not None  # noqa: S101  `fits` asked
    case = Case(
        number=what.number, definition_id=current(what.flow), matter=what.matter, title=what.title, party_id=what.party,
        party_shown=what.party_shown, applicant=dict(what.applicant), agency=agency, division=what.division,
        channel="import", status="submitted", step=step.key, form=what.form, form_version=what.version,
        submitted_at=datetime.combine(what.received_on, time(9), clock.CHINA), received_on=what.received_on,
        synthetic=what.synthetic,
    )  # fmt: skip
    answering.keep(case, what.answers)
    case.save(force_insert=True)
    if what.accepted_on:
        case.status = "accepted"
        clockwork.start(case, flow, what.accepted_on)
    open_task(case, step, since=None if what.accepted_on else what.received_on)
    history.write(record, case, "taken_over", "由旧系统迁入", announce=False, **dict(what.facts))
    clockwork.keep(case)
