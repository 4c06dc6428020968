"""What identity announces. Only the mandate is named: who hears it looks up the rest."""

from __future__ import annotations

from dataclasses import dataclass

from yiwang.kernel.event import event


@event("identity.mandate_given")
@dataclass(frozen=True)
class MandateGiven:
    """Somebody may act for a party from now on; `at_window` when an official recorded it."""

    mandate: int
    at_window: bool = False


@event("identity.mandate_ended")
@dataclass(frozen=True)
class MandateEnded:
    mandate: int
