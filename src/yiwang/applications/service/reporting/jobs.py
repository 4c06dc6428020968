"""What reporting does every so often."""

from __future__ import annotations

from yiwang.infrastructure.jobs import api as jobs

from . import rounds

NIGHT = "30 1 * * *"


@jobs.periodic("reporting.daily", every=NIGHT)
def daily(_key: str) -> None:
    """Every night: what happened since the last time, as batches."""
    rounds.gather()


@jobs.periodic("reporting.keep_sending", every="* * * * *")
def keep_sending(_key: str) -> None:
    """Every minute: what has no answer yet, what was refused, what was mended."""
    rounds.keep_going()


@jobs.job("reporting.gather_now")
def gather_now(_key: str) -> None:
    """The night's round, ordered at the console."""
    rounds.gather()
