"""What halls do every night."""

from __future__ import annotations

from yiwang.infrastructure.jobs import api as jobs

from . import closing


@jobs.periodic("halls.close_days", every="10 0 * * *")
def close_days(_key: str) -> None:
    while closing.close_days():
        pass
