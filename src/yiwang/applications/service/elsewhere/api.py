"""Matters handled elsewhere 别处办理: going to a ministry's own system without logging in again, and its progress shown here.

of_matter("elsewhere_mirror/sample")         # (system, External, There) where a matter is handled elsewhere, else None
go(by, matter, ["name", "identifier"])       # the address to go to, with a ticket for one minute
place_of(case_view)                          # External and There of a mirrored case; None for a case of ours

A system declared in a pack's `elsewhere/` tells its news at `/api/elsewhere/<system>/status/`, signed; each becomes a step of
a case that only mirrors. The same door takes messages for steps of our own cases that wait (an examination's result).
"""

from __future__ import annotations

from .definition import External, There, of_matter, slug_of, systems
from .going import go
from .hearing import hear
from .ministry import stand_up
from .mirroring import not_withdrawn_here, place_of
from .placing import place_all
from .rules import Signed

__all__ = [
    "External", "Signed", "There", "go", "hear", "not_withdrawn_here", "of_matter", "place_all", "place_of", "slug_of",
    "stand_up", "systems",
]  # fmt: skip
