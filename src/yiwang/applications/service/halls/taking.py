"""Taking a number: at the door's machine, with an appointment's code, or on one's own phone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from yiwang.applications.service.matters import api as library
from yiwang.kernel import clock
from yiwang.kernel.errors import NotFound
from yiwang.pillars.security.base import api as security

from . import places, rules
from .actions import RETURN, TAKE
from .errors import Closed, CodeUnknown, MissedTwice, NotHere, NotOffered, NotTheDoor, WaitsAlready
from .events import AppointmentChanged
from .models import Appointment, Hall, Holder, Ticket
from .standing import standing

LETTERS = {"intake": "A", "acceptance": "B", "handout": "C"}
NEXT = """
INSERT INTO halls_series (hall_id, day, letter, last) VALUES (%s, %s, %s, 1)
ON CONFLICT (hall_id, day, letter) DO UPDATE SET last = halls_series.last + 1 RETURNING last
"""


@dataclass(frozen=True)
class Wanted:
    """What somebody comes for. `code`: of an appointment, which then says the rest. `door`: taken at the hall's machine."""

    matter: str = ""
    stage: str = "intake"
    ground: str = ""
    code: str = ""
    door: bool = False


def take(by: security.Actor, hall: int, wanted: Wanted, *, key: str) -> UUID:
    """Give the next number; returns the ticket. The wait told to its holder is kept beside it, to be checked later.

    Raises `Closed`, `CodeUnknown`, `NotOffered`, `NotTheDoor`, `WaitsAlready`.
    """
    body = [wanted.matter, wanted.stage, wanted.ground, wanted.code]
    with security.acting(by, TAKE, security.Ref("hall", str(hall)), key=key, body=body, code=wanted.code) as record:
        if record.replayed:
            return UUID(record.outcome)
        one, now = locked(hall), clock.now()
        hours = places.hours_of(one, now)
        if not hours.open:
            raise Closed(hall=one.name, opens=hours.opens)
        appointment = _appointment(one, wanted) if wanted.code else None
        if appointment is None and by.kind in ("nobody", "staff") and not wanted.door:
            raise NotTheDoor
        ticket = _new_ticket(record, one, wanted, appointment, now)
        party = appointment.party_id if appointment else by.party
        if party:
            _hold(record, by, ticket, appointment, party)
        _tell(ticket, one, now)
        record.note(
            number=ticket.number, stage=ticket.stage, matter=ticket.matter, told=[ticket.told_low, ticket.told_high]
        )
        return UUID(record.done(str(ticket.pk)))


def locked(hall: int) -> Hall:
    """The hall, held until the change is over: its queue moves one step at a time. Two windows that called at the same
    moment would else see the same queue; skipping locked rows instead would let the second pass over who is first."""
    found = Hall.objects.select_for_update(of=("self",)).select_related("agency").filter(pk=hall).first()
    if found is None:
        raise NotFound
    return found


def _appointment(one: Hall, wanted: Wanted) -> Appointment:
    found = Appointment.objects.filter(hall=one, day=clock.today(), state="booked", code=wanted.code).first()
    if found is None:
        raise CodeUnknown(code=wanted.code)
    return found


def _new_ticket(
    record: security.Record, one: Hall, wanted: Wanted, appointment: Appointment | None, now: datetime
) -> Ticket:
    name, stage = (appointment.matter, appointment.stage) if appointment else (wanted.matter, wanted.stage)
    matter = library.matter(name)
    if stage not in places.stages_for(one, name, matter):
        raise NotOffered(hall=one.name, title=matter.title)
    due = datetime.combine(appointment.day, appointment.starts, clock.CHINA) if appointment else None
    ground = (appointment.ground if appointment else wanted.ground) or wanted.ground
    ticket = Ticket(
        hall=one, day=now.date(), number=next_number(record, one, now, LETTERS[stage]), stage=stage, matter=name,
        title=matter.title, line=matter.line, ground=ground if ground in rules.GROUNDS else "", due=due,
        arrived_at=now, since=now,
    )  # fmt: skip
    ticket.save(force_insert=True)
    return ticket


def next_number(_record: security.Record, one: Hall, now: datetime, letter: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(NEXT, [one.pk, now.date(), letter])
        return rules.number_word(letter, cursor.fetchone()[0])


def _hold(
    record: security.Record, by: security.Actor, ticket: Ticket, appointment: Appointment | None, party: UUID
) -> None:
    if appointment:
        shown, code = appointment.party_shown, appointment.code
        appointment.state, appointment.settled_at = "arrived", clock.now()
        appointment.save(update_fields=["state", "settled_at"])
        record.emit(AppointmentChanged(str(appointment.pk), "arrived", ticket.hall_id, str(party), str(ticket.day),
                                       f"{appointment.starts:%H:%M}"))  # fmt: skip
    else:
        waits = Holder.objects.filter(party_id=party, ticket__hall=ticket.hall, ticket__day=ticket.day,
                                      ticket__state__in=("waiting", "called")).select_related("ticket").first()  # fmt: skip
        if waits:
            raise WaitsAlready(number=waits.ticket.number)
        own = security.own_party(by)
        shown, code = security.shown_name(own) if own else "", ""
    Holder(ticket=ticket, appointment=appointment, division=ticket.hall.division, party_id=party, shown=shown,
           code=code).save(force_insert=True)  # fmt: skip


def _tell(ticket: Ticket, one: Hall, now: datetime) -> None:
    told = standing(one, now).wait_of(ticket)
    if told is not None:
        ticket.told_low, ticket.told_high = rules.quoted(told)
        ticket.save(update_fields=["told_low", "told_high"])


def come_back(by: security.Actor, ticket: UUID, *, key: str) -> None:
    """过号后回来: once, one keeps one's place. Whoever holds the slip may say so. Raises `MissedTwice`, `NotHere`."""
    with security.acting(by, RETURN, security.Ref("ticket", str(ticket)), key=key) as record:
        if record.replayed:
            return
        found = Ticket.objects.select_for_update().filter(pk=ticket).first()
        if found is None:
            raise NotFound
        if found.state != "missed" or found.day != clock.today():
            raise NotHere(now=found.get_state_display(), wanted="回来等候")
        if found.missed > rules.TERMS.may_miss:
            raise MissedTwice
        found.state, found.window, found.called_at = "waiting", None, None
        found.save(update_fields=["state", "window", "called_at"])
        record.note(number=found.number)
