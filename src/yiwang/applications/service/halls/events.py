"""What a hall announces. Numbers and codes, nobody's name."""

from __future__ import annotations

from dataclasses import dataclass

from yiwang.kernel.event import event


@event("halls.appointment_changed")
@dataclass(frozen=True)
class AppointmentChanged:
    """`verb`: booked, cancelled, arrived, missed."""

    appointment: str
    verb: str
    hall: int
    party: str
    day: str
    starts: str


@event("halls.number_called")
@dataclass(frozen=True)
class NumberCalled:
    """A window called a number. `party` where it is known."""

    ticket: str
    number: str
    hall: int
    window: int


@event("halls.served")
@dataclass(frozen=True)
class Served:
    """A visit at a window ended. What a rating 好差评 hangs on."""

    ticket: str
    number: str
    hall: int
    agency: int
    matter: str
    stage: str
    party: str
