"""What ratings announce. No name, no words of the rater."""

from __future__ import annotations

from dataclasses import dataclass

from yiwang.kernel.event import event


@event("ratings.bad")
@dataclass(frozen=True)
class RatedBadly:
    """A service was rated 4 or 5: to be verified, put right and answered by `due_on`. `case` only where he gave it."""

    rating: str
    grade: int
    agency: int
    division: int
    matter: str
    due_on: str
    case: str = ""


@event("ratings.handled")
@dataclass(frozen=True)
class RatingHandled:
    """`verb`: replied, visited, raised, higher, appealed, kept, excluded, withdrawn."""

    rating: str
    verb: str
    agency: int
