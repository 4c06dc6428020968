"""The worker: delivers events, seals the trail, keeps the clocks. One process or several; none is special."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable

from django.db import DatabaseError, connection

from yiwang.infrastructure.events import api as events
from yiwang.pillars.operations.base import api as operations
from yiwang.pillars.security.base import api as security

PAUSE = 0.5
log = operations.logger("worker")


def duties() -> list[tuple[Callable[[], int], float]]:
    """What is to be done, and every how many seconds."""
    from yiwang.toolbox.casework import api as casework

    return [(events.deliver, PAUSE), (security.seal, PAUSE), (casework.keep_clocks, 60.0)]


def work(rounds: int = 0) -> int:
    """Do the duties until told to stop (or for `rounds` rounds). A lost database is waited for, not died of."""
    stopping = False

    def stop(*_: object) -> None:
        nonlocal stopping
        stopping = True

    if not rounds:
        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
    due = {duty: 0.0 for duty, _ in duties()}
    done = 0
    while not stopping and (not rounds or done < rounds):
        done += 1
        for duty, every in duties():
            if time.monotonic() >= due[duty]:
                due[duty] = time.monotonic() + every
                _do(duty)
        time.sleep(PAUSE)
    return 0


def _do(duty: Callable[[], int]) -> None:
    try:
        while duty():
            pass
    except DatabaseError as failure:
        log.warning("duty_waits", duty=duty.__name__, failure=type(failure).__name__)
        connection.close()
