"""What organisations announces. Only keys: who hears it looks up the rest."""

from __future__ import annotations

from dataclasses import dataclass

from yiwang.kernel.event import event


@event("organisations.appointment_changed")
@dataclass(frozen=True)
class AppointmentChanged:
    """`verb`: given, extended, confirmed, told, ended."""

    appointment: int
    verb: str


@event("organisations.agency_changed")
@dataclass(frozen=True)
class AgencyChanged:
    """`what`: made, renamed, closed."""

    agency: int
    what: str
