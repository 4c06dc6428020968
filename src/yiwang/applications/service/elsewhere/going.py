"""Going there without logging in again: consent, a ticket for a minute, redeemed once by the system it is for."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from typing import Any

from yiwang.infrastructure.crypto import api as crypto
from yiwang.kernel import clock
from yiwang.kernel.errors import NotFound
from yiwang.pillars.security.base import api as security

from . import rules
from .connecting import checked, connected, heard, once
from .definition import FIELDS, External, There, of_matter
from .errors import Forged, MustAgree, TicketOver, Unreadable
from .models import Agreement, Ticket

GO = security.declare("elsewhere.go", "同意带信息到别处办理", by="person firm")
REDEEM = security.declare("elsewhere.redeem", "别处的系统兑换跳转票据", by="system")
SIGNING = "elsewhere"
PURPOSE = "本人同意，带到“{title}”办理“{matter}”"


def offered(by: security.Actor, matter: str) -> dict[str, Any]:
    """What the consent page shows: where to, and each field with the value that would go, masked."""
    name, system, there = _found(matter)
    connected(name)
    security.within_mandate(by, matter, there.title)
    party = security.own_party(by)
    if party is None:
        raise NotFound
    values = {"name": party.name, "identifier": party.identifier_masked, "mobile": party.mobile_masked}
    rows = [(key, FIELDS[key], values[key], key in there.needs) for key in (*there.needs, *there.may)]
    return {"name": name, "system": system, "there": there, "rows": rows, "matter": matter}


def go(by: security.Actor, matter: str, ticked: Sequence[str]) -> str:
    """The address to go to, with a ticket. The agreement is kept and in the trail. Raises `MustAgree`, `NotConnected`."""
    name, system, there = _found(matter)
    fields, missing = rules.agreed(there.needs, there.may, ticked)
    if missing:
        raise MustAgree(fields="、".join(FIELDS[one] for one in missing))  # type: ignore[index]
    security.within_mandate(by, matter, there.title)
    if by.party is None:
        raise NotFound
    code = secrets.token_urlsafe(32)
    with security.acting(by, GO, security.Ref("external", name)) as record:
        address = connected(name).address
        agreement, _ = Agreement.objects.update_or_create(
            system=name, matter=matter, party_id=by.party,
            defaults={"subject": subject_of(name, str(by.party)), "fields": fields, "at": clock.now(), "user": by.user},
        )  # fmt: skip
        Ticket.objects.create(
            digest=_digest(code), agreement=agreement, fields=fields, made_at=clock.now(),
            until=clock.now() + rules.TICKET_LIVES,
        )  # fmt: skip
        record.note(system=name, matter=matter, fields=fields, to=system.title)
    signed = crypto.sign(SIGNING, code.encode())
    return f"{address}?ticket={code}.{signed.key_id}.{signed.value.hex()}"


def redeem(name: str, signed: rules.Signed) -> dict[str, str]:
    """Called by the system, signed: the agreed fields, enciphered for its key, and what the person is called there.

    Raises `Forged`, `Stale`, `Replayed`, `Unreadable`, `TicketOver`."""
    found = checked(name, signed)
    code = genuine_code(_ticket_in(signed.body))
    with security.acting(security.SYSTEM, REDEEM, security.Ref("external", name)) as record:
        once(record, name, signed.nonce)
        ticket = Ticket.objects.select_for_update().select_related("agreement").filter(pk=_digest(code)).first()
        if ticket is None or ticket.agreement.system != name or not usable(ticket):
            raise TicketOver
        ticket.used_at = clock.now()
        ticket.save(update_fields=["used_at"])
        heard(record, name)
        record.note(fields=ticket.fields, matter=ticket.agreement.matter)
        agreement = ticket.agreement
    values = _values(agreement, ticket.fields)
    sealed = crypto.sm2_encrypt(bytes.fromhex(found.public_key), json.dumps(values, ensure_ascii=False).encode())
    return {"subject": agreement.subject, "matter": agreement.matter, "sealed": sealed.hex()}


def usable(ticket: Ticket) -> bool:
    return ticket.used_at is None and clock.now() <= ticket.until


def genuine_code(text: str) -> str:
    """The code in a ticket that we signed; `Forged` for any other."""
    code, _, rest = text.partition(".")
    key_id, _, value = rest.rpartition(".")
    try:
        good = crypto.verify(SIGNING, code.encode(), crypto.Signature(key_id, bytes.fromhex(value)))
    except (crypto.NoSuchKey, ValueError):
        good = False
    if not good:
        raise Forged
    return code


def subject_of(system: str, party: str) -> str:
    """What somebody is called in one system: another name in each, and nobody goes back from it."""
    return crypto.blind_index(SIGNING, f"{system}\n{party}").hex()


def _values(agreement: Agreement, fields: Sequence[str]) -> dict[str, str]:
    """Each value is opened for a purpose that is written down, where its owner can read it."""
    _, system, there = _found(agreement.matter)
    purpose = PURPOSE.format(title=system.title, matter=there.title)
    about = security.Ref("external", agreement.system)
    return {one: security.disclose(security.SYSTEM, agreement.party_id, one, purpose, about) for one in fields}


def _ticket_in(body: bytes) -> str:
    try:
        return str(json.loads(body)["ticket"])[:500]
    except (ValueError, KeyError, TypeError) as wrong:
        raise Unreadable(problem="要有 ticket") from wrong


def _digest(code: str) -> str:
    return security.sm3(code.encode()).hex()


def _found(matter: str) -> tuple[str, External, There]:
    found = of_matter(matter)
    if found is None:
        raise NotFound
    return found
