"""What the console has done behind it."""

from __future__ import annotations

from yiwang.infrastructure.jobs import api as jobs
from yiwang.pillars.security.base import api as security

from . import checking, rotating
from .actions import KEEP


@jobs.job(checking.JOB)
def check(_key: str, *, check: str) -> None:
    checking.walk(check)


@jobs.periodic("security_console.keep_head", every="5 0 * * *")
def keep_head(key: str) -> None:
    """Write the day's head down elsewhere."""
    with security.acting(security.SYSTEM, KEEP, security.Ref("trail", "chain"), key=key) as record:
        place = security.keep_head()
        record.note(written=place.name if place else "")
        record.done(None)


@jobs.job(rotating.RESEALING)
def reseal(_key: str, *, name: str) -> None:
    """Seal anew what older versions of a key hold."""
    rotating.reseal(name)
