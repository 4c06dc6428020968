"""The consoles of operations: pages at `/console/…` for who runs the house. Only the assembly stands above them.

`/console/sms/`: what went, or in a rehearsal would have gone, to phones.
"""

from __future__ import annotations

from .actions import SEE_SMS

__all__ = ["SEE_SMS"]
