"""Registering terminals, hearing their reports, finding the nearest that can do it."""

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from yiwang.applications.service.halls import api as halls
from yiwang.infrastructure.crypto import api as crypto
from yiwang.kernel import clock
from yiwang.kernel.errors import NotFound
from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base import api as standards

from . import rules
from .actions import BEAT, REGISTER
from .errors import Stale, Unreadable, WrongSignature
from .models import PLACES, Terminal  # noqa: F401  the views name them too

KEY = "terminals"
COUNTIES = (530102, 530111, 530112, 532901, 530302, 530402, 532501, 532801)


@dataclass(frozen=True)
class Place:
    """Where a terminal stands and what it offers."""

    code: str
    name: str
    kind: str
    address: str
    division: int
    agency: int
    hours: dict[str, Any]
    matters: tuple[str, ...] = ()
    point: tuple[float, float] | None = None


def register(by: security.Actor, place: Place, *, synthetic: bool = False) -> bytes:
    """Enter a terminal; returns the key it signs its reports with. It is told once and kept sealed."""
    with security.acting(by, REGISTER, security.Ref("terminal", place.code)) as record:
        secret = secrets.token_bytes(32)
        latitude, longitude = place.point or (None, None)
        Terminal.objects.create(
            code=place.code, name=place.name, kind=place.kind, address=place.address, division=place.division,
            agency_id=place.agency, hours=place.hours, matters=list(place.matters), latitude=latitude,
            longitude=longitude, key_sealed=crypto.encrypt(KEY, secret, place.code.encode()), synthetic=synthetic,
        )  # fmt: skip
        record.note(division=place.division, matters=len(place.matters))
    return secret


def terminal(code: str) -> Terminal:
    found = Terminal.objects.select_related("agency").filter(code=code).first()
    if found is None:
        raise NotFound
    return found


def _secret(one: Terminal) -> bytes:
    return crypto.decrypt(KEY, bytes(one.key_sealed), one.code.encode())


def sign(secret: bytes, body: bytes) -> str:
    """HMAC-SM3 of the report, as the terminal sends it."""
    return crypto.hmac_sm3(secret, body).hex()


def pairing(one: Terminal) -> str:
    """What the terminal's browser is opened with once. Derived from its key, and not the key."""
    return crypto.hmac_sm3(_secret(one), b"pair " + one.code.encode()).hex()[:32]


def paired(one: Terminal, said: str) -> bool:
    return hmac.compare_digest(pairing(one).encode(), said.encode())


def hear(code: str, body: bytes, signature: str) -> None:
    """Take a report: signed by this terminal, of now, newer than the last. Raises `WrongSignature`, `Stale`, `Unreadable`."""
    with security.acting(security.NOBODY, BEAT, security.Ref("terminal", code)) as record:
        one = Terminal.objects.select_for_update().filter(code=code).first()
        if one is None:
            raise NotFound
        if not hmac.compare_digest(sign(_secret(one), body).encode(), signature.encode()):
            raise WrongSignature(why="")
        said, paper, faults = _read(body)
        now = clock.now()
        if not rules.fresh(said, one.said_at, now):
            raise Stale
        one.said_at, one.heard_at, one.paper, one.faults = said, now, paper, faults
        one.save(update_fields=["said_at", "heard_at", "paper", "faults"])
        record.note(paper=paper, faults=faults)


def _read(body: bytes) -> tuple[datetime, int, list[str]]:
    try:
        told = json.loads(body)
        said, paper, faults = datetime.fromisoformat(told["at"]), told["paper"], told["faults"]
    except (ValueError, KeyError, TypeError):
        raise Unreadable from None
    known = isinstance(faults, list) and all(isinstance(one, str) and one in rules.FAULTS for one in faults)
    if said.tzinfo is None or type(paper) is not int or not 0 <= paper <= 100 or not known:
        raise Unreadable
    return said, paper, faults


@dataclass(frozen=True)
class Shown:
    """A terminal as lists show it."""

    one: Terminal
    open: bool
    opens: str
    silent: bool
    working: bool
    prints: bool
    km: float | None = None

    @property
    def faults(self) -> list[str]:
        return [rules.FAULTS[fault] for fault in self.one.faults]

    @property
    def low(self) -> bool:
        return self.one.paper <= rules.LOW_PAPER


def shown(one: Terminal, now: datetime | None = None, here: tuple[float, float] | None = None) -> Shown:
    now = now or clock.now()
    spans = halls.hours_on(one.hours, now.date(), standards.calendar()) if one.hours else []
    opened = not one.hours or halls.is_open(spans, now.time())
    opens = "24 小时" if not one.hours else "，".join(f"{low:%H:%M}—{high:%H:%M}" for low, high in spans) or "今天不开"
    point = _point(one)
    km = rules.kilometres(here, point) if here and point else None
    return Shown(one, opened, opens, *rules.standing(one.heard_at, one.paper, one.faults, now), km)


def _point(one: Terminal) -> tuple[float, float] | None:
    return (one.latitude, one.longitude) if one.latitude is not None and one.longitude is not None else None


def find(
    matter: str, place: int, here: tuple[float, float] | None = None, *, prints: bool = False, limit: int = 20
) -> Sequence[Shown]:
    """The nearest that are open now and can do `matter`."""
    every = {one.code: shown(one, here=here) for one in Terminal.objects.select_related("agency")}
    spots = [
        rules.Spot(code, halls.apart(place, each.one.division), each.open, each.working, each.prints,
                   frozenset(each.one.matters), _point(each.one))
        for code, each in every.items()
    ]  # fmt: skip
    return [every[spot.key] for spot in rules.nearest_open(spots, matter, here, prints=prints)[:limit]]


def of_divisions(viewer: security.Actor) -> list[Shown]:
    """Terminals in the divisions of one's post, those that need somebody first."""
    if not viewer.divisions:
        return []
    found = (
        Terminal.objects.filter(division__range=viewer.divisions).select_related("agency").order_by("division", "code")
    )
    return sorted((shown(one) for one in found), key=lambda one: (not one.silent, one.working, not one.low))


def sample(by: security.Actor) -> int:
    """Two terminals in each sample county, one around the clock; some silent or short of paper. Returns how many."""
    made = 0
    for number, county in enumerate(COUNTIES):
        agency = standards.Agency.objects.filter(line="service", division=county * 10**6, synthetic=True).first()
        if agency is None:
            continue
        for kind, hours in (("hall", {}), ("community", {str(day): [["08:00", "20:00"]] for day in range(7)})):
            code = f"{county}-{kind}"
            if Terminal.objects.filter(code=code).exists():
                continue
            name = f"{agency.division.name}{'政务大厅 24 小时自助区' if kind == 'hall' else '样例社区'}自助终端"
            secret = register(by, Place(code, name, kind, f"{agency.division.name}样例路 {number + 1} 号", county * 10**6,
                                        agency.pk, hours), synthetic=True)  # fmt: skip
            if number % 4 != 3:
                body = json.dumps(
                    {"at": clock.now().isoformat(), "paper": 80 if number % 3 else 8, "faults": []}
                ).encode()
                hear(code, body, sign(secret, body))
            made += 1
    return made
