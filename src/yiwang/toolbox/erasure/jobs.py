from __future__ import annotations

from uuid import UUID

from yiwang.infrastructure.jobs import api as jobs

from . import erasing
from .deciding import JOB


@jobs.job(JOB)
def execute(key: str, *, request: str) -> None:
    """Erase what two people let go; a job done over does it once."""
    erasing.execute(UUID(request), key=key)
