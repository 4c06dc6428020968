"""What the library does every so often."""

from __future__ import annotations

from yiwang.infrastructure.jobs import api as jobs

from .search import index


@jobs.periodic("matters.search_day", every="5 * * * *")
def search_day(_key: str) -> None:
    """Editions that take effect or end today: found, or no longer, from today on. Once a day, at whatever hour."""
    index.turn_the_day()
