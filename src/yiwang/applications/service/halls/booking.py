"""Appointments: half hours with places left, one live appointment a person, matter and day."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import F

from yiwang.applications.service.matters import api as library
from yiwang.kernel import clock
from yiwang.kernel.errors import NotFound
from yiwang.pillars.security.base import api as security

from . import places, rules
from .actions import BOOK, CANCEL
from .errors import BookedAlready, NoSuchSlot, NotHere, NotOffered, SlotFull
from .events import AppointmentChanged
from .models import Appointment, Hall, Slot

# One statement takes a place or takes none: whoever comes second waits for the row and reads the new count.
PLACE = """
INSERT INTO halls_slot (hall_id, day, starts, capacity, taken) VALUES (%s, %s, %s, %s, 1)
ON CONFLICT (hall_id, day, starts) DO UPDATE SET taken = halls_slot.taken + 1
WHERE halls_slot.taken < halls_slot.capacity RETURNING taken
"""


@dataclass(frozen=True)
class Wish:
    """What is booked: `stage` intake or handout, a day and the half hour's beginning."""

    matter: str
    stage: str
    day: date
    starts: time
    ground: str = ""


@dataclass(frozen=True)
class Half:
    """A half hour as it is offered."""

    starts: time
    left: int


def days(one: Hall, now: datetime | None = None) -> list[date]:
    """Days that can be booked: open ones within the hall's reach, today while a half hour is still to come."""
    now = now or clock.now()
    ahead = [now.date() + timedelta(days=n) for n in range(rules.TERMS.ahead_days + 1)]
    return [day for day in ahead if halves(one, day, now)]


def halves(one: Hall, day: date, now: datetime | None = None) -> list[Half]:
    """The half hours of a day with the places left; those already begun are gone."""
    now = now or clock.now()
    if not now.date() <= day <= now.date() + timedelta(days=rules.TERMS.ahead_days):
        return []
    taken = {slot.starts: slot for slot in Slot.objects.filter(hall=one, day=day)}
    offered = [at for at in rules.slots_of(places.spans_on(one, day)) if day > now.date() or at > now.time()]
    return [Half(at, taken[at].capacity - taken[at].taken if at in taken else one.slot_capacity) for at in offered]


def book(by: security.Actor, hall: int, wish: Wish, *, key: str) -> UUID:
    """Book; returns the appointment. Raises `NoSuchSlot`, `SlotFull`, `BookedAlready`, `NotOffered`."""
    body = [hall, wish.matter, wish.stage, str(wish.day), str(wish.starts)]
    with security.acting(by, BOOK, security.Ref("hall", str(hall)), key=key, body=body) as record:
        if record.replayed:
            return UUID(record.outcome)
        one, matter = places.hall(hall), library.matter(wish.matter)
        when = f"{wish.day.month}月{wish.day.day}日 {wish.starts:%H:%M}"
        if wish.stage not in places.stages_for(one, wish.matter, matter):
            raise NotOffered(hall=one.name, title=matter.title)
        if wish.starts not in [half.starts for half in halves(one, wish.day)]:
            raise NoSuchSlot(when=when)
        party = security.own_party(by)
        if party is None:
            raise NotFound
        live = Appointment.objects.filter(
            party=party, matter=wish.matter, day=wish.day, state__in=("booked", "arrived")
        )
        if live.exists():
            raise BookedAlready(day=f"{wish.day.month}月{wish.day.day}日", title=matter.title)
        _place(one, wish, when)
        made = Appointment(
            hall=one, division=one.division, party=party, party_shown=security.shown_name(party), matter=wish.matter,
            title=matter.title, stage=wish.stage, ground=wish.ground if wish.ground in rules.GROUNDS else "",
            day=wish.day, starts=wish.starts, code=f"{secrets.randbelow(10**8):08d}", booked_at=clock.now(),
        )  # fmt: skip
        made.save(force_insert=True)
        record.note(matter=wish.matter, day=str(wish.day), starts=f"{wish.starts:%H:%M}")
        record.emit(_changed(made, "booked"))
        return UUID(record.done(str(made.pk)))


def _place(one: Hall, wish: Wish, when: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(PLACE, [one.pk, wish.day, f"{wish.starts:%H:%M}", one.slot_capacity])
        if cursor.fetchone() is None:
            raise SlotFull(when=when)


def cancel(by: security.Actor, appointment: UUID, *, key: str | None = None) -> None:
    """Give the place back. Raises `NotHere` where it is not to come any more."""
    with security.acting(by, CANCEL, security.Ref("appointment", str(appointment)), key=key) as record:
        if record.replayed:
            return
        mine = security.visible(Appointment.objects.select_for_update(), by)
        found = mine.filter(pk=appointment).first()
        if found is None:
            raise NotFound
        if found.state != "booked":
            raise NotHere(now=found.get_state_display(), wanted="取消")
        found.state, found.settled_at = "cancelled", clock.now()
        found.save(update_fields=["state", "settled_at"])
        Slot.objects.filter(hall=found.hall_id, day=found.day, starts=found.starts).update(taken=F("taken") - 1)
        record.emit(_changed(found, "cancelled"))


def _changed(one: Appointment, verb: str) -> AppointmentChanged:
    return AppointmentChanged(str(one.pk), verb, one.hall_id, str(one.party_id), str(one.day), f"{one.starts:%H:%M}")


def appointments(viewer: security.Actor) -> Sequence[Appointment]:
    """One's own, those to come first, then the last year's."""
    own = Appointment.objects.filter(party_id=places.party_of(viewer), day__gte=clock.today() - timedelta(days=365))
    return sorted(own.select_related("hall"), key=lambda one: (one.state != "booked", -one.day.toordinal(), one.starts))


def appointment(viewer: security.Actor, pk: UUID) -> Appointment:
    found = Appointment.objects.filter(party_id=places.party_of(viewer), pk=pk).select_related("hall__agency").first()
    if found is None:
        raise NotFound
    return found


def missed_lately(viewer: security.Actor) -> int:
    """How often one did not come. Shown to oneself as a reminder; it refuses nothing and nobody keeps a list of it."""
    since = clock.today() - timedelta(days=rules.TERMS.missed_within_days)
    return Appointment.objects.filter(party_id=places.party_of(viewer), state="missed", day__gte=since).count()
