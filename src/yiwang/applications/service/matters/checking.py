"""Whoever sits above compares, and publishes, returns or withdraws.

publish(by, code, revision=2, on=date(2026, 12, 1), key=key)
give_back(by, code, why="承诺时限没有依据", key=key)
withdraw(by, code, on=date(2026, 12, 1), why="…", key=key)      # cases under way go on as they began
"""

from __future__ import annotations

from datetime import date

from yiwang.kernel import clock
from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base import api as standards

from .drafting import STATES, next_number, refuse_faulty, shown, step
from .errors import NotAbove, NothingInForce, NotNow, Overtaken, OwnWork, SayWhy, TooEarly
from .events import EditionPublished, EditionWithdrawn
from .fields import Body, whole
from .keeping import digest
from .models import Draft, Edition
from .search.index import reindex
from .standing import earliest, in_force, may_check
from .targets import PROVINCE, Target, target

PUBLISH = security.declare("matters.publish", "发布事项", by="staff", roles="matters_checker")
RETURN = security.declare("matters.return", "退回事项", by="staff", roles="matters_checker")
WITHDRAW = security.declare("matters.withdraw", "停办事项", by="staff", roles="matters_checker")


def publish(by: security.Actor, code: str, *, revision: int, on: date, key: str | None = None) -> int:
    """Make the submitted draft an edition that takes effect `on`; returns its number.

    Raises `NoDraft`, `NotAbove`, `OwnWork`, `NotNow`, `Overtaken`, `TooEarly`, `StillFaulty`."""
    facts = {"revision": revision, "on": on}
    with security.acting(by, PUBLISH, security.Ref("matter", code), key=key, body=facts) as record:
        if record.replayed:
            return int(record.outcome)
        what = target(code)
        draft = _submitted(by, what, "发布")
        if draft.revision != revision:
            raise Overtaken(who=draft.made_shown, when=f"{draft.changed_at.astimezone(clock.CHINA):%H:%M}")
        if on < (first := earliest(what.editions, clock.today())):
            raise TooEarly(day=first)
        refuse_faulty(what, draft.body, "发布")
        edition = _edition(record, what, draft, on)
        step(record, what, "publish", edition.number)
        draft.delete()
        _find_again(record, what)
        record.note(number=edition.number, effective_on=on.isoformat(), digest=edition.digest)
        record.emit(EditionPublished(code=code, number=edition.number))
        return int(record.done(edition.number))


def _edition(record: security.Record, what: Target, draft: Draft, on: date) -> Edition:
    body: Body = whole(draft.body)
    if what.item is None:
        what.basic.title, what.basic.task_type = body["task_name"], body["task_type"]
        what.basic.save()
    return Edition.objects.create(
        basic=what.basic, item=what.item, number=next_number(what), body=body, digest=digest(body), effective_on=on,
        published_at=clock.now(), made_by_id=draft.made_by_id, made_shown=draft.made_shown, checked_by_id=record.by.user,
        checked_shown=shown(record.by),
    )  # fmt: skip


def give_back(by: security.Actor, code: str, *, why: str, key: str | None = None) -> None:
    """Send a submitted draft back to be changed. Raises `SayWhy` and what `publish` raises."""
    with security.acting(by, RETURN, security.Ref("matter", code), key=key, body=why) as record:
        if record.replayed:
            return
        if not why.strip():
            raise SayWhy
        what = target(code)
        draft = _submitted(by, what, "退回")
        draft.state, draft.why, draft.revision = "returned", why.strip(), draft.revision + 1
        draft.save()
        step(record, what, "return", next_number(what), why.strip())
        record.done(None)


def withdraw(by: security.Actor, code: str, *, on: date, why: str, number: int = 0, key: str | None = None) -> int:
    """Stop offering from a day on. Nothing under way is touched: a case keeps the edition it was accepted under.

    `number` names one that has not taken effect: withdrawn before its day it never will, and what is in force stays.
    Returns the number of the edition. Raises `SayWhy`, `NotAbove`, `TooEarly`, `NothingInForce`."""
    with security.acting(by, WITHDRAW, security.Ref("matter", code), key=key, body=[on, why, number]) as record:
        if record.replayed:
            return int(record.outcome)
        if not why.strip():
            raise SayWhy
        what, today = target(code), clock.today()
        require_above(by, what)
        if on < today:
            raise TooEarly(day=today)
        edition = _to_end(list(what.editions.select_for_update()), on, number)
        edition.withdrawn_on, edition.withdrawn_why, edition.withdrawn_shown = on, why.strip(), shown(by)
        edition.save(update_fields=["withdrawn_on", "withdrawn_why", "withdrawn_shown"])
        step(record, what, "withdraw", edition.number, why.strip())
        _find_again(record, what)
        record.note(number=edition.number, withdrawn_on=on.isoformat())
        record.emit(EditionWithdrawn(code=code, number=edition.number))
        return int(record.done(edition.number))


def _find_again(record: security.Record, what: Target) -> None:
    """The search's side table, within the same change."""
    if what.item is not None:
        reindex(record, [what.item.pk])


def _to_end(editions: list[Edition], on: date, number: int) -> Edition:
    waiting = next((one for one in editions if number and one.number == number and one.effective_on > on), None)
    found, edition = ("in_force", waiting) if waiting else in_force(editions, on)
    if found != "in_force" or edition.withdrawn_on is not None:
        raise NothingInForce
    return edition


def require_above(by: security.Actor, what: Target) -> None:
    """Raises `NotAbove`."""
    if by.divisions is None or not may_check(by.divisions, what.division, standards.subtree(PROVINCE)):
        raise NotAbove(here=by.agency_name)


def _submitted(by: security.Actor, what: Target, act: str) -> Draft:
    draft = what.the_draft(by, lock=True)
    require_above(by, what)
    if draft.state != "submitted":
        raise NotNow(state=STATES[draft.state], act=act)
    if draft.made_by_id == by.user:
        raise OwnWork
    return draft
