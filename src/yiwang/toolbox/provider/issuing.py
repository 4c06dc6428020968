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
from .errors import BadGrant, Replayed, WrongGrantType, WrongProof, WrongScope
from .models import Family, System, Ticket

ISSUE = security.declare("provider.issue", "给系统发登录凭据", by="system")
END = security.declare("provider.end_family", "凭据被重复使用或冒用，全部作废", by="system")
ACCESS_LIVES, REFRESH_LIVES = timedelta(minutes=10), timedelta(days=14)


def token(sent: Mapping[str, str], number: str, secret: str) -> dict[str, Any]:
    """What the token endpoint answers. Raises `NotServed`. A ticket shown twice, or by who cannot prove that it is his,
    ends its whole family: the refusal undoes what was written, so that is a change of its own."""
    try:
        with security.acting(security.SYSTEM, ISSUE, systems.about(number)) as record:
            system = systems.proved(number, secret)
            make = {"authorization_code": _by_code, "refresh_token": _by_refresh, "client_credentials": _machine}
            wanted = make.get(sent.get("grant_type", ""))
            if wanted is None or (system.kind == "machine") != (wanted is _machine):
                raise WrongGrantType
            answer = wanted(system, sent)
            record.note(grant=sent["grant_type"], scope=answer["scope"])
            return answer
    except (Replayed, WrongProof) as wrong:
        _end_family(wrong.facts["family"], wrong.code)
        raise


def _by_code(system: System, sent: Mapping[str, str]) -> dict[str, Any]:
    code = _used_up("code", sent.get("code", ""), system)
    same = rules.registered(sent.get("redirect_uri", ""), [code.address])
    if not same or not rules.proves(sent.get("code_verifier", ""), code.challenge):
        raise WrongProof(family=code.family_id)
    return _answer(code.family, code.family.scopes, code.family.nonce)


def _by_refresh(system: System, sent: Mapping[str, str]) -> dict[str, Any]:
    former = _used_up("refresh", sent.get("refresh_token", ""), system)
    scopes = rules.narrowed(sent.get("scope", ""), former.family.scopes)
    if scopes is None:
        raise WrongScope
    return _answer(former.family, scopes, "")


def _machine(system: System, sent: Mapping[str, str]) -> dict[str, Any]:
    if sent.get("scope", ""):
        raise WrongScope
    now = clock.now()
    return _plain(Family.objects.create(system=system, began_at=now, ends_at=now + ACCESS_LIVES), [])


def _used_up(kind: str, value: str, system: System) -> Ticket:
    """The ticket, used from here on; of two who come at once the second waits at the family and finds it used."""
    found = Ticket.objects.filter(kind=kind, mac=keys.mac(f"{kind}:{value}"), family__system=system)
    number = found.values_list("family_id", flat=True).first()
    if number is None:
        raise BadGrant
    family = Family.objects.select_for_update().get(pk=number)
    ticket = found.get()
    if ticket.used_at is not None:
        raise Replayed(family=number)
    now = clock.now()
    if ticket.until <= now or family.ended_at is not None or family.ends_at <= now or not claims.holds(family):
        raise BadGrant
    ticket.used_at = now
    ticket.save(update_fields=["used_at"])
    family.system = system
    ticket.family = family
    return ticket


def _answer(family: Family, scopes: list[str], nonce: str) -> dict[str, Any]:
    answer = _plain(family, scopes)
    if "offline_access" in family.scopes:
        answer["refresh_token"] = _ticket(family, "refresh", REFRESH_LIVES, family.scopes)[0]
    if "openid" in scopes:
        answer["id_token"] = keys.sign(_told(family, scopes, nonce))
    return answer


def _told(family: Family, scopes: list[str], nonce: str) -> dict[str, Any]:
    now = int(clock.now().timestamp())
    facts = {
        "iss": settings.BASE_URL, "aud": family.system.number, "azp": family.system.number, "iat": now,
        "exp": now + int(keys.LIVES.total_seconds()), "acr": rules.ACR[family.acr], **claims.of(family, scopes),
    }  # fmt: skip
    if family.proved_at:
        facts["auth_time"] = int(family.proved_at.timestamp())
    return {**facts, "nonce": nonce} if nonce else facts


def _plain(family: Family, scopes: list[str]) -> dict[str, Any]:
    value, seconds = _ticket(family, "access", ACCESS_LIVES, scopes)
    return {"access_token": value, "token_type": "Bearer", "expires_in": seconds, "scope": " ".join(scopes)}


def _ticket(family: Family, kind: str, lives: timedelta, scopes: list[str]) -> tuple[str, int]:
    """Its value, told once, and how many seconds it lives: never past the end of its family."""
    value, now = secrets.token_urlsafe(32), clock.now()
    until = min(now + lives, family.ends_at)
    Ticket.objects.create(
        family=family, user_id=family.user_id, kind=kind, mac=keys.mac(f"{kind}:{value}"), scopes=scopes, until=until
    )
    return value, int((until - now).total_seconds())


def _end_family(number: int, why: str) -> None:
    with security.acting(security.SYSTEM, END, security.Ref("consent", str(number))) as record:
        record.note(why=why)
        Family.objects.filter(pk=number, ended_at=None).update(ended_at=clock.now())
