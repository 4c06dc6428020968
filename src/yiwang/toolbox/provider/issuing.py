"""Codes for tokens, tokens for tokens. Everything is issued, or refused, inside `acting` as the program."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings

from yiwang.kernel import clock
from yiwang.pillars.security.base import api as security

from . import claims, keys, rules, systems
from .errors import BadGrant, NotServed, Replayed, UnknownClient, WrongGrantType, WrongScope
from .models import Family, System, Ticket

ISSUE = security.declare("provider.issue", "给系统发登录凭据", by="system")
REVOKE = security.declare("provider.revoke", "系统交回登录凭据", by="system")
END = security.declare("provider.end_family", "凭据被重复使用，全部作废", by="system")
ACCESS_LIVES, REFRESH_LIVES = timedelta(minutes=10), timedelta(days=14)


def token(sent: Mapping[str, str], number: str, secret: str) -> dict[str, Any]:
    """What the token endpoint answers. Raises `NotServed`; a ticket shown twice ends its whole family."""
    try:
        with security.acting(security.SYSTEM, ISSUE, security.Ref("system", number[:40])) as record:
            system = systems.proved(number, secret)
            make = {"authorization_code": _by_code, "refresh_token": _by_refresh, "client_credentials": _machine}
            wanted = make.get(sent.get("grant_type", ""))
            if wanted is None or (system.kind == "machine") != (wanted is _machine):
                raise WrongGrantType
            answer = wanted(system, sent)
            record.note(grant=sent["grant_type"], scope=answer["scope"])
            return answer
    except Replayed as replayed:
        _end_family(replayed.facts["family"])
        raise


def _by_code(system: System, sent: Mapping[str, str]) -> dict[str, Any]:
    code = _used_up("code", sent.get("code", ""), system)
    if not rules.registered(sent.get("redirect_uri", ""), [code.address]):
        raise BadGrant
    if not rules.proves(sent.get("code_verifier", ""), code.challenge):
        raise BadGrant
    return _answer(code.family, code.family.nonce)


def _by_refresh(system: System, sent: Mapping[str, str]) -> dict[str, Any]:
    former = _used_up("refresh", sent.get("refresh_token", ""), system)
    if set(sent.get("scope", "").split()) - set(former.family.scopes):
        raise WrongScope
    return _answer(former.family, "")


def _machine(system: System, sent: Mapping[str, str]) -> dict[str, Any]:
    if sent.get("scope", ""):
        raise WrongScope
    family = Family.objects.create(system=system, began_at=clock.now())
    return _plain(family)


def _used_up(kind: str, value: str, system: System) -> Ticket:
    """The ticket, used from here on; of two who come at once the second waits here and finds it used."""
    found = Ticket.objects.select_for_update(of=("self",)).select_related("family__system")
    ticket = found.filter(kind=kind, mac=keys.mac(f"{kind}:{value}"), family__system=system).first()
    if ticket is None:
        raise BadGrant
    family = Family.objects.select_for_update().get(pk=ticket.family_id)
    if ticket.used_at is not None:
        raise Replayed(family=family.pk)
    if ticket.until <= clock.now() or family.ended_at is not None or not claims.holds(family):
        raise BadGrant
    ticket.used_at = clock.now()
    ticket.save(update_fields=["used_at"])
    return ticket


def _answer(family: Family, nonce: str) -> dict[str, Any]:
    now = int(clock.now().timestamp())
    told = {
        "iss": settings.BASE_URL, "aud": family.system.number, "iat": now,
        "exp": now + int(keys.LIVES.total_seconds()), "acr": rules.ACR[family.acr], **claims.of(family),
        **({"nonce": nonce} if nonce else {}),
    }  # fmt: skip
    more = {"refresh_token": _ticket(family, "refresh", REFRESH_LIVES)} if "offline_access" in family.scopes else {}
    return {**_plain(family), "id_token": keys.sign(told), **more}


def _plain(family: Family) -> dict[str, Any]:
    seconds = int(ACCESS_LIVES.total_seconds())
    value = _ticket(family, "access", ACCESS_LIVES)
    return {"access_token": value, "token_type": "Bearer", "expires_in": seconds, "scope": " ".join(family.scopes)}


def _ticket(family: Family, kind: str, lives: timedelta) -> str:
    value, until = secrets.token_urlsafe(32), clock.now() + lives
    Ticket.objects.create(
        family=family, user_id=family.user_id, kind=kind, mac=keys.mac(f"{kind}:{value}"), until=until
    )
    return value


def _end_family(number: int) -> None:
    with security.acting(security.SYSTEM, END, security.Ref("consent", str(number))):
        Family.objects.filter(pk=number, ended_at=None).update(ended_at=clock.now())


def revoke(value: str, number: str, secret: str) -> None:
    """A refresh token takes its whole family along, an access token goes alone. An unknown one is no error (RFC 7009)."""
    with security.acting(security.SYSTEM, REVOKE, security.Ref("system", number[:40])) as record:
        system = systems.proved(number, secret)
        macs = [keys.mac(f"{kind}:{value}") for kind in ("access", "refresh")]
        ticket = Ticket.objects.filter(mac__in=macs, family__system=system).first()
        record.note(found=ticket is not None)
        if ticket is None:
            return
        if ticket.kind == "refresh":
            Family.objects.filter(pk=ticket.family_id, ended_at=None).update(ended_at=clock.now())
        Ticket.objects.filter(pk=ticket.pk).update(until=clock.now())


def family_of(value: str) -> Family:
    """Whose access token it is, while it lives. As the program, inside a reading. Raises `BadGrant`."""
    ticket = (
        Ticket.objects.select_related("family__system")
        .filter(kind="access", mac=keys.mac(f"access:{value}"), until__gt=clock.now(), family__ended_at=None)
        .first()
    )
    if ticket is None or systems.serving(ticket.family.system.number) is None or not claims.holds(ticket.family):
        raise BadGrant
    return ticket.family


def userinfo(value: str) -> dict[str, Any]:
    """No trail row of its own: what it tells was agreed to and is in the row that issued the token."""
    with security.viewing(security.SYSTEM):
        family = family_of(value)
        if family.user_id is None:
            raise BadGrant
        return claims.of(family)


def introspect(value: str, number: str, secret: str) -> dict[str, Any]:
    """For the system it was issued to alone; all else is `active: false` (RFC 7662)."""
    with security.viewing(security.SYSTEM):
        system = systems.proved(number, secret)
        if system.kind == "public":
            raise UnknownClient
        try:
            family = family_of(value)
        except NotServed:
            return {"active": False}
        if family.system_id != system.pk:
            return {"active": False}
        sub = {"sub": systems.sub_of(family)} if family.user_id else {}
        return {"active": True, "client_id": system.number, "scope": " ".join(family.scopes), **sub}
