"""Registering a system, its secrets, and stopping it."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Q

from yiwang.kernel import clock
from yiwang.kernel.errors import NotFound, Refused
from yiwang.pillars.security.base import api as security

from . import keys, rules
from .errors import UnknownClient, WrongSystem
from .models import Family, Secret, System

ROLE = "administrator"
REGISTER = security.declare("provider.register", "登记一个用这里登录的系统", by="staff", roles=ROLE, assurance=2)
RENEW = security.declare("provider.renew_secret", "更换系统的密钥", by="staff", roles=ROLE, assurance=2)
SUSPEND = security.declare("provider.suspend", "停用一个系统", by="staff", roles=ROLE, assurance=2)
OVERLAP = timedelta(days=7)


@dataclass(frozen=True)
class Wish:
    """What is registered. `purposes`: scope → what for."""

    name: str
    kind: str
    contact: str
    until: date
    addresses: Sequence[str] = ()
    purposes: Mapping[str, str] = field(default_factory=dict)


def register(by: security.Actor, wish: Wish) -> tuple[str, str]:
    """The system's number, and its secret, which nobody can see again; a public system has none."""
    if says := rules.wrong_with(wish.name, wish.kind, wish.addresses, wish.purposes):
        raise WrongSystem(says=says)
    with security.acting(by, REGISTER, security.Ref("system", "")) as record:
        if by.agency is None or by.divisions is None:
            raise Refused(why="系统要登记在一个部门名下，请换到您在部门的岗位再登记")
        made = System.objects.create(
            name=wish.name, kind=wish.kind, contact=wish.contact, until=wish.until, addresses=list(wish.addresses),
            sector=rules.sector_of(wish.addresses), purposes=dict(wish.purposes), agency_id=by.agency,
            division=by.divisions[0], made_at=clock.now(),
        )  # fmt: skip
        record.about("system", made.number)
        record.note(kind=wish.kind, scopes=sorted(wish.purposes), addresses=list(wish.addresses))
        return made.number, _new_secret(made)


def renew(by: security.Actor, number: str) -> str:
    """A new secret; the former holds on for the overlap."""
    with security.acting(by, RENEW, security.Ref("system", number)):
        system = _own(by, number)
        if system.kind == "public":
            raise WrongSystem(says="这类程序存不住密钥，所以没有密钥")
        system.secrets.filter(until=None).update(until=clock.now() + OVERLAP)
        return _new_secret(system)


def suspend(by: security.Actor, number: str, why: str) -> None:
    """From this moment nothing is issued to it, and nothing it holds is answered."""
    with security.acting(by, SUSPEND, security.Ref("system", number)) as record:
        system = _own(by, number)
        system.suspended_at = clock.now()
        system.save(update_fields=["suspended_at"])
        record.note(why=why)


def _own(by: security.Actor, number: str) -> System:
    found = security.visible(System.objects.filter(number=number), by).first()
    if found is None:
        raise NotFound
    return found


def _new_secret(system: System) -> str:
    if system.kind == "public":
        return ""
    value = secrets.token_urlsafe(32)
    Secret.objects.create(system=system, mac=keys.mac(f"secret:{value}"), made_at=clock.now())
    return value


def serving(number: str) -> System | None:
    """A system that is neither suspended nor past its day. As the program."""
    return System.objects.filter(number=number, suspended_at=None, until__gte=clock.today()).first()


def proved(number: str, secret: str) -> System:
    """The system that knows its secret. Raises `UnknownClient`, for all reasons alike."""
    system = serving(number)
    if system is None:
        raise UnknownClient
    if system.kind == "public":
        if secret:
            raise UnknownClient
        return system
    given = keys.mac(f"secret:{secret}")
    known = system.secrets.filter(Q(until=None) | Q(until__gt=clock.now()))
    if not any(hmac.compare_digest(bytes(one.mac), given) for one in known):
        raise UnknownClient
    return system


def sub_of(family: Family) -> str:
    assert family.user_id is not None  # noqa: S101  a machine's family has no claims
    return rules.pairwise(lambda data: keys.mac(f"sub:{data.hex()}"), family.system.sector, family.user_id)
