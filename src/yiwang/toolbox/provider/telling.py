"""What a token opens: who it is, and whether it still lives. Answers leave no row of their own, because what they tell
was agreed to and is in the row that issued the token; refusals do."""

from __future__ import annotations

from typing import Any

from yiwang.kernel import clock
from yiwang.pillars.security.base import api as security

from . import claims, keys, systems
from .asking import later
from .errors import BadToken, NotServed, UnknownClient
from .models import Ticket

TELL = security.declare("provider.tell", "系统查询登录的人和凭据", by="system")


def _living(value: str) -> Ticket:
    """An access token while it lives. As the program, inside a reading. Raises `BadToken`."""
    found = Ticket.objects.select_related("family__system").filter(
        kind="access", mac=keys.mac(f"access:{value}"), until__gt=clock.now(), family__ended_at=None
    )
    ticket = found.first()
    if ticket is None or systems.serving(ticket.family.system.number) is None or not claims.holds(ticket.family):
        raise BadToken
    return ticket


def userinfo(value: str) -> dict[str, Any]:
    """The claims of who logged in. Raises `BadToken`."""
    try:
        with security.viewing(security.SYSTEM):
            ticket = _living(value)
            if ticket.family.user_id is None or "openid" not in ticket.scopes:
                raise BadToken
            return claims.of(ticket.family, ticket.scopes)
    except BadToken as refusal:
        _note(security.Ref("system", ""), refusal)
        raise


def introspect(value: str, number: str, secret: str) -> dict[str, Any]:
    """For the system it was issued to alone; all else is `active: false` (RFC 7662). Raises `UnknownClient`."""
    try:
        with security.viewing(security.SYSTEM):
            system = systems.proved(number, secret)
            if system.kind == "public":
                raise UnknownClient
            return _standing(value, system.pk)
    except UnknownClient as refusal:
        _note(systems.about(number), refusal)
        raise


def _standing(value: str, system: int) -> dict[str, Any]:
    try:
        ticket = _living(value)
    except NotServed:
        return {"active": False}
    family = ticket.family
    if family.system_id != system:
        return {"active": False}
    sub = {"sub": systems.sub_of(family)} if family.user_id else {}
    return {"active": True, "client_id": family.system.number, "scope": " ".join(ticket.scopes), "token_type": "Bearer",
            "exp": int(ticket.until.timestamp()), **sub}  # fmt: skip


def _note(about: security.Ref, refusal: NotServed) -> None:
    later(lambda: security.record_refusal(security.SYSTEM, TELL, about, refusal.code))
