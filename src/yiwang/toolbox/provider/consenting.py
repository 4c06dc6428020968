"""A person before a system that asks for his login: what it gets, his yes, and taking it back."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from yiwang.kernel import clock
from yiwang.kernel.errors import NotFound
from yiwang.pillars.security.base import api as security

from . import keys, rules, systems
from .errors import WrongWay
from .models import Family, Ticket

AGREE = security.declare("provider.agree", "同意用这里的账号登录别的系统", by="person firm staff")
WITHDRAW = security.declare("provider.withdraw", "收回给别的系统的同意", by="person firm staff")
CODE_LIVES = timedelta(seconds=60)


@dataclass(frozen=True)
class Asked:
    """An authorization request that may be shown to somebody."""

    system: int
    number: str
    name: str
    address: str
    state: str
    nonce: str
    challenge: str
    scopes: list[str]
    gets: list[tuple[str, str]]
    acr: int

    def back(self, **facts: str) -> str:
        told = {**facts, **({"state": self.state} if self.state else {})}
        return f"{self.address}{'&' if '?' in self.address else '?'}{urlencode(told)}"


def asked(sent: Mapping[str, str]) -> Asked:
    """Raises `WrongWay` before anything is sent anywhere: an address that is not registered is never gone to, and a
    registered system that does not ask as it must is told by who stands before the page."""
    with security.viewing(security.SYSTEM):
        system = systems.serving(sent.get("client_id", ""))
    address = sent.get("redirect_uri", "")
    if system is None or not rules.registered(address, system.addresses):
        raise WrongWay
    scopes = rules.scopes_asked(sent.get("scope", ""), system.purposes)
    challenge, nonce = sent.get("code_challenge", ""), sent.get("nonce", "")
    pkce = sent.get("code_challenge_method") == "S256" and rules.CHALLENGE.fullmatch(challenge)
    if sent.get("response_type") != "code" or "openid" not in scopes or not pkce or len(nonce) > 255:
        raise WrongWay
    gets = [(rules.SCOPES[one], system.purposes[one]) for one in scopes]
    return Asked(system.pk, system.number, system.name, address, sent.get("state", ""), nonce, challenge, scopes, gets,
                 rules.acr_wanted(sent.get("acr_values", "")))  # fmt: skip


def hold(by: security.Actor, wish: Asked) -> None:
    """Raises `StepUp` where the system wants it surer than this session is."""
    if wish.acr > by.assurance:
        raise security.StepUp(title=f"登录“{wish.name}”")


def hat_of(by: security.Actor) -> str:
    if by.mandate is not None:
        return f"for:{by.mandate}"
    return f"post:{by.post}" if by.post is not None else "self"


def agree(by: security.Actor, wish: Asked) -> str:
    """His yes, as whom he acts now. Returns where he goes back to, with a code."""
    hold(by, wish)
    now, code = clock.now(), secrets.token_urlsafe(32)
    with security.acting(by, AGREE, security.Ref("system", wish.number)) as record:
        family = Family.objects.create(
            system_id=wish.system, user_id=by.user, scopes=wish.scopes, hat=hat_of(by), acr=by.assurance,
            nonce=wish.nonce, began_at=now,
        )  # fmt: skip
        Ticket.objects.create(
            family=family, user_id=by.user, kind="code", mac=keys.mac(f"code:{code}"), address=wish.address,
            challenge=wish.challenge, until=now + CODE_LIVES,
        )  # fmt: skip
        record.note(scopes=wish.scopes, hat=family.hat, acr=family.acr)
    return wish.back(code=code)


@dataclass(frozen=True)
class Given:
    number: int
    name: str
    gets: list[tuple[str, str]]
    since: datetime


def given(by: security.Actor) -> list[Given]:
    """What he agreed to and has not taken back, newest first."""
    with security.viewing(by):
        mine = list(security.visible(Family.objects.filter(ended_at=None), by).order_by("-began_at"))
    with security.viewing(security.SYSTEM):  # a system's name and purposes are what he was shown when he agreed
        known = {one.pk: one for one in systems.System.objects.filter(pk__in={one.system_id for one in mine})}
    return [
        Given(one.pk, known[one.system_id].name,
              [(rules.SCOPES[word], known[one.system_id].purposes.get(word, "")) for word in one.scopes], one.began_at)
        for one in mine
    ]  # fmt: skip


def withdraw(by: security.Actor, number: int) -> None:
    """All that was issued on it is dead from here on."""
    with security.acting(by, WITHDRAW, security.Ref("consent", str(number))):
        mine = security.visible(Family.objects.filter(pk=number, ended_at=None), by)
        if not mine.update(ended_at=clock.now()):
            raise NotFound
