"""Registering a system, its secrets, and stopping it."""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Q

from yiwang.kernel import clock
from yiwang.kernel.errors import NotFound
from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base import api as standards

from . import keys, rules
from .errors import UnknownClient, WrongSystem
from .models import Family, Secret, System

ROLE = "administrator"
REGISTER = security.declare("provider.register", "登记一个用这里登录的系统", by="staff", roles=ROLE, assurance=3)
RENEW = security.declare("provider.renew_secret", "更换系统的密钥", by="staff", roles=ROLE, assurance=3)
SUSPEND = security.declare("provider.suspend", "停用一个系统", by="staff", roles=ROLE, assurance=3)
NUMBER = re.compile(r"[0-9a-f]{24}")
OVERLAP = timedelta(days=7)


@dataclass(frozen=True)
class Wish:
    """What is registered. `purposes`: scope → what for; `agency`: its credit code, the registrar's own where empty."""

    name: str
    kind: str
    contact: str
    until: date
    addresses: Sequence[str] = ()
    purposes: Mapping[str, str] = field(default_factory=dict)
    partings: Sequence[str] = ()
    agency: str = ""


def register(by: security.Actor, wish: Wish, key: str | None = None) -> tuple[str, str]:
    """The system's number, and its secret, which nobody can see again; a public system has none. Sent twice under one
    `key` it is registered once, and the secret not told again."""
    if says := rules.wrong_with(wish.name, wish.kind, wish.addresses, wish.purposes, wish.partings):
        raise WrongSystem(says=says)
    if not 0 < len(wish.contact.strip()) <= 120 or wish.until < clock.today():
        raise WrongSystem(says="请填联系人，期限要从今天以后算起")
    with security.acting(by, REGISTER, security.Ref("system", ""), key, body=[wish.name, wish.kind]) as record:
        if record.replayed:
            return str(record.outcome), ""
        agency = _agency(by, wish.agency)
        made = System.objects.create(
            name=wish.name.strip(), kind=wish.kind, contact=wish.contact.strip(), until=wish.until, agency=agency,
            addresses=list(wish.addresses), partings=list(wish.partings), sector=rules.sector_of(wish.addresses),
            purposes=dict(wish.purposes), division=agency.division_id, made_at=clock.now(),
        )  # fmt: skip
        record.about("system", made.number)
        record.note(kind=wish.kind, scopes=sorted(wish.purposes), addresses=list(wish.addresses))
        record.done(made.number)
        return made.number, _new_secret(made)


def _agency(by: security.Actor, uscc: str) -> standards.Agency:
    """One in reach of the registrar's post."""
    near = standards.Agency.objects.filter(pk__in=by.agencies or [])
    found = near.filter(uscc=uscc.strip().upper()).first() if uscc.strip() else near.filter(pk=by.agency or 0).first()
    if found is None:
        raise WrongSystem(says="在您的管辖范围里没有这个统一社会信用代码的机构")
    return found


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


@dataclass(frozen=True)
class SystemView:
    """As the registry shows it."""

    number: str
    name: str
    kind: str
    agency: str
    contact: str
    addresses: list[str]
    partings: list[str]
    gets: list[tuple[str, str, str]]
    until: date
    made_at: datetime
    suspended_at: datetime | None
    over: bool
    secrets: list[tuple[datetime, datetime | None]]


def registered(by: security.Actor) -> list[SystemView]:
    """Those in reach of his post. Inside a reading."""
    rows = security.visible(System.objects.select_related("agency"), by).prefetch_related("secrets")
    return [_view(one) for one in rows.order_by("suspended_at", "name")]


def one_of(by: security.Actor, number: str) -> SystemView:
    return _view(_own(by, number))


def _view(one: System) -> SystemView:
    alive = [each for each in one.secrets.all() if each.until is None or each.until > clock.now()]
    gets = [(word, title, one.purposes[word]) for word, title in rules.SCOPES.items() if word in one.purposes]
    return SystemView(
        one.number, one.name, one.kind, one.agency.name, one.contact, one.addresses, one.partings, gets, one.until,
        one.made_at, one.suspended_at, one.until < clock.today(),
        sorted(((each.made_at, each.until) for each in alive), reverse=True),
    )  # fmt: skip


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
    if not NUMBER.fullmatch(number):
        return None
    return System.objects.filter(number=number, suspended_at=None, until__gte=clock.today()).first()


def about(number: str) -> security.Ref:
    """Whom the trail names: what cannot be a number is not written down."""
    return security.Ref("system", number if NUMBER.fullmatch(number) else "")


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
