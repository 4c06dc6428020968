"""Asking for one's own data to go, and thinking better of it."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from yiwang.kernel import clock
from yiwang.kernel.errors import NotFound, Refused
from yiwang.pillars.security.base import api as security

from . import planning, rules
from .errors import AlreadyAsked, HeldBack, NothingChosen, NotNow
from .models import Request

ASK = security.declare("erasure.ask", "请求删除自己的个人信息", by="person", assurance=2)
PROVINCE = 530000_000000


def ask(by: security.Actor, groups: Iterable[str], *, key: str | None = None) -> str:
    """Ask that these groups go; returns the code the request is found by, also when the account is gone. Only oneself:
    a helper does not. Raises `NothingChosen`, `AlreadyAsked`, `HeldBack`, `Refused`."""
    wanted = sorted(set(groups))
    if by.party is None or by.user is None or by.mandate is not None:
        raise Refused(why="个人信息的删除由本人提出。请本人登录办理")
    found = planning.plan(by.party)
    with security.acting(by, ASK, security.Ref("party", str(by.party)), key=key, body=wanted) as record:
        if record.replayed:
            return str(record.outcome)
        if found.held:
            raise HeldBack(kind=rules.HOLDS[found.held[0]])
        if not wanted or not set(wanted) <= set(found.choices):
            raise NothingChosen
        if open_now := Request.objects.filter(party=by.party, state__in=rules.OPEN).first():
            raise AlreadyAsked(when=f"{open_now.asked_at.astimezone(clock.CHINA):%Y-%m-%d %H:%M}")
        home = security.Party.objects.values_list("division_id", flat=True).get(pk=by.party)
        made = Request.objects.create(
            party_id=by.party,
            division=home or PROVINCE,
            groups=wanted,
            state="asked",
            asked_by_id=by.user,
            asked_at=clock.now(),
        )
        record.about("erasure", str(made.pk))
        record.note(groups=wanted)
        return str(record.done(made.code))


def withdraw(by: security.Actor, request: UUID, *, key: str | None = None) -> None:
    """Take the request back while nobody has approved it. Raises `NotFound`, `NotNow`."""
    with security.acting(by, ASK, security.Ref("erasure", str(request)), key=key) as record:
        if record.replayed:
            return
        row = security.visible(Request.objects.select_for_update(), by).filter(pk=request, party=by.party).first()
        if row is None:
            raise NotFound
        if row.state not in ("asked", "checked"):
            raise NotNow(state=rules.STATES[row.state])
        row.state = "withdrawn"
        row.save(update_fields=["state"])
        record.note(withdrawn=True)


def mine(by: security.Actor) -> list[Request]:
    """What he asked for, newest first. Inside his reading."""
    if by.party is None:
        return []
    return list(security.visible(Request.objects.all(), by).filter(party=by.party).order_by("-asked_at")[:20])
