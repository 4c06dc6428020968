from __future__ import annotations

from yiwang.infrastructure.jobs import api as jobs

from . import ending


@jobs.periodic("provider.tidy", every="40 1 * * *")
def tidy(_key: str) -> None:
    """Every night, what was issued and is long over."""
    ending.tidy()
