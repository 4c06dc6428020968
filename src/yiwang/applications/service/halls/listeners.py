"""What halls announce is heard elsewhere, or not yet."""

from __future__ import annotations

from yiwang.pillars.operations.base import api as operations

from .events import AppointmentChanged, NumberCalled, Served

LATER = "published for whoever tells people or asks how it was; no unit does yet"
for kind in (AppointmentChanged, NumberCalled, Served):
    operations.nobody_listens(kind, LATER)
