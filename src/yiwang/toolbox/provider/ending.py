"""Giving back, logging out, and throwing away what is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpRequest

from yiwang.kernel import clock
from yiwang.pillars.security.base import api as security

from . import keys, rules, systems
from .models import Family, SigningKey, System, Ticket

REVOKE = security.declare("provider.revoke", "系统交回登录凭据", by="system")
LEAVE = security.declare("provider.leave", "由别的系统来退出登录", by="person firm staff")
TIDY = security.declare("provider.tidy", "清除过期的登录凭据", by="system")
KEPT = timedelta(days=1)


def revoke(value: str, number: str, secret: str) -> None:
    """A refresh token takes its whole family along, an access token goes alone. An unknown one is no error (RFC 7009)."""
    with security.acting(security.SYSTEM, REVOKE, systems.about(number)) as record:
        system = systems.proved(number, secret)
        macs = [keys.mac(f"{kind}:{value}") for kind in ("access", "refresh")]
        ticket = Ticket.objects.filter(mac__in=macs, family__system=system).first()
        record.note(found=ticket is not None)
        if ticket is None:
            return
        if ticket.kind == "refresh":
            Family.objects.filter(pk=ticket.family_id, ended_at=None).update(ended_at=clock.now())
        Ticket.objects.filter(pk=ticket.pk).update(until=clock.now())


@dataclass(frozen=True)
class Parting:
    """Who asks somebody to log out, as far as that is known, and where he goes then; empty: he stays here."""

    system: int | None = None
    number: str = ""
    name: str = ""
    back: str = ""


def parting(sent: dict[str, str]) -> Parting:
    """An `id_token_hint` counts by its signature, however old; an address by being registered, letter for letter."""
    with security.viewing(security.SYSTEM):
        told = keys.read(sent["id_token_hint"]) if sent.get("id_token_hint") else {}
        number = told.get("aud") or sent.get("client_id", "") if told is not None else ""
        system = systems.serving(str(number))
    if system is None or sent.get("client_id", number) != number:
        return Parting()
    return Parting(system.pk, system.number, system.name, _onward(system, sent))


def _onward(system: System, sent: dict[str, str]) -> str:
    address = sent.get("post_logout_redirect_uri", "")
    if not rules.registered(address, system.partings):
        return ""
    state = {"state": sent["state"][:2000]} if sent.get("state") else {}
    return f"{address}{('&' if '?' in address else '?') + urlencode(state) if state else ''}"


def leave(by: security.Actor, request: HttpRequest, wish: Parting) -> None:
    """He said yes: what that system holds of his is dead, and the session here is over."""
    from django.contrib.auth import logout

    with security.acting(by, LEAVE, security.Ref("system", wish.number)):
        if wish.system is not None:
            mine = security.visible(Family.objects.filter(system_id=wish.system, ended_at=None), by)
            mine.update(ended_at=clock.now())
        logout(request)


def tidy() -> int:
    """Tickets a day past their end, families without any, keys nobody needs to know any more. Returns how many tickets."""
    with security.acting(security.SYSTEM, TIDY) as record:
        gone, _ = Ticket.objects.filter(until__lt=clock.now() - KEPT).delete()
        over = Q(ends_at__lt=clock.now() - KEPT) | Q(ended_at__lt=clock.now() - KEPT)
        Family.objects.filter(over, tickets=None).delete()
        SigningKey.objects.filter(until__lt=clock.now()).delete()
        record.note(tickets=gone)
    return gone


def as_facts(sent: Any) -> dict[str, str]:
    return {name: values[0] for name, values in sent.lists() if values}
