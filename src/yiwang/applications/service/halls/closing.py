"""The end of a day: who was not reached, who did not come, who still sits."""

from __future__ import annotations

from yiwang.kernel import clock
from yiwang.pillars.security.base import api as security

from .actions import CLOSE
from .events import AppointmentChanged
from .models import Appointment, Sitting, Ticket

CHUNK = 200


def close_days() -> int:
    """Close what earlier days left open, a portion at a time. Returns how much; zero when nothing is left."""
    with security.acting(security.SYSTEM, CLOSE, security.Ref("day", str(clock.today()))) as record:
        tickets = _tickets(record)
        sittings = _sittings(record)
        appointments = _appointments(record)
        record.note(tickets=tickets, sittings=sittings, appointments=appointments)
    return tickets + sittings + appointments


def _tickets(_record: security.Record) -> int:
    """Who was at a window was served; who waited was not reached."""
    today = clock.today()
    late = Ticket.objects.select_for_update(skip_locked=True).filter(
        day__lt=today, state__in=("waiting", "called", "serving")
    )
    found = list(late[:CHUNK])
    for one in found:
        one.state = "done" if one.state == "serving" else "left"
        one.save(update_fields=["state"])  # no `done_at`: how long it took is not known
    return len(found)


def _sittings(_record: security.Record) -> int:
    return Sitting.objects.filter(until__isnull=True, since__date__lt=clock.today()).update(until=clock.now())


def _appointments(record: security.Record) -> int:
    late = Appointment.objects.select_for_update(skip_locked=True).filter(day__lt=clock.today(), state="booked")
    found = list(late[:CHUNK])
    for one in found:
        one.state, one.settled_at = "missed", clock.now()
        one.save(update_fields=["state", "settled_at"])
        record.emit(AppointmentChanged(str(one.pk), "missed", one.hall_id, str(one.party_id), str(one.day),
                                       f"{one.starts:%H:%M}"))  # fmt: skip
    return len(found)
