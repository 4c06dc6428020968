"""Which systems are connected, and the requests they sign."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from yiwang.infrastructure.crypto import api as crypto
from yiwang.infrastructure.outgoing.api import NotThere
from yiwang.kernel import clock
from yiwang.kernel.errors import DomainError, Invalid, NotFound
from yiwang.pillars.security.base import api as security

from . import rules
from .definition import External, systems
from .errors import Forged, NotConnected, Replayed, Stale
from .models import Connection, Nonce

CONNECT = security.declare("elsewhere.connect", "接通或断开别处的系统", by="staff", roles="administrator")
KEY = re.compile(r"04[0-9a-f]{128}")


class WrongKey(Invalid):
    """公钥要写成 04 开头的 130 位十六进制数（SM2，不压缩）。"""

    code = "elsewhere.wrong_key"


@dataclass(frozen=True)
class Standing:
    """A declared system and how it stands here."""

    name: str
    system: External
    address: str
    key: str
    open: bool
    heard_at: datetime | None
    problem: str


def connected(name: str) -> Connection:
    """The connection of a declared system. Raises `NotFound`, `NotConnected`."""
    if name not in systems:
        raise NotFound
    found = Connection.objects.filter(pk=name).first()
    if found is None or not found.open:
        raise NotConnected(title=systems[name].title)
    return found


def standings() -> list[Standing]:
    kept = Connection.objects.in_bulk(list(systems))
    return [_standing(name, system, kept.get(name)) for name, system in systems.items()]


def _standing(name: str, system: External, row: Connection | None) -> Standing:
    if row is None:
        return Standing(name, system, "", "", False, None, "")
    return Standing(name, system, row.address, row.public_key, row.open, row.heard_at, row.problem)


def connect(by: security.Actor, name: str, *, address: str, key: str, on: bool) -> None:
    """Set where a system is and the key it signs with. The address must be the declared host's, by https."""
    if name not in systems:
        raise NotFound
    with security.acting(by, CONNECT, security.Ref("external", name)) as record:
        keep(record, name, address=address.strip(), key=key.strip().lower(), on=on)


def keep(record: security.Record, name: str, *, address: str, key: str, on: bool) -> None:
    system = systems[name]
    if address and not system.rehearsal and not address.startswith(f"https://{system.host}/"):
        raise NotThere(why=f"要以 https://{system.host}/ 开头")
    if (key or on) and not KEY.fullmatch(key):
        raise WrongKey
    facts = {"address": address, "public_key": key, "open": on, "problem": ""}
    Connection.objects.update_or_create(system=name, defaults=facts)
    record.note(system=name, address=address, open=on, key=security.sm3(key.encode()).hex()[:16])


def checked(name: str, signed: rules.Signed) -> Connection:
    """Is it this system's signature, over this, just now? Raises `Forged`, `Stale`; changes nothing."""
    found = connected(name)
    if not rules.in_time(signed.timestamp, clock.now()):
        raise Stale(minutes=int(rules.SKEW.total_seconds() // 60))
    if not rules.good_nonce(signed.nonce) or not genuine(found, signed):
        raise Forged
    return found


def genuine(found: Connection, signed: rules.Signed) -> bool:
    text = rules.text_of(signed.path, signed.timestamp, signed.nonce, security.sm3(signed.body).hex())
    try:
        return crypto.sm2_verify(bytes.fromhex(found.public_key), text, signed.signature)
    except (DomainError, ValueError):
        return False


def once(record: security.Record, name: str, nonce: str) -> None:
    """Take the nonce, together with what the request changes. Raises `Replayed`."""
    try:
        with transaction.atomic():
            Nonce.objects.create(system=name, nonce=nonce, at=clock.now())
    except IntegrityError as taken:
        raise Replayed from taken
    record.note(system=name)


def heard(_record: security.Record, name: str) -> None:
    Connection.objects.filter(pk=name).update(heard_at=clock.now(), problem="")


def forget_nonces() -> int:
    """Those too old to be believed anyway."""
    with security.acting(security.SYSTEM, FORGET, security.Ref("nonces", "old")):
        return Nonce.objects.filter(at__lt=clock.now() - rules.NONCE_LIVES).delete()[0]


FORGET = security.declare("elsewhere.forget_nonces", "清理过期的随机数", by="system")
