"""What the library announces."""

from __future__ import annotations

from dataclasses import dataclass

from yiwang.kernel.event import event
from yiwang.pillars.operations.base import api as operations


@event("matters.published")
@dataclass(frozen=True)
class EditionPublished:
    """A new edition of a list (`code` 31 or 33 characters) or of a basic entry (12) was published."""

    code: str
    number: int


@event("matters.withdrawn")
@dataclass(frozen=True)
class EditionWithdrawn:
    """What `code` names is no longer offered from a day on. Cases under way go on."""

    code: str
    number: int


for kind in (EditionPublished, EditionWithdrawn):
    operations.nobody_listens(kind, "guides and offers read the editions themselves; outside catalogues may ask for it")
