"""What a system asks of the person it sent here. Wrong asking is told to the system, by the way back it registered;
to an address that is not registered nobody is ever sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings

from yiwang.pillars.security.base import api as security

from . import rules, systems
from .errors import WrongWay

ASK = security.declare("provider.ask", "系统请人用这里的账号登录", by="nobody person firm staff system")


@dataclass(frozen=True)
class Asked:
    """An authorization request that may be shown to somebody."""

    system: int
    number: str
    name: str
    agency: str
    address: str
    state: str
    nonce: str
    challenge: str
    scopes: list[str]
    gets: list[tuple[str, str]]
    acr: int
    prompt: frozenset[str]
    max_age: int | None

    def back(self, **facts: str) -> str:
        return way_back(self.address, self.state, **facts)


class Declined(Exception):
    """Answered to the system itself (RFC 6749 section 4.1.2.1)."""

    def __init__(self, number: str, word: str, back: str) -> None:
        super().__init__(word)
        self.number, self.word, self.back = number, word, back


def way_back(address: str, state: str, **facts: str) -> str:
    """With who answers (RFC 9207), so that no system takes our answer for another house's."""
    told = {**facts, "iss": settings.BASE_URL, **({"state": state} if state else {})}
    return f"{address}{'&' if '?' in address else '?'}{urlencode(told)}"


def asked(many: Mapping[str, Sequence[str]]) -> Asked:
    """Raises `WrongWay` where nobody may be sent back, `Declined` where the way back is sure and the asking wrong."""
    sent = {name: values[0] for name, values in many.items() if values}
    repeated = [name for name, values in many.items() if len(values) > 1]
    with security.viewing(security.SYSTEM):
        system = systems.serving(sent.get("client_id", ""))
        agency = system.agency.name if system else ""
    address, state = sent.get("redirect_uri", ""), sent.get("state", "")
    if (
        system is None
        or {"client_id", "redirect_uri"} & set(repeated)
        or not rules.registered(address, system.addresses)
    ):
        raise WrongWay
    if word := rules.wrong_request(sent, repeated, system.purposes):
        raise Declined(system.number, word, way_back(address, state, error=word))
    scopes = rules.scopes_asked(sent["scope"], system.purposes)
    return Asked(
        system.pk, system.number, system.name, agency, address, state, sent.get("nonce", ""), sent["code_challenge"], scopes,
        [(rules.SCOPES[one], system.purposes[one]) for one in scopes], rules.acr_wanted(sent.get("acr_values", "")),
        frozenset(sent.get("prompt", "").split()), int(sent["max_age"]) if "max_age" in sent else None,
    )  # fmt: skip


def declined(wish: Asked, word: str) -> Declined:
    return Declined(wish.number, word, wish.back(error=word))


def note(by: security.Actor, told: Declined) -> None:
    """A refusal is in the trail, written when no reading is open any more."""
    later(lambda: security.record_refusal(by, ASK, security.Ref("system", told.number), told.word))


def later(call: Callable[[], None]) -> None:
    """When the reading that is open is over; at once where none is."""
    if not security.afterwards(call):
        call()
