"""Registering parties and users, masking what is shown of them, and disclosing what is sealed."""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from yiwang.kernel.errors import NotFound, Refused

from . import marking
from .actions import declare, require
from .actor import Actor
from .digest import sm3
from .models import Party, User
from .ports import vault
from .scope import afterwards, current, enter, viewing
from .trail import Ref, Row, looked

KEY = marking.KEY
DISCLOSE = declare("security.disclose", "查看完整的个人信息", by="staff person firm system", assurance=3)


def mask_name(name: str) -> str:
    """王*珍, 李*: the first character, stars, and the last of three or more."""
    if len(name) <= 1:
        return "*"
    return f"{name[0]}*" if len(name) == 2 else f"{name[0]}{'*' * (len(name) - 2)}{name[-1]}"


def mask_identifier(identifier: str) -> str:
    """5301** **** **** 0024"""
    return (
        f"{identifier[:4]}{'*' * (len(identifier) - 8)}{identifier[-4:]}"
        if len(identifier) > 8
        else "*" * len(identifier)
    )


def mask_mobile(mobile: str) -> str:
    return f"{mobile[:3]}****{mobile[-4:]}" if len(mobile) == 11 else "*" * len(mobile)


def mark_of(kind: str, identifier: str) -> bytes:
    """The blind index a party is found by."""
    return marking.marks(kind, identifier).current


def marks_of(kind: str, identifier: str) -> list[bytes]:
    """Every blind index a number has or had: what was kept of it before the index changed is still his."""
    found = marking.marks(kind, identifier)
    return list(dict.fromkeys((found.current, found.incoming, *found.former)))


def mark_anew(party: Party) -> None:
    """Give a party the marks of its own number as they are now (not saved); one that was erased the mark of none."""
    if identifier := open_sealed(party, "identifier"):
        marking.put(party, identifier)
    else:
        party.identifier_mark_next = os.urandom(32)


def party_with(kind: str, identifier: str) -> Party | None:
    """The party that bears a number, also while the index is being changed. Inside a reading that reaches it."""
    known = marks_of(kind, identifier)
    found = Q(identifier_mark__in=known) | Q(identifier_mark_next__in=known)
    return Party.objects.filter(found, kind=kind).first()


def new_party(kind: str, name: str, identifier: str, mobile: str = "", **facts: Any) -> Party:
    """A party with its L4 values sealed; not saved yet. A firm's USCC is public, so its mask shows it whole."""
    party = Party(kind=kind, name=name, **facts)
    marking.put(party, identifier)
    party.being_marked = identifier  # marked again when it is saved
    party.identifier_sealed = vault().encrypt(KEY, identifier.encode(), party.id.bytes)
    party.identifier_masked = mask_identifier(identifier) if kind == "person" else identifier
    if mobile:
        party.mobile_sealed = vault().encrypt(KEY, mobile.encode(), party.id.bytes)
        party.mobile_masked = mask_mobile(mobile)
    return party


def shown_name(party: Party) -> str:
    return mask_name(party.name) if party.kind == "person" else party.name


def masked_facts(party: Party) -> dict[str, Any]:
    """What others may see of a party without a purpose: its kind and its masked numbers."""
    return {
        "kind": party.kind,
        "identifier_masked": party.identifier_masked,
        "mobile_masked": party.mobile_masked,
    }


def own_party(by: Actor) -> Party | None:
    """The party `by` is or acts for. Inside a reading transaction of his own."""
    return Party.objects.filter(pk=by.party).first() if by.party else None


def own_facts(party: Party) -> dict[str, Any]:
    """What the holder himself is offered again in a form: his own values in clear."""
    return {
        "party.name": party.name,
        "party.identifier": open_sealed(party, "identifier"),
        "party.mobile": open_sealed(party, "mobile"),
        "party.address": party.address,
        "party.division": party.division_id,
        "party.county": party.division_id and party.division_id // 10**6 * 10**6,
        **{f"party.{key}": value for key, value in party.facts.items() if not key.endswith("_mark")},
    }


def open_sealed(party: Party, field: str) -> str:
    """The clear text of `identifier` or `mobile`. Internal: shown to others only by `disclose`."""
    sealed = getattr(party, f"{field}_sealed")
    return vault().decrypt(KEY, bytes(sealed), party.id.bytes).decode() if sealed else ""


def mobile_of(party: UUID) -> str:
    """The number texts for `party` go to; empty where he left none. Only for a change that the system itself makes: it
    reaches the phone's owner and shows nobody anything. Raises `Refused` for any other actor."""
    if current().kind != "system":
        raise Refused(why="号码只在系统给本人发短信的那一刻打开。查看请说明用途，逐次记录")
    return open_sealed(Party.objects.get(pk=party), "mobile")


def disclose(by: Actor, party: UUID, field: str, purpose: str, about: Ref | None = None) -> str:
    """One sealed value in clear, for a named purpose. The read is recorded first and its subject can see it.

    Raises `Refused` without a purpose, `NotFound` where the party is out of reach.
    """
    if field not in ("identifier", "mobile", "name", "address"):
        raise NotFound
    require(by, DISCLOSE)
    if not purpose.strip():
        raise Refused(why="请先选择查看的用途。看一次记一次，本人可以查到")
    with viewing(by, purpose=purpose):
        found = Party.objects.filter(pk=party).first()
    if found is None:
        raise NotFound
    record_reading(by, f"security.disclose.{field}", [party], purpose, about)
    return open_sealed(found, field) if field in ("identifier", "mobile") else getattr(found, field)


def note_reading(
    by: Actor, action: str, parties: Iterable[UUID], purpose: str, about: Ref | None = None, *, query: str = "",
    masked: bool = False,
) -> None:  # fmt: skip
    """Record, once the reading that is open here is over, that this answer shows personal data of `parties` to `by`.
    Whoever looks at his own leaves nothing. `query`: what was asked for, kept as a digest; `masked`: it was shown so."""
    others = [party for party in parties if party != by.party]
    if not others or not by.is_staff:
        return
    facts = {"masked": masked, **({"query": sm3(query.encode()).hex()} if query else {})}
    call = partial(record_reading, by, action, others, purpose, about, **facts)
    if not afterwards(call):
        call()


def record_reading(
    by: Actor, action: str, parties: Iterable[UUID], purpose: str, about: Ref | None = None, **facts: Any
) -> None:
    """One trail row for one answer that shows personal data of others, indexed by its subjects."""
    parties = list(parties)
    row = Row("read", by, action, about, purpose=purpose, payload={"subjects": len(parties), **facts})
    with transaction.atomic(durable=True):
        enter(by)
        row.write()
        looked(row, parties)


def user_named(username: str) -> User | None:
    return User.objects.filter(username=username).first()
