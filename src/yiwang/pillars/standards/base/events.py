"""What the standards announce."""

from __future__ import annotations

from dataclasses import dataclass

from yiwang.kernel.event import event


@event("standards.calendar_announced")
@dataclass(frozen=True)
class CalendarAnnounced:
    """The working days of `year` were entered or corrected: limits that reach into it are to be recomputed."""

    year: int
