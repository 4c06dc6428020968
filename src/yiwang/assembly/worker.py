"""The worker: delivers events, seals the trail, does the jobs. One process or several; none is special."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable

from django.db import DatabaseError, connection

from yiwang.infrastructure.events import api as events
from yiwang.infrastructure.jobs import api as jobs
from yiwang.pillars.operations.base import api as operations
from yiwang.pillars.security.base import api as security

PAUSE = 0.5
DUTIES: tuple[Callable[[], int], ...] = (events.deliver, security.seal)
log = operations.logger("worker")


def work() -> int:
    """Do the duties, and jobs beside them, until told to stop. A lost database is waited for, not died of."""
    stopping = False

    def stop(*_: object) -> None:
        nonlocal stopping
        stopping = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    with jobs.working():
        while not stopping:
            for duty in DUTIES:
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
