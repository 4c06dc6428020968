"""What the trail needs every so often, and a check that somebody asked for."""

from __future__ import annotations

from yiwang.infrastructure.jobs import api as jobs
from yiwang.pillars.security.base import api as security

from . import rotating

CHECK = "security.check_trail"


@jobs.job(CHECK)
def check_trail(key: str, *, check: int) -> None:
    security.run_check(check, key)


@jobs.periodic("security.keep_head", every="10 0 * * *")
def keep_head(_key: str) -> None:
    security.keep_head()


@jobs.job(rotating.RESEALING)
def reseal(_key: str, *, name: str) -> None:
    rotating.reseal(name)
