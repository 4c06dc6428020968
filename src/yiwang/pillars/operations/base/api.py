"""Signs of life: the outbox and its listeners, logs without personal data, metrics, traces, health.

    @listens(CaseDecided, "notices.tell_the_applicant")
    def tell(decided: CaseDecided, key: str) -> None: ...

A listener changes things only through `acting(..., key=key)`: the key makes a second delivery change nothing.
"""

from .health import Health, checks, healthy
from .listeners import listeners_of, listens, nobody_listens, unheard
from .log import logger
from .metrics import counted, exposition, observed, share, told
from .outbox import emit, emitting, forget
from .trace import span

__all__ = [
    "Health",
    "checks",
    "counted",
    "emit",
    "exposition",
    "forget",
    "emitting",
    "healthy",
    "listeners_of",
    "listens",
    "logger",
    "nobody_listens",
    "observed",
    "share",
    "span",
    "told",
    "unheard",
]
