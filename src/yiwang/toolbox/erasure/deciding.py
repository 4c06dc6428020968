"""Two officials let data go: one checks, another approves. Either says no with a reason; a hold stops both."""

from __future__ import annotations

from uuid import UUID

from yiwang.infrastructure.jobs import api as jobs
from yiwang.kernel import clock
from yiwang.kernel.errors import NotFound
from yiwang.pillars.security.base import api as security

from . import planning, rules
from .errors import HeldBack, NothingChosen, NotNow, SamePerson, WhyNeeded
from .models import Hold, Request

CHECK = security.declare("erasure.check", "核对删除请求", roles="data_steward administrator")
APPROVE = security.declare("erasure.approve", "批准删除个人信息", roles="data_steward administrator", assurance=3)
HOLD = security.declare("erasure.hold", "暂缓删除个人信息", roles="data_steward administrator auditor")
JOB = "erasure.execute"


def check(by: security.Actor, request: UUID, note: str = "", *, key: str | None = None) -> None:
    """Say that it is as the plan says. Raises `NotFound`, `NotNow`, `SamePerson`, `HeldBack`."""
    with security.acting(by, CHECK, _ref(request), key=key, body=note) as record:
        if record.replayed:
            return
        row = _row(by, request, "asked")
        if why := rules.why_not_check(by.user, row.asked_by_id):
            raise SamePerson(why=why)
        _not_held(row)
        row.state, row.checked_by_id, row.checked_at = "checked", by.user, clock.now()
        row.checked_post, row.note = _post(by), note.strip()[:300]
        row.save(update_fields=["state", "checked_by", "checked_at", "checked_post", "note"])


def approve(by: security.Actor, request: UUID, *, key: str | None = None) -> None:
    """The second person: from here a job erases what may go at that moment. Raises `NotFound`, `NotNow`, `SamePerson`,
    `HeldBack`, `NothingChosen` where nothing of it may go any more."""
    with security.viewing(by):
        party = _found(by, request).party_id
    possible = planning.plan(party).choices
    with security.acting(by, APPROVE, _ref(request), key=key) as record:
        if record.replayed:
            return
        row = _row(by, request, "checked")
        if why := rules.why_not_approve(by.user, row.asked_by_id, row.checked_by_id):
            raise SamePerson(why=why)
        _not_held(row)
        if not set(row.groups) & set(possible):
            raise NothingChosen
        row.state, row.approved_by_id, row.approved_at = "approved", by.user, clock.now()
        row.approved_post, row.agency_id = _post(by), by.agency
        row.save(update_fields=["state", "approved_by", "approved_at", "approved_post", "agency"])
        jobs.defer(record, JOB, request=str(row.pk))


def decline(by: security.Actor, request: UUID, why: str, *, key: str | None = None) -> None:
    """Say no, with the reason the law asks for (第五十条). Raises `NotFound`, `NotNow`, `SamePerson`, `WhyNeeded`."""
    with security.acting(by, CHECK, _ref(request), key=key, body=why) as record:
        if record.replayed:
            return
        if not why.strip():
            raise WhyNeeded
        row = _row(by, request, "asked", "checked")
        if said := rules.why_not_check(by.user, row.asked_by_id):
            raise SamePerson(why=said)
        row.state, row.why = "declined", why.strip()[:300]
        row.save(update_fields=["state", "why"])
        record.note(why=row.why)


def hold(by: security.Actor, request: UUID, kind: str, why: str, *, key: str | None = None) -> int:
    """Let nothing of whose request this is go until it is lifted. Raises `NotFound`, `WhyNeeded`."""
    with security.acting(by, HOLD, _ref(request), key=key, body=[kind, why]) as record:
        if record.replayed:
            return int(record.outcome)
        if not why.strip() or kind not in rules.HOLDS:
            raise WhyNeeded
        row = _found(by, request)
        made = Hold.objects.create(
            party_id=row.party_id, division=row.division, kind=kind, why=why.strip()[:300], placed_by_id=by.user or 0,
            placed_at=clock.now(),
        )  # fmt: skip
        record.note(hold=made.pk, held=kind)
        return int(record.done(made.pk))


def lift(by: security.Actor, held: int, why: str, *, key: str | None = None) -> None:
    """End a hold; what was approved meanwhile goes on. Raises `NotFound`, `WhyNeeded`."""
    with security.acting(by, HOLD, security.Ref("hold", str(held)), key=key, body=why) as record:
        if record.replayed:
            return
        if not why.strip():
            raise WhyNeeded
        row = security.visible(Hold.objects.select_for_update(), by).filter(pk=held, lifted_at__isnull=True).first()
        if row is None:
            raise NotFound
        row.lifted_by_id, row.lifted_at, row.lifted_why = by.user, clock.now(), why.strip()[:300]
        row.save(update_fields=["lifted_by", "lifted_at", "lifted_why"])
        for waiting in security.visible(Request.objects.filter(party=row.party_id, state="approved"), by):
            jobs.defer(record, JOB, request=str(waiting.pk))


def _found(by: security.Actor, request: UUID) -> Request:
    row = security.visible(Request.objects.all(), by).filter(pk=request).first()
    if row is None:
        raise NotFound
    return row


def _row(by: security.Actor, request: UUID, *states: str) -> Request:
    row = security.visible(Request.objects.select_for_update(), by).filter(pk=request).first()
    if row is None:
        raise NotFound
    if row.state not in states:
        raise NotNow(state=rules.STATES[row.state])
    return row


def _not_held(row: Request) -> None:
    """Holds lie in the division of the party, as the request does: who reaches the one reaches the others."""
    if found := Hold.objects.filter(party=row.party_id, lifted_at__isnull=True).order_by("placed_at").first():
        raise HeldBack(kind=rules.HOLDS[found.kind])


def _post(by: security.Actor) -> str:
    """How a citizen is told who acted: agency and post, no name."""
    return f"{by.agency_name} {by.post_title.partition('（')[0]}".strip()[:200]


def _ref(request: UUID) -> security.Ref:
    return security.Ref("erasure", str(request))
