"""Registering a hall: the place and its hours, its windows, and what agencies let its own clerks do.

    pk = register(by, Wanted(name="五华区政务服务中心", address=…, hours={…}, capacity=6), key=key)
    put_window(by, pk, Seat(3, "综合窗口", ("intake",), (), accessible=True), key=key)
    authorise(by, pk, Given("market", ("intake", "handout"), "综合窗口收件委托书 2026-3", since), key=key)

A hall is kept by the agency that runs it. What was done at a window stays under its number whatever is changed here.
"""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from yiwang.kernel.errors import NotFound
from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base import api as standards

from . import rules
from .actions import SET_UP
from .errors import NotFilled
from .models import Authority, Hall, Window


@dataclass(frozen=True)
class Wanted:
    """A hall as typed. `hours`: weekday ("0" Monday) → spans; `capacity`: appointments in half an hour."""

    name: str
    address: str
    phone: str
    hours: dict[str, Any]
    capacity: int


@dataclass(frozen=True)
class Seat:
    """A window. No `lines`: a general window 综合窗口."""

    number: int
    name: str
    stages: tuple[str, ...]
    lines: tuple[str, ...]
    accessible: bool = False


@dataclass(frozen=True)
class Given:
    """综合窗口授权: a line's agency lets the hall's clerks take its matters at `stages`, from a day, on a ground."""

    line: str
    stages: tuple[str, ...]
    ground: str
    since: date
    until: date | None = None


def own_hall(by: security.Actor, pk: int, *, lock: bool = False) -> Hall:
    """A hall of the actor's own agency or one below; `NotFound` for any other."""
    rows = Hall.objects.select_for_update() if lock else Hall.objects.all()
    found = rows.filter(pk=pk, agency__in=list(by.agencies)).first()
    if found is None:
        raise NotFound
    return found


def register(by: security.Actor, wanted: Wanted, *, pk: int = 0, key: str | None = None) -> int:
    """Enter a hall of the actor's agency, or (`pk`) change one. Raises `NotFilled`, `NotFound`."""
    subject = security.Ref("hall", str(pk) if pk else wanted.name[:60])
    with security.acting(by, SET_UP, subject, key=key, body=asdict(wanted)) as record:
        if record.replayed:
            return int(record.outcome)
        agency = standards.agency(by.agency or 0)
        hall = own_hall(by, pk, lock=True) if pk else Hall(agency=agency, division=agency.division_id)
        _refuse_unfilled(wanted, hall)
        hall.name, hall.address, hall.phone = wanted.name, wanted.address, wanted.phone
        hall.hours, hall.slot_capacity = wanted.hours, wanted.capacity
        hall.door = hall.door or secrets.token_urlsafe(16)
        hall.save()
        record.note(hall=hall.pk, hours=hall.hours)
        return int(record.done(hall.pk))


def _refuse_unfilled(wanted: Wanted, hall: Hall) -> None:
    if not wanted.name:
        raise NotFilled(where="大厅名称", problem="还没有填")
    if not wanted.address:
        raise NotFilled(where="地址", problem="还没有填，办事的人要按它找来")
    if not any(wanted.hours.values()):
        raise NotFilled(where="开门时间", problem="一天都没有填")
    if not 1 <= wanted.capacity <= 200:
        raise NotFilled(where="每半小时接待预约", problem="填 1 到 200 之间的人数")
    if Hall.objects.filter(agency_id=hall.agency_id, name=wanted.name).exclude(pk=hall.pk).exists():
        raise NotFilled(where="大厅名称", problem="本单位已经有叫这个名字的大厅")


def put_window(by: security.Actor, pk: int, seat: Seat, *, key: str | None = None) -> None:
    """Enter or change the window of that number. Raises `NotFilled`, `NotFound`."""
    with security.acting(by, SET_UP, security.Ref("hall", str(pk)), key=key, body=asdict(seat)) as record:
        if record.replayed:
            return
        hall = own_hall(by, pk, lock=True)
        _refuse_seat(seat, hall)
        facts = {
            "name": seat.name,
            "stages": list(seat.stages),
            "lines": list(seat.lines),
            "accessible": seat.accessible,
        }
        Window.objects.update_or_create(hall=hall, number=seat.number, defaults=facts)
        record.note(window=seat.number, stages=list(seat.stages), lines=list(seat.lines))
        record.done(seat.number)


def _refuse_seat(seat: Seat, hall: Hall) -> None:
    if not 1 <= seat.number <= 999:
        raise NotFilled(where="窗口号", problem="填 1 到 999 之间的数")
    if not seat.name:
        raise NotFilled(where="窗口名称", problem="还没有填，例如“综合窗口”")
    _refuse_stages(seat.stages)
    unknown = set(seat.lines) - set(lines_of(hall))
    if unknown:
        raise NotFilled(where="办哪些单位的事", problem="选了这里没有的单位，请刷新页面再选")


def authorise(by: security.Actor, pk: int, given: Given, *, key: str | None = None) -> None:
    """Enter an authority; what it allows counts from its day. Raises `NotFilled`, `NotFound`."""
    facts = {**asdict(given), "since": given.since.isoformat(), "until": given.until and given.until.isoformat()}
    with security.acting(by, SET_UP, security.Ref("hall", str(pk)), key=key, body=facts) as record:
        if record.replayed:
            return
        hall = own_hall(by, pk, lock=True)
        if given.line not in lines_of(hall):
            raise NotFilled(where="哪个单位授权", problem="请从名单里选一个")
        _refuse_stages(given.stages)
        if not given.ground:
            raise NotFilled(where="依据", problem="请写委托书的名称和文号，没有依据不能代收")
        if given.until is not None and given.until <= given.since:
            raise NotFilled(where="到期日", problem="要晚于开始的日期")
        Authority.objects.create(hall=hall, **{**asdict(given), "stages": list(given.stages)})
        record.note(**facts)
        record.done(None)


def _refuse_stages(stages: tuple[str, ...]) -> None:
    if not stages or set(stages) - set(rules.STAGES):
        raise NotFilled(where="做哪几段", problem="至少选一段")


def end_authority(by: security.Actor, pk: int, authority: int, on: date, *, key: str | None = None) -> None:
    """From `on` the hall's clerks are no longer given these matters; numbers already served stay as they are."""
    with security.acting(
        by, SET_UP, security.Ref("hall", str(pk)), key=key, body=[authority, on.isoformat()]
    ) as record:
        if record.replayed:
            return
        own_hall(by, pk, lock=True)
        found = Authority.objects.select_for_update().filter(pk=authority, hall=pk).first()
        if found is None:
            raise NotFound
        found.until = on
        found.save(update_fields=["until"])
        record.note(line=found.line, until=on.isoformat())
        record.done(None)


def lines_of(hall: Hall) -> dict[str, str]:
    """Which agencies of the place have windows to be served here: line → its name."""
    found = standards.Agency.objects.filter(division=hall.division).order_by("pk").values_list("line", "name")
    return dict(found)
