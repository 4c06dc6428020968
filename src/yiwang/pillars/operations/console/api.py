"""The consoles of operations: pages at `/console/…` for who runs the house. Only the assembly stands above them.

`/console/health/`: every part of the house, how it is.
`/console/sms/`: what went, or in a rehearsal would have gone, to phones.
"""

from __future__ import annotations

from .actions import SEE_HEALTH, SEE_SMS

__all__ = ["SEE_HEALTH", "SEE_SMS"]
