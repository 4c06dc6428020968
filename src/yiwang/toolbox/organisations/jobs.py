"""What organisations does every so often."""

from __future__ import annotations

from yiwang.infrastructure.jobs import api as jobs

from . import arranging, reviewing


@jobs.periodic("organisations.keep", every="20 0 * * *")
def keep(_key: str) -> None:
    """Every night, in portions: reviews that come near or are over, changes whose day has come."""
    while reviewing.keep_reviews():
        pass
    arranging.turn_the_day()
